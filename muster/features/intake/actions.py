"""Writes about documents: handing in, correcting what was recognised, retry, stop, extracting again."""

from __future__ import annotations

import mimetypes
from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from typing import Any

from django.conf import settings
from django.db import transaction
from django.utils import timezone
from django.utils.translation import gettext as _

from muster.core import files, jobs
from muster.core.conflicts import Conflict
from muster.core.identity import SYSTEM, acting_as
from muster.core.locks import hold
from muster.core.markings import Marks
from muster.core.models import Unit
from muster.domain.documents.sentences import plain_name
from muster.features.accounts.models import User
from muster.features.accounts.rights import Subject, Verb, require
from muster.features.intake.models import UNDER_WAY, Delivery, Document, Original, Stage, folded
from muster.features.intake.sentences import sentence
from muster.features.markings.actions import keep_in_sight

CORRECTABLE = ("title", "unit", "kind", "period_start", "period_end", "language")
UNMARKED = Marks()  # as a report is where nobody says otherwise
READ = "intake.read"  # the name of the job


class Refusal(Exception):
    """What was asked cannot be done; `str()` is the sentence for people."""


@dataclass(frozen=True, slots=True)
class HandedIn:
    """The document of the bytes that came; `new` is false where they had come before."""

    document: Document
    new: bool


def hand_in(
    person: User, chunks: Iterable[bytes], file_name: str, unit: Unit | None = None, marks: Marks = UNMARKED
) -> HandedIn:
    """Keep a file and put it in the queue; both are on the disk when this returns. Raises `Refusal`.

    What came before stays marked as it is. Whoever hands in what is closed to their role is named for it.
    """
    require(person, Verb.CREATE, Subject.DOCUMENT, unit)
    if marks != UNMARKED:
        require(person, Verb.MARK, Subject.DOCUMENT, unit)
    name = plain_name(file_name)
    try:
        kept = files.keep(_not_empty(chunks, name))
    except files.TooLarge:
        raise too_large(name) from None
    except files.Unavailable as error:
        raise not_kept(name) from error
    with transaction.atomic(), acting_as(SYSTEM):  # these bytes may have come before, where this person sees nothing
        hold(kept.sha256)
        if not files.has(kept.sha256):  # the same bytes were erased meanwhile (intake.erasing)
            raise not_kept(name)
        handed_in = _document_of(kept, person, name, unit, marks)
        Delivery.objects.create(document=handed_in.document, file_name=name, person=person)
        if handed_in.new and marks.closed:
            keep_in_sight(person, "document", handed_in.document.pk, _("Handed it in."))
    if not Document.objects.filter(pk=handed_in.document.pk).exists():
        raise Refusal(_("%(file)s has come before, in a report that is not open to you.") % {"file": name})
    return handed_in


def too_large(name: str) -> Refusal:
    """The refusal of a file above the limit."""
    limit = settings.UPLOAD_LIMIT // 1_000_000
    return Refusal(_("%(file)s is larger than the %(limit)s MB that are taken.") % {"file": name, "limit": limit})


def not_kept(name: str) -> Refusal:
    """The refusal while the store of originals is full or out of reach."""
    return Refusal(_("%(file)s could not be kept: the store of originals takes nothing just now.") % {"file": name})


def correct(person: User, pk: int, version: int, changes: Mapping[str, Any]) -> Document:
    """Change what was recognised, on the version the person saw. Raises `Conflict` with the difference otherwise.

    A document that waited for its period goes on by itself.
    """
    with transaction.atomic():
        document = _held(person, pk)
        if changes.get("unit") not in (None, document.unit):
            require(person, Verb.TRANSFER, Subject.DOCUMENT, _standing_at(person, document))
            require(person, Verb.CHANGE, Subject.DOCUMENT, changes["unit"])
        _check_version(document, version, changes)
        for field in CORRECTABLE:
            if field in changes:
                setattr(document, field, changes[field])
        document.version += 1
        document.fold()
        document.save(update_fields=[*CORRECTABLE, "search", "version"])
        if document.stage == Stage.ASKING and document.year:
            queue(document)
    return document


