"""The chapter editor: paragraphs with the entries and comments behind them."""

from __future__ import annotations

from collections import Counter
from collections.abc import Callable
from typing import Any

from django.contrib import messages
from django.core.exceptions import ValidationError
from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.urls import reverse
from django.utils.translation import gettext as _
from django.utils.translation import ngettext
from django.views.decorators.http import require_POST, require_safe

from muster.core.conflicts import Conflict
from muster.core.web.numbers import whole
from muster.domain.publishing.states import clearance_stopped_by
from muster.domain.reference.codes import code_list
from muster.features.accounts.models import User
from muster.features.accounts.rights import Subject, Verb, may, signed_in
from muster.features.publishing import queries
from muster.features.publishing.actions import comments, paragraphs
from muster.features.publishing.actions.clearance import clear_chapter, withdraw_clearance
from muster.features.publishing.actions.editing import may_clear, may_write
from muster.features.publishing.entries import Standing, closed_to, entries_of
from muster.features.publishing.models import INTRODUCTION, Chapter, ChapterKind, Comment, Paragraph, ParagraphKind
from muster.features.publishing.views.answers import done


def chapter_or_404(viewer: User, pk: int) -> Chapter:
    try:
        return queries.chapter(viewer, pk)
    except Chapter.DoesNotExist as error:
        raise Http404 from error


def paragraph_or_404(viewer: User, pk: int) -> Paragraph:
    try:
        return queries.paragraph(viewer, pk)
    except Paragraph.DoesNotExist as error:
        raise Http404 from error


@require_safe
def page(request: HttpRequest, pk: int) -> HttpResponse:
    viewer = signed_in(request)
    return render(request, "publishing/chapter.html", _context(viewer, chapter_or_404(viewer, pk)))


def _context(viewer: User, chapter: Chapter) -> dict[str, Any]:
    found = queries.paragraphs(viewer, chapter)
    standing = queries.chapter_standing(viewer, chapter, found)
    closed = closed_to(viewer, chapter)
    return {
        "chapter": chapter,
        "report": chapter.report,
        "sections": _sections(viewer, chapter, found, standing, closed),
        "standing": standing,
        "may_take_over": may_write(viewer, chapter) and (standing.count or closed),
        "findings": queries.chapter_findings(viewer, chapter),
        "may_write": may_write(viewer, chapter),
        "may_clear": may_clear(viewer, chapter),
        "may_comment": may(viewer, Verb.CHANGE, Subject.REPORT) and not chapter.report.published,
        "themes": code_list("themes") if chapter.kind == ChapterKind.STRUCTURE else (),
        "left_out": chapter.left_out.all(),
        "headline": queries.headline(viewer, chapter),
    }


def _sections(
    viewer: User, chapter: Chapter, found: list[Paragraph], standing: Standing, closed: Counter[str]
) -> list[dict[str, Any]]:
    """The introduction and every theme that has paragraphs or new entries, in the order of the report."""
    register = entries_of(viewer, chapter)
    codes = [INTRODUCTION, *(code_list("themes") if chapter.kind == ChapterKind.STRUCTURE else ())]
    sections = []
    for code in codes:
        own = [each for each in found if each.section == code]
        if own or code == INTRODUCTION or code in standing.new or closed[code]:
            items = [_item(each, standing, register) for each in own]
            sections.append({"code": code, "items": items, "new": standing.new.get(code, []), "closed": closed[code]})
    return sections


def _item(paragraph: Paragraph, standing: Standing, register: dict[int, Any]) -> dict[str, Any]:
    threads = [comment for comment in paragraph.comments.all() if comment.parent_id is None]
    return {
        "paragraph": paragraph,
        "outdated": standing.outdated.get(paragraph.pk),
        "entries": [(link, register.get(link.activity_id)) for link in paragraph.entries.all()],
        "threads": threads,
        "open": sum(comment.resolved_at is None for comment in threads),
    }


@require_POST
def save(request: HttpRequest, pk: int) -> HttpResponse:
    """Keep a paragraph's text. The later of two saves is shown both texts and decides."""
    person = signed_in(request)
    paragraph = paragraph_or_404(person, pk)
    text, title = request.POST.get("text", ""), request.POST.get("title", "")
    try:
        saved = paragraphs.save_paragraph(person, paragraph, _number(request, "version"), text=text, title=title)
    except Conflict as conflict:
        return _conflict(request, person, conflict, text)
    except ValidationError as error:
        messages.error(request, " ".join(error.messages))
        return _page_again(request, paragraph.chapter_id)
    return _answer(request, person, saved)


def _conflict(request: HttpRequest, person: User, conflict: Conflict, text: str) -> HttpResponse:
    current = queries.paragraph(person, conflict.current.pk)
    context = _context(person, current.chapter)
    conflicting = {"conflict": current.pk, "mine": text}
    if request.headers.get("HX-Request"):
        item = _item_of(context, current.pk)
        return render(request, "publishing/paragraph.html", {**context, **conflicting, "item": item, "swapped": True})
    return render(request, "publishing/chapter.html", {**context, **conflicting}, status=409)


def _answer(request: HttpRequest, person: User, paragraph: Paragraph) -> HttpResponse:
    """The paragraph alone where the page asks for it, else the page again at its place."""
    if request.headers.get("HX-Request"):
        chapter = queries.chapter(person, paragraph.chapter_id)
        context = _context(person, chapter)
        item = _item_of(context, paragraph.pk)
        return render(request, "publishing/paragraph.html", {**context, "item": item, "swapped": True, "saved": True})
    return _back(paragraph.chapter_id, paragraph.pk)


def _item_of(context: dict[str, Any], pk: int) -> dict[str, Any]:
    items = (item for section in context["sections"] for item in section["items"])
    return next(item for item in items if item["paragraph"].pk == pk)


