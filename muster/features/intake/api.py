"""Documents over the API: list, one, hand in, where it stands, retry, stop."""

from __future__ import annotations

from datetime import date, datetime
from typing import Any

from django.http import Http404, HttpRequest
from ninja import Field, File, Form, Query, Router, Schema, Status
from ninja.files import UploadedFile

from muster.core import files
from muster.core.models import Unit
from muster.core.web.refusals import Refusal
from muster.features.accounts.models import User
from muster.features.accounts.rights import Subject, Verb, require
from muster.features.audit import looks
from muster.features.intake import actions, queries
from muster.features.intake.models import Document, DraftState, ReportKind, Stage
from muster.features.intake.sentences import notes, sentence

router = Router(tags=["documents"])
PAGE = 50
LARGEST_PAGE = 200
PLAIN = ("file_name", "title", "kind", "language", "period_start", "period_end", "recognised", "uploaded_at", "version")


class Standing(Schema):
    """Where a document stands. `seconds_left` is null where nothing is under way."""

    stage: Stage
    progress: int = Field(description="percent of the whole way")
    attempts: int
    error_code: str
    error: str = Field(description="a sentence; empty where nothing failed")
    seconds_left: float | None
    drafts: dict[str, int] = Field(description="number of drafts by state: " + ", ".join(DraftState.values))


class DocumentOut(Schema):
    """A report handed in."""

    id: int
    file_name: str
    sha256: str
    size: int = Field(description="bytes")
    title: str
    unit: str | None = Field(description="code of the structure")
    kind: ReportKind
    language: str = Field(description="en, sq, sr-Latn, sr-Cyrl, or empty")
    period_start: date | None
    period_end: date | None
    recognised: dict[str, Any] = Field(description="by field: value, span of characters in the text, reason")
    notes: list[str]
    same_text_as: int | None = Field(description="another document with the same words")
    uploaded_by: str
    uploaded_at: datetime
    version: int
    standing: Standing


class DocumentPage(Schema):
    """A page of documents, the newest first."""

    count: int
    items: list[DocumentOut]


class HandedIn(Schema):
    """`new` is false where these bytes had been handed in before: the document is the one of then."""

    new: bool
    document: DocumentOut


class DocumentFilters(Schema):
    """What a list is narrowed to."""

    group: str = Field("", description="under-way, ready, reviewed, asking or failed")
    unit: str = Field("", description="code of the structure")
    kind: str = ""
    year: int | None = Field(None, ge=1, le=9999, description="that the period touches")
    words: str = Field("", max_length=200, description="in title or file name")
    mine: bool = False
    limit: int = Field(PAGE, ge=1, le=LARGEST_PAGE)
    offset: int = Field(0, ge=0, le=10_000_000)


@router.get("/", response=DocumentPage, operation_id="list_documents", summary="List documents")
def list_documents(request: HttpRequest, filters: Query[DocumentFilters]) -> dict[str, Any]:
    """Documents, the newest first, `limit` of them from `offset` on."""
    wanted = filters.dict(exclude={"limit", "offset"})
    found = queries.documents(request.user, queries.Filters(**wanted))
    page = list(found[filters.offset : filters.offset + filters.limit])
    count = found.count()
    looks.told("document", found=count)
    return {"count": count, "items": _out(request, page)}


@router.post(
    "/", response={201: HandedIn, 200: HandedIn, 413: Refusal, 422: Refusal}, operation_id="hand_in", summary="Hand in"
)
def hand_in(request: HttpRequest, file: File[UploadedFile] = None, unit: Form[str] = "") -> Any:  # type: ignore[assignment]
    """Hand in one report as multipart form data: `file` and, if the text is not to say it, `unit`, a structure's code.

    201 for a new document, which will be read by itself; 200 where these bytes are known.
    """
    person = require(request.user, Verb.CREATE, Subject.DOCUMENT)
    if refused := files.refused_files(request):
        return Status(413, {"detail": str(actions.too_large(refused[0]))})
    if file is None:
        return Status(422, {"detail": "file: there is none in the form"})
    structure = Unit.objects.filter(code=unit, reports=True).first() if unit else None
    if unit and structure is None:
        return Status(422, {"detail": f"unit: there is no structure {unit}"})
    try:
        handed_in = actions.hand_in(person, file.chunks(), file.name or "", structure)
    except actions.Refusal as refusal:
        return Status(422, {"detail": str(refusal)})
    document = _out(request, [handed_in.document])[0]
    return Status(201 if handed_in.new else 200, {"new": handed_in.new, "document": document})


@router.get("/{pk}/", response={200: DocumentOut}, operation_id="get_document", summary="One document")
def get_document(request: HttpRequest, pk: int) -> dict[str, Any]:
    """What was recognised, and where it stands."""
    return _out(request, [_get(request, pk)])[0]


@router.get("/{pk}/status/", response={200: Standing}, operation_id="document_status", summary="Status")
def document_status(request: HttpRequest, pk: int) -> dict[str, Any]:
    """Stage, progress, error and time left alone, for asking again and again."""
    looks.repeat()
    standing: dict[str, Any] = _out(request, [_get(request, pk)])[0]["standing"]
    return standing


@router.post("/{pk}/retry/", response={200: Standing, 409: Refusal}, operation_id="retry_document")
def retry_document(request: HttpRequest, pk: int) -> Any:
    """Take up again a document that failed or was stopped."""
    return _do(request, pk, actions.retry)


@router.post("/{pk}/stop/", response={200: Standing, 409: Refusal}, operation_id="stop_document")
def stop_document(request: HttpRequest, pk: int) -> Any:
    """Stop the work on a document; retry takes it up again."""
    return _do(request, pk, actions.stop)


def _get(request: HttpRequest, pk: int) -> Document:
    try:
        return queries.document(request.user, pk)
    except Document.DoesNotExist:
        raise Http404 from None


def _do(request: HttpRequest, pk: int, action: Any) -> Any:
    _get(request, pk)
    person: User = require(request.user, Verb.READ, Subject.DOCUMENT)
    try:
        action(person, pk)
    except actions.Refusal as refusal:
        return Status(409, {"detail": str(refusal)})
    return document_status(request, pk)


def _out(request: HttpRequest, documents: list[Document]) -> list[dict[str, Any]]:
    counts = queries.draft_counts(document.pk for document in documents)
    twins = queries.same_texts(request.user, documents)
    busy = any(document.under_way for document in documents)
    left = queries.progress(request.user).left if busy else {}
    return [
        {
            **{name: getattr(document, name) for name in PLAIN},
            "id": document.pk,
            "sha256": document.original_id,
            "size": document.original.size,
            "unit": document.unit.code if document.unit else None,
            "notes": notes(document.notes),
            "same_text_as": document.same_text_as_id if document.same_text_as_id in twins else None,
            "uploaded_by": str(document.uploaded_by),
            "standing": _standing(document, left.get(document.pk), counts.get(document.pk, {})),
        }
        for document in documents
    ]


def _standing(document: Document, left: float | None, drafts: dict[str, int]) -> dict[str, Any]:
    return {
        "stage": document.stage,
        "progress": document.progress,
        "attempts": document.attempts,
        "error_code": document.error_code,
        "error": sentence(document.error_code, document.error_params) if document.error_code else "",
        "seconds_left": left,
        "drafts": drafts,
    }
