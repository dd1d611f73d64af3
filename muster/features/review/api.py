"""Drafts over the API: the same decisions as on the page, on the version that the caller saw."""

from __future__ import annotations

from typing import Any

from django.core.exceptions import ValidationError
from django.http import HttpRequest
from django.shortcuts import get_object_or_404
from django.utils.translation import gettext as _
from ninja import Field, Router, Schema, Status
from ninja.errors import HttpError

from muster.domain.review.fields import SHAPES, is_list, read_of, typed
from muster.features.accounts.rights import Subject, Verb, require, signed_in
from muster.features.intake.models import Document, Draft, DraftState
from muster.features.review import actions, queries
from muster.features.review.actions import Changes, Seen
from muster.features.review.forms import DraftForm, OccasionForm, spans_text

router = Router(tags=["drafts"])


class Words(Schema):
    """A value as read: `spans` are [start, end) character offsets into the document's text; of a list one an item."""

    value: Any = None
    spans: list[tuple[int, int]] = []
    confidence: float
    reason: str


class DraftOut(Schema):
    """A draft activity, its fields with the words that say them, and what became of it."""

    id: int
    document: int
    version: int
    state: str
    confidence: float
    spans: list[tuple[int, int]]
    fields: dict[str, Words]
    lacks: list[str] = Field(description="what the register cannot do without and the draft does not say")
    decided_by: str | None = None
    reason: str = ""
    activity: int | None = Field(None, description="the register entry of an accepted draft")


class Value(Schema):
    """A value to keep. Without `spans` the words stay that stood there, as far as they say the new value."""

    value: str | int | list[str] | list[tuple[str, str]] | None = None
    spans: list[tuple[int, int]] | None = None


class Correction(Schema):
    version: int
    fields: dict[str, Value] = {}


class Rejection(Schema):
    version: int
    reason: str = Field("", max_length=300)


class Division(Schema):
    """Either `at`, an offset inside the passage, or other dates for a copy."""

    version: int
    at: int | None = None
    start: str = ""
    end: str = ""
    sessions: int | None = None


class Union(Schema):
    version: int
    other: int = Field(description="another open draft of the same document")
    other_version: int


class Passage(Schema):
    """Characters of a document's text: `start` is the first one, `end` the one behind the last."""

    document: int
    start: int = Field(ge=0)
    end: int = Field(ge=0)


class CreatedOut(DraftOut):
    overlaps: list[int] = Field(description="drafts that stand and share words with the new one")


@router.get("/", response=list[DraftOut], operation_id="list_drafts")
def list_drafts(request: HttpRequest, document: int, state: DraftState | None = None) -> list[dict[str, Any]]:
    """The drafts of a document in reading order; those that a split or merge replaced are left out."""
    found = get_object_or_404(Document.objects.select_related("unit"), pk=document)
    drafts = queries.drafts(signed_in(request), found).defer(None).defer("proposed").select_related("source")
    return [_out(draft, found) for draft in (drafts.filter(state=state) if state else drafts)]


@router.post("/", response={201: CreatedOut}, operation_id="create_draft")
def create_draft(request: HttpRequest, data: Passage) -> Status[dict[str, Any]]:
    """An open draft of words that reading left out, its fields as these words say them; named is what it overlaps."""
    document = get_object_or_404(Document.objects.select_related("unit"), pk=data.document)
    created = actions.create(signed_in(request), document, data.start, data.end)
    out = _out(queries.draft(signed_in(request), created.draft.pk), document)
    return Status(201, {**out, "overlaps": [draft.pk for draft in created.overlapping]})


@router.get("/{pk}", response=DraftOut, operation_id="get_draft")
def get_draft(request: HttpRequest, pk: int) -> dict[str, Any]:
    """One draft."""
    draft = _draft(request, pk)
    return _out(draft, draft.document)


@router.post("/{pk}/accept", response=DraftOut, operation_id="accept_draft")
def accept_draft(request: HttpRequest, pk: int, data: Correction) -> dict[str, Any]:
    """Into the register, with corrections. 409 with the difference when it was changed since `version`."""
    return _done(request, actions.accept(signed_in(request), Seen(pk, data.version), _changes(request, pk, data)))


@router.post("/{pk}/correct", response=DraftOut, operation_id="correct_draft")
def correct_draft(request: HttpRequest, pk: int, data: Correction) -> dict[str, Any]:
    """Keep corrections; the draft stays open. 409 with the difference when it was changed since `version`."""
    return _done(request, actions.correct(signed_in(request), Seen(pk, data.version), _changes(request, pk, data)))


