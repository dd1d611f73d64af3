"""The screen: the document on one side, the fields of the current draft on the other."""

from __future__ import annotations

from collections.abc import Sequence
from typing import Any

from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import render
from django.urls import reverse

from muster.core.web.numbers import whole
from muster.domain.review.fields import read_of
from muster.domain.review.marking import READ_LANGUAGES
from muster.features.accounts.rights import signed_in
from muster.features.intake.models import Document, DocumentText, Draft, DraftState, Stage
from muster.features.intake.showing import language_name
from muster.features.review import panel, queries, reading, registering
from muster.features.review.actions import DraftConflict
from muster.features.review.forms import DraftForm, OccasionForm
from muster.features.review.labels import by_hand, sureness, when

Context = dict[str, Any]


def document_of(request: HttpRequest, pk: int) -> Document:
    """The document with its text, or 404."""
    try:
        return queries.document(signed_in(request), pk)
    except Document.DoesNotExist:
        raise Http404 from None


def draft_of(request: HttpRequest, document: Document, pk: int) -> Draft:
    """A draft of this document, or 404."""
    try:
        draft = queries.draft(signed_in(request), pk)
    except Draft.DoesNotExist:
        raise Http404 from None
    if draft.document_id != document.pk:
        raise Http404
    return draft


def address(document: Document, draft: Draft | None = None) -> str:
    """Of the screen, at a draft."""
    path = reverse("review:document", args=[document.pk])
    return f"{path}?draft={draft.pk}#draft-{draft.pk}" if draft else path


def shown_draft(request: HttpRequest, document: Document) -> Draft | None:
    """The draft that was on the screen when a button beside it was pressed."""
    return document.drafts.filter(pk=whole(request.POST.get("draft", "")) or 0).first()


def current_of(standing: Sequence[Draft], asked: str) -> Draft | None:
    """The draft that is asked for; else the first that is open, else the first."""
    by_key = {str(draft.pk): draft for draft in standing}
    return by_key.get(asked) or queries.next_open(standing, (-1, 0)) or next(iter(standing), None)


def screen(request: HttpRequest, document: Document, asked: str, status: int = 200, **more: Any) -> HttpResponse:
    """The whole page. `more` may hold a bound `form`, an `occasion`, a `conflict`, which part is `open`."""
    person = signed_in(request)
    content: DocumentText | None = getattr(document, "content", None)
    standing = list(queries.drafts(person, document))
    draft = current_of(standing, asked)
    context: Context = {
        "document": document,
        "draft": draft,
        "progress": queries.progress(standing),
        "may_review": queries.may_review(person, document),
        "can_undo": queries.last_decision(person, document),
        "others": queries.others_here(person, document),
    }
    if content:
        context |= _text(request, content, standing, draft) | _marking(document)
    if draft and content:
        context |= _panel(draft, document, content, standing, **more)
    return render(request, "review/document.html", context | more, status=status)


def _text(request: HttpRequest, content: DocumentText, standing: Sequence[Draft], draft: Draft | None) -> Context:
    setting = queries.setting(content)
    offset = _asked_offset(request, content) or (draft.spans[0][0] if draft and draft.spans else 0)
    if (page := whole(request.GET.get("page", ""))) is not None and setting.parts:
        offset = setting.start_of_page(page)
    shown = reading.around(setting, offset)
    marks = reading.marked(standing, draft, content.text)
    text = reading.page_of(setting, content, marks, shown) if setting.parts else []
    here = reading.sentences_in(setting, content.text, setting.part_at(offset)) if setting.parts else []
    return {"text": reading.groups(text), "pages": setting.pages, "page": setting.page_at(offset), "here": here}


def _marking(document: Document) -> Context:
    """Whether drafts can be made here by hand, and of which language they cannot be made otherwise."""
    unread = document.language not in READ_LANGUAGES
    return {
        "may_mark": not document.under_way and document.stage != Stage.ASKING,
        "unread_language": language_name(document.language) if unread else "",
    }


def _asked_offset(request: HttpRequest, content: DocumentText) -> int:
    return min(whole(request.GET.get("at", "")) or 0, len(content.text))


def _panel(draft: Draft, document: Document, content: DocumentText, standing: Sequence[Draft], **more: Any) -> Context:
    editable = draft.state == DraftState.OPEN
    form = more.get("form") or (DraftForm(draft.fields, len(content.text)) if editable else None)
    conflict: DraftConflict | None = more.get("conflict")
    place = standing.index(draft)
    marked_by = queries.marked_by(document).get(draft.pk)
    dated = bool(document.period_start and document.period_end)
    lacking = form.lacking(document.unit_id is not None, dated) if form else []
    return {
        "form": form,
        "lacking": lacking,
        "needs": panel.needs(document, lacking),
        "field_focused": form.focus_first_error() if form and form.is_bound else False,
        "rows": panel.rows(draft.fields, content.text, form),
        "number": place + 1,
        "previous": standing[place - 1] if place else None,
        "following": standing[place + 1] if place + 1 < len(standing) else None,
        "sureness": by_hand() if marked_by else sureness(draft.confidence),
        "when": when(*(read_of(draft.fields, name)["value"] for name in ("start", "end"))),
        "sentences": reading.sentences_of(draft, content.text) if editable else [],
        "occasion": more.get("occasion") or OccasionForm(),
        "mergeable": panel.other_drafts(standing, draft) if editable else [],
        "marked_by": marked_by,
        "entry": registering.entry_of(draft) if draft.state == DraftState.ACCEPTED else None,
        "choices": panel.choices(conflict.differences, conflict.changes) if conflict else [],
    }