def _back(chapter: int, paragraph: int | None = None) -> HttpResponse:
    anchor = f"#p{paragraph}" if paragraph else ""
    return redirect(f"{reverse('publishing:chapter', args=[chapter])}{anchor}")


def _page_again(request: HttpRequest, chapter: int) -> HttpResponse:
    """The whole page, also where only a piece of it was asked for: it is no longer what the person saw."""
    back = _back(chapter)
    return HttpResponse(headers={"HX-Redirect": back["Location"]}) if request.headers.get("HX-Request") else back


@require_POST
def change(request: HttpRequest, pk: int, what: str) -> HttpResponse:
    """Move, join, remove, take the register's words or keep one's own."""
    person = signed_in(request)
    paragraph = paragraph_or_404(person, pk)
    version = _number(request, "version")
    changes: dict[str, Callable[[], Any]] = {
        "up": lambda: paragraphs.move_paragraph(person, paragraph, -1),
        "down": lambda: paragraphs.move_paragraph(person, paragraph, 1),
        "join": lambda: paragraphs.join_paragraphs(person, paragraph, version),
        "remove": lambda: paragraphs.remove_paragraph(person, paragraph, version),
        "register": lambda: paragraphs.take_register(person, paragraph, version),
        "mine": lambda: paragraphs.keep_mine(person, paragraph, version),
        "leave-out": lambda: paragraphs.leave_out(person, paragraph, version, _number(request, "entry")),
    }
    done(request, changes[what])
    return _back(paragraph.chapter_id, paragraph.pk)


def _number(request: HttpRequest, name: str) -> int:
    return whole(request.POST.get(name, "")) or 0


@require_POST
def add(request: HttpRequest, pk: int) -> HttpResponse:
    """A new paragraph or box in a section."""
    person = signed_in(request)
    chapter = chapter_or_404(person, pk)
    given = {name: request.POST.get(name, "") for name in ("section", "kind", "text", "title")}
    section, kind = given["section"] or INTRODUCTION, given["kind"] or ParagraphKind.TEXT
    done(
        request,
        lambda: paragraphs.add_paragraph(person, chapter, section, kind, text=given["text"], title=given["title"]),
    )
    return _back(chapter.pk)


@require_POST
def refresh(request: HttpRequest, pk: int) -> HttpResponse:
    person = signed_in(request)
    chapter = chapter_or_404(person, pk)
    done(request, lambda: _tell_taken(request, paragraphs.refresh_chapter(person, chapter)))
    return _back(chapter.pk)


def _tell_taken(request: HttpRequest, taken: int) -> None:
    told = ngettext("%(n)s change was taken over.", "%(n)s changes were taken over.", taken) % {"n": taken}
    messages.success(request, " ".join((told, _("Paragraphs that somebody edited stay as they are."))))


@require_POST
def take_in(request: HttpRequest, pk: int) -> HttpResponse:
    person = signed_in(request)
    chapter = chapter_or_404(person, pk)
    done(request, lambda: paragraphs.take_in(person, chapter, _number(request, "entry")))
    return _back(chapter.pk)


@require_POST
def comment(request: HttpRequest, pk: int) -> HttpResponse:
    """A comment beside a paragraph, or a reply to one."""
    person = signed_in(request)
    paragraph = paragraph_or_404(person, pk)
    parent = Comment.objects.filter(pk=_number(request, "parent")).first()
    text = request.POST.get(f"reply-{parent.pk}" if parent else "comment", "")
    if done(request, lambda: comments.add_comment(person, paragraph, text, parent)):
        return _answer(request, person, paragraph)
    return _page_again(request, paragraph.chapter_id)


@require_POST
def resolve(request: HttpRequest, pk: int) -> HttpResponse:
    """Resolve a comment, or open it again."""
    person = signed_in(request)
    try:
        found = queries.comment(person, pk)
    except Comment.DoesNotExist as error:
        raise Http404 from error
    if done(request, lambda: comments.resolve_comment(person, found, resolved="again" not in request.POST)):
        return _answer(request, person, found.paragraph)
    return _page_again(request, found.paragraph.chapter_id)


@require_safe
def clearance(request: HttpRequest, pk: int) -> HttpResponse:
    """The chapter as it would be printed, what it says otherwise than when it was last cleared, and the decision."""
    viewer = signed_in(request)
    chapter = chapter_or_404(viewer, pk)
    context = {
        **queries.chapter_preview(viewer, chapter),
        "of": chapter,
        "report": chapter.report,
        "changes": queries.changed_since_clearance(viewer, chapter),
        "last": chapter.clearances.select_related("by", "taken_back_by").first(),
        "stopping": clearance_stopped_by(queries.chapter_findings(viewer, chapter)),
        "findings": queries.chapter_findings(viewer, chapter),
        "may_clear": may_clear(viewer, chapter),
    }
    return render(request, "publishing/clearance.html", context)


@require_POST
def clear(request: HttpRequest, pk: int) -> HttpResponse:
    person = signed_in(request)
    chapter = chapter_or_404(person, pk)
    if done(request, lambda: clear_chapter(person, chapter, _number(request, "version"))):
        messages.success(request, _("%(chapter)s is cleared.") % {"chapter": chapter.title})
        return redirect("publishing:report", chapter.report_id)
    return redirect("publishing:clearance", chapter.pk)


@require_POST
def withdraw(request: HttpRequest, pk: int) -> HttpResponse:
    person = signed_in(request)
    chapter = chapter_or_404(person, pk)
    done(request, lambda: withdraw_clearance(person, chapter, request.POST.get("why", "")))
    return redirect("publishing:clearance", chapter.pk)