@router.post("/{pk}/reject", response=DraftOut, operation_id="reject_draft")
def reject_draft(request: HttpRequest, pk: int, data: Rejection) -> dict[str, Any]:
    """Not an activity."""
    _draft(request, pk)
    return _done(request, actions.reject(signed_in(request), Seen(pk, data.version), data.reason))


@router.post("/{pk}/reopen", response=DraftOut, operation_id="reopen_draft")
def reopen_draft(request: HttpRequest, pk: int, data: Rejection) -> dict[str, Any]:
    """Open again; of an accepted draft only while nobody changed its register entry."""
    _draft(request, pk)
    return _done(request, actions.reopen(signed_in(request), Seen(pk, data.version)))


@router.post("/{pk}/split", response=list[DraftOut], operation_id="split_draft")
def split_draft(request: HttpRequest, pk: int, data: Division) -> list[dict[str, Any]]:
    """Two drafts for one: divided at an offset, or a copy on other dates."""
    draft = _draft(request, pk)
    seen = Seen(pk, data.version)
    if data.at is not None:
        made = actions.split_at(signed_in(request), seen, data.at)
    else:
        made = actions.split_copy(signed_in(request), seen, _occasion(data))
    return [_out(one, draft.document) for one in made]


@router.post("/{pk}/merge", response=DraftOut, operation_id="merge_drafts")
def merge_drafts(request: HttpRequest, pk: int, data: Union) -> dict[str, Any]:
    """One draft for two of the same document. Nothing of either is lost."""
    _draft(request, pk)
    other = Seen(data.other, data.other_version)
    return _done(request, actions.merge(signed_in(request), Seen(pk, data.version), other))


def _draft(request: HttpRequest, pk: int) -> Draft:
    try:
        return queries.draft(signed_in(request), pk)
    except Draft.DoesNotExist:
        raise HttpError(404, _("There is no draft %(id)s.") % {"id": pk}) from None


def _done(request: HttpRequest, draft: Draft) -> dict[str, Any]:
    return get_draft(request, draft.pk)


def _out(draft: Draft, document: Document) -> dict[str, Any]:
    source = getattr(draft, "source", None) if draft.state == DraftState.ACCEPTED else None
    return {
        "id": draft.pk,
        "document": document.pk,
        "version": draft.version,
        "state": draft.state,
        "confidence": draft.confidence,
        "spans": draft.spans,
        "fields": {name: read for name, read in draft.fields.items() if name in SHAPES},
        "lacks": queries.lacking(draft, document),
        "decided_by": str(draft.decided_by) if draft.decided_by else None,
        "reason": draft.reason,
        "activity": source.activity_id if source else None,
    }


def _changes(request: HttpRequest, pk: int, data: Correction) -> Changes:
    """The named fields, checked as the form checks them; other fields are left alone. Raises `ValidationError`."""
    draft = _draft(request, pk)
    require(signed_in(request), Verb.REVIEW, Subject.DOCUMENT, draft.document.unit)
    unknown = sorted(set(data.fields) - set(SHAPES))
    if unknown:
        raise ValidationError({name: [_("There is no such field.")] for name in unknown})
    form = DraftForm(draft.fields, len(queries.document(signed_in(request), draft.document_id).content.text))
    checked = DraftForm(draft.fields, form.length, {**form.initial, **_typed(draft, data)})
    if not checked.is_valid():
        raise ValidationError({name: list(errors) for name, errors in checked.errors.items()})
    return {name: change for name, change in checked.changes().items() if name in data.fields}


def _typed(draft: Draft, data: Correction) -> dict[str, str]:
    """The values as the form would send them."""
    sent = {}
    for name, one in data.fields.items():
        try:
            if one.value is not None and isinstance(one.value, list) is not is_list(name):
                raise TypeError(name)
            sent[name] = typed(name, one.value)
        except (TypeError, ValueError):
            raise ValidationError({name: [_("This is not of the field's shape.")]}) from None
        spans = read_of(draft.fields, name)["spans"] if one.spans is None else [list(span) for span in one.spans]
        sent[f"spans-{name}"] = spans_text(spans)
    return sent


def _occasion(data: Division) -> dict[str, Any]:
    form = OccasionForm(
        {"copy-start": data.start, "copy-end": data.end, "copy-sessions": typed("sessions", data.sessions)}
    )
    if not form.is_valid():
        raise ValidationError({name: list(errors) for name, errors in form.errors.items()})
    return {"dates": [], **form.cleaned_data}