def retry(person: User, pk: int) -> Document:
    """Take up a document again that failed or was stopped."""
    return _again(person, pk, (Stage.FAILED, Stage.STOPPED), _("It neither failed nor was it stopped."))


def stop(person: User, pk: int) -> Document:
    """Stop the work on a document; nothing of it is kept, and `retry` takes it up again."""
    with transaction.atomic():
        document = _held(person, pk)
        if document.stage not in UNDER_WAY:
            raise Refusal(_("Nothing is being done on it."))
        document.stage, document.finished_at = Stage.STOPPED, timezone.now()
        document.save(update_fields=["stage", "finished_at"])
    return document


def extract_again(person: User, pk: int) -> Document:
    """Find the activities anew, after the year or the structure was corrected. Only while nobody worked on a draft."""
    with transaction.atomic():
        if any(draft.touched() for draft in _held(person, pk).drafts.all()):
            raise Refusal(_("People have worked on its drafts, so they stay as they are."))
        return _again(person, pk, (Stage.READY,), _("It is not ready, so there is nothing to replace."))


def _not_empty(chunks: Iterable[bytes], name: str) -> Iterable[bytes]:
    empty = True
    for chunk in chunks:
        empty = empty and not chunk
        yield chunk
    if empty:
        raise Refusal(sentence("empty", {"file": name}))


def _document_of(kept: files.Kept, person: User, name: str, unit: Unit | None, marks: Marks) -> HandedIn:
    """The one document of these bytes; where two hand them in at the same time, the second waits for the first."""
    media_type = mimetypes.guess_type(name)[0] or "application/octet-stream"
    original, _made = Original.objects.get_or_create(
        sha256=kept.sha256, defaults={"size": kept.size, "media_type": media_type}
    )
    document, new = Document.objects.get_or_create(
        original=original,
        defaults={
            "file_name": name,
            "search": folded(name),
            "unit": unit,
            "uploaded_by": person,
            "marking": marks.marking,
            "tlp": marks.tlp,
        },
    )
    if new:
        defer(document)
    return HandedIn(document, new)


def _again(person: User, pk: int, stages: tuple[Stage, ...], otherwise: str) -> Document:
    with transaction.atomic():
        document = _held(person, pk)
        if document.stage not in stages:
            raise Refusal(otherwise)
        queue(document)
    return document


def queue(document: Document) -> None:
    """Put it in the queue again."""
    document.stage, document.progress, document.attempts = Stage.WAITING, 0, 0
    document.error_code, document.error_params = "", {}
    document.queued_at, document.finished_at = timezone.now(), None
    document.save(
        update_fields=["stage", "progress", "attempts", "error_code", "error_params", "queued_at", "finished_at"]
    )
    defer(document)


def defer(document: Document) -> None:
    """Put its job in the queue, in the transaction under way."""
    jobs.defer(READ, lock=f"document-{document.pk}", document=document.pk)


def _held(person: User, pk: int) -> Document:
    """The document, locked, where this person may change it; raises `PermissionDenied`, `Document.DoesNotExist`.

    Who handed it in may mend it whatever structure was recognised; others only for their structure.
    """
    document = Document.objects.select_related("unit").get(pk=pk)
    require(person, Verb.CHANGE, Subject.DOCUMENT, _standing_at(person, document))
    return Document.objects.select_for_update(no_key=True).get(pk=pk)


def _standing_at(person: User, document: Document) -> Unit | None:
    """The unit at which a right is asked; of one's own document, at any."""
    return None if document.uploaded_by_id == person.pk else document.unit


def _check_version(document: Document, version: int, changes: Mapping[str, Any]) -> None:
    if document.version == version:
        return
    now = {field: getattr(document, field) for field in CORRECTABLE if field in changes}
    raise Conflict(document, {field: (now[field], changes[field]) for field in now if changes[field] != now[field]})
