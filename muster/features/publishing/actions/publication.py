"""Publishing: the report is composed once, its files are made from that tree, and all of it is frozen together."""

from __future__ import annotations

import hashlib

import pghistory
from django.db import transaction

from muster.core.conflicts import Conflict
from muster.domain.publishing import content
from muster.features.accounts.models import User
from muster.features.accounts.rights import Verb, require
from muster.features.publishing.actions.clearance import NotReady
from muster.features.publishing.actions.editing import refuse_published
from muster.features.publishing.composing import Made, compose
from muster.features.publishing.models import (
    Chapter,
    ChapterState,
    FrozenFile,
    Publication,
    PublicationFile,
    Report,
    ReportState,
)
from muster.features.publishing.outputs.rendering import MEDIA_TYPES, file_name, render
from muster.features.publishing.queries import checklist


def publish_report(person: User, report: Report, version: int) -> Publication:
    """Freeze the report. Raises `NotReady` with everything that stops it, `Conflict` where it was changed since."""
    require(person, Verb.PUBLISH)
    with transaction.atomic(), pghistory.context(user=person.pk):
        current = Report.objects.select_for_update(of=("self",)).get(pk=report.pk)
        refuse_published(current)
        if current.version != version:
            raise Conflict(current, {})
        list(Chapter.objects.select_for_update(of=("self",)).filter(report=current))  # nobody edits meanwhile
        current.state = ReportState.PUBLISHED  # what is composed says so; the row follows last
        made = compose(person, current)
        current.state = ReportState.DRAFT
        found = checklist(person, current, made)
        if not found.ready:
            raise NotReady([(each.chapter, finding) for each in found.waiting for finding in each.stops])
        return _freeze(person, current, made)


def _freeze(person: User, report: Report, made: Made) -> Publication:
    data = content.to_data(made.book)
    publication = Publication.objects.create(
        report=report, content=data, sha256=content.fingerprint(data), published_by=person
    )
    for output in ("pdf", "docx", "html"):
        _keep(publication, output, file_name(made.book, output), render(made, output))
    for key, svg in made.images.items():
        _keep(publication, "svg", key, svg)
    report.chapters.update(state=ChapterState.PUBLISHED)
    report.state = ReportState.PUBLISHED
    report.version += 1
    report.save(update_fields=["state", "version"])
    return publication


def _keep(publication: Publication, output: str, name: str, body: bytes) -> None:
    key = hashlib.sha256(body).hexdigest()
    if not FrozenFile.objects.filter(pk=key).exists():
        FrozenFile.objects.create(sha256=key, media_type=MEDIA_TYPES[output], content=body)
    PublicationFile.objects.create(publication=publication, file_id=key, format=output, name=name)
