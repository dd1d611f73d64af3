"""Publishing: a person orders it; its job composes the report once, makes the files, and freezes all of it together."""

from __future__ import annotations

import hashlib
from collections.abc import Callable, Iterable
from dataclasses import dataclass, replace
from typing import Any

import pghistory
from django.db import transaction

from muster.core import orders
from muster.core.conflicts import Conflict
from muster.domain.publishing import content
from muster.features.accounts.models import User
from muster.features.accounts.rights import Subject, Verb, require
from muster.features.publishing.actions.clearance import NotReady
from muster.features.publishing.actions.editing import refuse_published
from muster.features.publishing.composing import Made, compose, substance
from muster.features.publishing.models import (
    Chapter,
    ChapterState,
    FrozenFile,
    Order,
    Publication,
    PublicationFile,
    Report,
    ReportState,
    Step,
)
from muster.features.publishing.outputs.rendering import MEDIA_TYPES, RENDERERS, file_name, render
from muster.features.publishing.queries import Checklist, checklist

Tell = Callable[[Step], None]  # is told the step that begins; may raise to end the work


def order_publication(person: User, report: Report, version: int) -> Order:
    """Put the publication in the queue. Raises `NotReady`, `Conflict`, or `ValidationError` where it is published."""
    require(person, Verb.PUBLISH, Subject.REPORT)
    with transaction.atomic():
        current = _locked(report, version)
        _require_ready(checklist(person, current))
        return orders.place(Order, person, version, report=current)


def drop_order(person: User, report: Report) -> None:
    """Do not publish after all; nothing of it is kept. Raises `ValidationError` where it is published already."""
    require(person, Verb.PUBLISH, Subject.REPORT)
    with transaction.atomic():
        current = Report.objects.select_for_update(of=("self",)).get(pk=report.pk)
        refuse_published(current)
        Order.objects.filter(report=current).delete()


def publish_report(person: User, report: Report, version: int, tell: Tell = lambda step: None) -> Publication:
    """Freeze the report. Raises `NotReady` with everything that stops it, `Conflict` where it was changed since.

    Composing and making the files takes seconds and holds nobody up. Then, with the report locked, it is composed once
    more without charts, and only what says the same is frozen.
    """
    require(person, Verb.PUBLISH, Subject.REPORT)
    tell(Step.COMPOSING)
    made = _composed(person, Report.objects.get(pk=report.pk))
    files = _files(made, tell)
    with transaction.atomic(), pghistory.context(user=person.pk):
        current = _locked(report, version)
        tell(Step.FREEZING)
        list(Chapter.objects.select_for_update(of=("self",)).filter(report=current))  # nobody edits meanwhile
        again = _composed(person, current, draw=False)
        _require_ready(checklist(person, current, again))
        if _said(again) != _said(made):
            raise Conflict(current, {})
        return _freeze(person, current, made, files)


@dataclass(frozen=True, slots=True)
class _File:
    output: str
    name: str
    body: bytes


def _locked(report: Report, version: int) -> Report:
    current = Report.objects.select_for_update(of=("self",)).get(pk=report.pk)
    refuse_published(current)
    if current.version != version:
        raise Conflict(current, {})
    return current


def _require_ready(found: Checklist) -> None:
    if not found.ready:
        raise NotReady([(each.chapter, finding) for each in found.waiting for finding in each.stops])


def _composed(person: User, report: Report, *, draw: bool = True) -> Made:
    """As it will be once it is published: what is composed says so already, the row follows last."""
    was, report.state = report.state, ReportState.PUBLISHED
    try:
        return compose(person, report, draw=draw)
    finally:
        report.state = was


def _files(made: Made, tell: Tell) -> list[_File]:
    found = [_File("svg", key, svg) for key, svg in made.images.items()]
    for output in RENDERERS:
        tell(Step(output))
        found.append(_File(output, file_name(made.book, output), render(made, output)))
    return found


def _said(made: Made) -> dict[str, Any]:
    """Everything that the report says, in words and counts."""
    chapters = [substance(chapter) for chapter in made.book.chapters]
    return {**content.to_data(replace(made.book, chapters=())), "chapters": chapters}


def _freeze(person: User, report: Report, made: Made, files: Iterable[_File]) -> Publication:
    data = content.to_data(made.book)
    publication = Publication.objects.create(
        report=report, content=data, sha256=content.fingerprint(data), published_by=person
    )
    for file in files:
        _keep(publication, file)
    Order.objects.filter(report=report).delete()
    report.chapters.update(state=ChapterState.PUBLISHED)
    report.state = ReportState.PUBLISHED
    report.version += 1
    report.save(update_fields=["state", "version"])
    return publication


def _keep(publication: Publication, file: _File) -> None:
    key = hashlib.sha256(file.body).hexdigest()
    if not FrozenFile.objects.filter(pk=key).exists():
        FrozenFile.objects.create(sha256=key, media_type=MEDIA_TYPES[file.output], content=file.body)
    PublicationFile.objects.create(publication=publication, file_id=key, format=file.output, name=file.name)
