"""A draft that a person makes out of words of the document, where reading found none."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass

import pghistory
from django.db import transaction
from django.db.models import F
from django.utils.translation import gettext as _

from muster.domain.review.fields import Fields, Spans
from muster.domain.review.joining import Part
from muster.domain.review.marking import READ_LANGUAGES, overlaps, passage_of, read_passage, unsaid
from muster.features.accounts.models import User
from muster.features.accounts.rights import Subject, Verb, require
from muster.features.activities.values import NARRATIVE_LIMIT
from muster.features.intake.models import Document, DocumentText, Draft, Stage
from muster.features.review import queries
from muster.features.review.actions.deciding import Deciding, NotOpen, content_of, held_document, locked
from muster.features.review.models import Deed

CERTAIN = 1.0  # a person says that it is an activity


@dataclass(frozen=True, slots=True)
class Created:
    """The new draft, and those that stand and share words with it."""

    draft: Draft
    overlapping: Sequence[Draft]


def create(person: User, document: Document, start: int, end: int) -> Created:
    """An open draft of `text[start:end]`, its fields as those words say them. Raises `NotOpen` with a sentence.

    It is reviewed like any other; it may share words with others, which are named.
    """
    require(person, Verb.REVIEW, Subject.DOCUMENT, document.unit)
    content = content_of(document)
    spans = _passage(content, start, end)
    fields = _fields(document, content, spans)
    with transaction.atomic(), pghistory.context(user=person.pk):
        held = held_document(person, pk=document.pk)  # nobody makes another draft meanwhile
        _check_read(held)
        shared = [draft for draft in queries.drafts(person, held) if overlaps(draft.spans, spans)]
        deed = Deciding(person, held, content)
        draft = deed.make(_place(held, spans[0][0]), Part(spans, [], fields), confidence=CERTAIN)
        deed.keep(Deed.CREATE)
        return Created(draft, shared)


def _passage(content: DocumentText, start: int, end: int) -> Spans:
    spans = passage_of(queries.setting(content).blocks, content.text, start, end)
    if not spans:
        raise NotOpen(_("Choose words of the document, from the first to the last one of the activity."))
    if spans[-1][1] - spans[0][0] > NARRATIVE_LIMIT:
        raise NotOpen(_("This is too much for one activity. Choose the words that tell of it."))
    return spans


def _fields(document: Document, content: DocumentText, spans: Spans) -> Fields:
    """What the words say; of a report in a language that is not read, nothing."""
    if document.language not in READ_LANGUAGES:
        return unsaid()
    return read_passage(content.source(), spans, document.year or document.uploaded_at.year)


def _check_read(document: Document) -> None:
    """Drafts that people made are kept when a document is read; so that has to come first."""
    if document.stage == Stage.ASKING:
        raise NotOpen(_("Give the report its period first; its activities are then looked for."))
    if document.under_way:
        raise NotOpen(_("The activities of this report are still being looked for. Wait until that is done."))


def _place(document: Document, start: int) -> int:
    """The position behind all drafts that begin before; those that begin later make room where there is none.

    Of equal positions the newest draft is the last one.
    """
    rows = list(document.drafts.values_list("pk", "position", "spans"))
    before = [position for _pk, position, spans in rows if spans[0][0] <= start]
    after = {pk: position for pk, position, spans in rows if spans[0][0] > start}
    place = max(before, default=0)
    short = place + 1 - min(after.values(), default=place + 1)
    if short > 0:
        pks = [draft.pk for draft in locked(document, after)]
        Draft.objects.filter(pk__in=pks).update(position=F("position") + short)
    return place
