"""Reports over the API: the same queries and actions as the pages."""

from __future__ import annotations

from datetime import datetime
from typing import Any, Literal

from django.conf import settings
from django.http import HttpRequest, HttpResponse
from django.shortcuts import get_object_or_404
from django.utils.translation import gettext as _
from ninja import Field, Router, Schema, Status

from muster.core.models import Unit
from muster.core.web.downloads import as_download
from muster.core.web.refusals import Overtaken, Refusal
from muster.domain.counting.period import Period
from muster.domain.publishing.content import to_data
from muster.features.accounts.rights import Subject, Verb, require, signed_in
from muster.features.publishing import queries
from muster.features.publishing.actions.clearance import NotReady, clear_chapter
from muster.features.publishing.actions.comments import add_comment
from muster.features.publishing.actions.paragraphs import save_paragraph
from muster.features.publishing.actions.publication import order_publication
from muster.features.publishing.actions.reports import correct_report, start_report
from muster.features.publishing.forms import FIRST_YEAR, LAST_YEAR
from muster.features.publishing.models import Chapter, Comment, Paragraph, Report
from muster.features.publishing.outputs.exporting import file_of
from muster.features.publishing.outputs.rendering import MEDIA_TYPES
from muster.features.publishing.sentences import sentence

router = Router(tags=["reports"])


class ReportOut(Schema):
    id: int
    kind: str
    title: str
    period_start: str
    period_end: str
    language: str
    state: str
    edition: int
    corrects: int | None
    correction_reason: str
    version: int
    publishing: str | None  # waiting, composing, pdf, docx, html, freezing; failed
    published_at: datetime | None
    sha256: str | None


class ChapterOut(Schema):
    id: int
    key: str
    title: str
    structure: str | None
    state: str
    version: int
    stops: list[str]
    remarks: list[str]


class ParagraphOut(Schema):
    id: int
    section: str
    kind: str
    title: str
    text: str
    activities: list[int]
    open_comments: int
    version: int


class ReportIn(Schema):
    kind: Literal["annual", "quarterly", "monthly"]
    year: int = Field(ge=FIRST_YEAR, le=LAST_YEAR)
    number: int = 0  # of the quarter or month
    language: str = Field("en", pattern=f"^({'|'.join(dict(settings.LANGUAGES))})$")
    title: str = Field("", max_length=200)
    structures: list[str]  # codes


class TextIn(Schema):
    text: str
    title: str = ""
    version: int


class CommentIn(Schema):
    text: str
    reply_to: int | None = None


class VersionIn(Schema):
    version: int


class ReasonIn(Schema):
    reason: str


class Stopped(Overtaken):
    stops: list[str] = Field([], description="what stands in the way")


@router.get("/", response=list[ReportOut], operation_id="list_reports")
def list_reports(request: HttpRequest) -> Any:
    """Every report and edition, the latest period first."""
    return [_report(each) for each in queries.reports(signed_in(request))]


@router.post("/", response={201: ReportOut, 422: Refusal}, operation_id="start_report")
def start(request: HttpRequest, wanted: ReportIn) -> Any:
    """Start a report: its chapters are drawn from the register."""
    person = require(signed_in(request), Verb.PUBLISH, Subject.REPORT)
    units = list(Unit.objects.filter(code__in=wanted.structures, reports=True))
    if missing := sorted(set(wanted.structures) - {unit.code for unit in units}):
        return Status(422, {"detail": _("There is no structure %(code)s.") % {"code": missing[0]}})
    try:
        period = _period(wanted)
    except ValueError:
        return Status(422, {"detail": _("There is no such quarter or month.")})
    made = start_report(person, wanted.kind, period, units, language=wanted.language, title=wanted.title)
    return Status(201, _report(queries.report(person, made.pk)))


@router.get("/{report_id}", response=ReportOut, operation_id="get_report")
def get_report(request: HttpRequest, report_id: int) -> Any:
    return _report(_found(request, report_id))


@router.get("/{report_id}/chapters", response=list[ChapterOut], operation_id="list_chapters")
def list_chapters(request: HttpRequest, report_id: int) -> Any:
    """The chapters, their states, and what stands in the way of each."""
    return [_chapter(each) for each in queries.checklist(signed_in(request), _found(request, report_id)).chapters]


@router.get("/{report_id}/content", operation_id="get_content")
def get_content(request: HttpRequest, report_id: int) -> dict[str, Any]:
    """The content tree that every output is made from; of a published report as it was frozen."""
    return to_data(queries.book(signed_in(request), _found(request, report_id)).book)


@router.get("/{report_id}/differences", operation_id="list_differences")
def list_differences(request: HttpRequest, report_id: int) -> list[dict[str, str]]:
    """What this edition says otherwise than the one that it corrects."""
    names = ("chapter", "kind", "before", "after", "theme", "column")
    changes = queries.version_differences(signed_in(request), _found(request, report_id))
    return [{name: getattr(change, name) for name in names} for change in changes]


@router.get("/{report_id}/file/{output}", operation_id="get_report_file")
def get_file(request: HttpRequest, report_id: int, output: Literal["pdf", "docx", "html"]) -> HttpResponse:
    """The report as PDF, Word or HTML; of a published report the bytes that were frozen."""
    name, body = file_of(_found(request, report_id), signed_in(request), output)
    return as_download(HttpResponse(body), name, MEDIA_TYPES[output])


@router.post("/{report_id}/publish", response={202: ReportOut, 409: Stopped}, operation_id="publish_report")
def publish(request: HttpRequest, report_id: int, seen: VersionIn) -> Any:
    """Have the report published: `publishing` names the step until its `state` is published. 409 with what stops it."""
    try:
        order_publication(signed_in(request), _found(request, report_id), seen.version)
    except NotReady as error:
        return Status(409, _stopped(error))
    return Status(202, _report(_found(request, report_id)))


@router.post("/{report_id}/correct", response={201: ReportOut}, operation_id="correct_report")
def correct(request: HttpRequest, report_id: int, why: ReasonIn) -> Any:
    """A further edition of a published report that says what it corrects."""
    made = correct_report(signed_in(request), _found(request, report_id), why.reason)
    return Status(201, _report(_found(request, made.pk)))


@router.get("/chapters/{chapter_id}/paragraphs", response=list[ParagraphOut], operation_id="list_paragraphs")
def list_paragraphs(request: HttpRequest, chapter_id: int) -> Any:
    """Paragraphs in their order, each with the register entries that it tells."""
    chapter = get_object_or_404(Chapter.objects.select_related("report", "unit"), pk=chapter_id)
    return [_paragraph(each) for each in queries.paragraphs(signed_in(request), chapter)]


@router.post("/chapters/{chapter_id}/clear", response={200: ChapterOut, 409: Stopped}, operation_id="clear_chapter")
def clear(request: HttpRequest, chapter_id: int, seen: VersionIn) -> Any:
    """Clear the chapter as that version was."""
    chapter = get_object_or_404(Chapter.objects.select_related("report", "unit"), pk=chapter_id)
    person = signed_in(request)
    try:
        clear_chapter(person, chapter, seen.version)
    except NotReady as error:
        return Status(409, _stopped(error))
    chapter.refresh_from_db()
    return _chapter(queries.ChapterStanding(chapter, queries.chapter_findings(person, chapter)))


@router.put("/paragraphs/{paragraph_id}", response=ParagraphOut, operation_id="save_paragraph")
def save(request: HttpRequest, paragraph_id: int, wanted: TextIn) -> Any:
    """Keep a paragraph's text. 409 with the difference where somebody was faster."""
    paragraph = get_object_or_404(Paragraph.objects.select_related("chapter__report"), pk=paragraph_id)
    saved = save_paragraph(signed_in(request), paragraph, wanted.version, text=wanted.text, title=wanted.title)
    return _paragraph(saved)


@router.post("/paragraphs/{paragraph_id}/comments", response={201: ParagraphOut}, operation_id="add_comment")
def comment(request: HttpRequest, paragraph_id: int, said: CommentIn) -> Any:
    """Say something beside a paragraph, or reply."""
    paragraph = get_object_or_404(Paragraph.objects.select_related("chapter__report"), pk=paragraph_id)
    parent = get_object_or_404(Comment, pk=said.reply_to) if said.reply_to else None
    add_comment(signed_in(request), paragraph, said.text, parent)
    return Status(201, _paragraph(paragraph))


def _found(request: HttpRequest, pk: int) -> Report:
    return get_object_or_404(queries.reports(signed_in(request)), pk=pk)


def _period(wanted: ReportIn) -> Period:
    if wanted.kind == "annual":
        return Period.of_year(wanted.year)
    of = Period.of_quarter if wanted.kind == "quarterly" else Period.of_month
    if not 1 <= wanted.number <= (4 if wanted.kind == "quarterly" else 12):
        raise ValueError(wanted.number)
    return of(wanted.year, wanted.number)


def _report(report: Report) -> dict[str, Any]:
    publication, order = getattr(report, "publication", None), getattr(report, "order", None)
    return {
        **{name: getattr(report, name) for name in ("id", "kind", "title", "language", "state", "edition", "version")},
        "period_start": report.period_start.isoformat(),
        "period_end": report.period_end.isoformat(),
        "corrects": report.corrects_id,
        "correction_reason": report.correction_reason,
        "publishing": order.step if order else None,
        "published_at": publication.published_at if publication else None,
        "sha256": publication.sha256 if publication else None,
    }


def _chapter(standing: queries.ChapterStanding) -> dict[str, Any]:
    chapter = standing.chapter
    return {
        "id": chapter.pk,
        "key": chapter.key,
        "title": chapter.title,
        "structure": chapter.unit.code if chapter.unit else None,
        "state": chapter.state,
        "version": chapter.version,
        "stops": [sentence(finding) for finding in standing.stops],
        "remarks": [sentence(finding) for finding in standing.remarks],
    }


def _paragraph(paragraph: Paragraph) -> dict[str, Any]:
    named = ("id", "section", "kind", "title", "text", "version")
    return {
        **{name: getattr(paragraph, name) for name in named},
        "activities": [link.activity_id for link in paragraph.entries.all()],
        "open_comments": paragraph.comments.filter(parent=None, resolved_at=None).count(),
    }


def _stopped(error: NotReady) -> dict[str, Any]:
    return {
        "detail": str(error),
        "stops": [f"{chapter.title}: {sentence(finding)}" for chapter, finding in error.findings],
    }
