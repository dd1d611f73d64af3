"""Deciding: one form, several buttons. Every answer is a redirect, or the screen again with what is to be mended."""

from __future__ import annotations

from collections.abc import Callable, Mapping
from typing import Any

from django.contrib import messages
from django.core.exceptions import ValidationError
from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.utils.translation import gettext as _
from django.views.decorators.http import require_POST

from muster.core.web.numbers import whole, with_versions
from muster.domain.review.fields import SHAPES, Read, is_list, read_of
from muster.domain.review.words import Unreadable, added, read_words
from muster.features.accounts.rights import Subject, Verb, require, signed_in
from muster.features.intake.models import Document, Draft
from muster.features.review import actions, panel, queries
from muster.features.review.actions import DraftConflict, NotOpen, Seen
from muster.features.review.forms import DraftForm, OccasionForm
from muster.features.review.views.screen import address, document_of, draft_of, screen, shown_draft

Answer = Draft | None  # the draft to go to; None for the next open one


@require_POST
def decide(request: HttpRequest, pk: int, draft_pk: int) -> HttpResponse:
    """Save, accept, reject, split, copy, merge or reopen, by the button that was pressed."""
    document = document_of(request, pk)
    draft = draft_of(request, document, draft_pk)
    require(signed_in(request), Verb.REVIEW, Subject.DOCUMENT, document.unit)
    return _decide(request, document, draft, request.POST)


@require_POST
def resolve(request: HttpRequest, pk: int, draft_pk: int) -> HttpResponse:
    """After a conflict: the chosen sides are decided on as if they had been typed on what is saved now."""
    document = document_of(request, pk)
    draft = draft_of(request, document, draft_pk)
    require(signed_in(request), Verb.REVIEW, Subject.DOCUMENT, document.unit)
    return _decide(request, document, draft, {**request.POST.dict(), **panel.chosen(request.POST, draft.fields)})


@require_POST
def undo(request: HttpRequest, pk: int) -> HttpResponse:
    """Take back one's own last decision in this document."""
    document = document_of(request, pk)
    try:
        decision = actions.undo(signed_in(request), document)
    except NotOpen as refusal:
        messages.warning(request, refusal.messages[0])
        return redirect(address(document, shown_draft(request, document)))
    if not decision.before:
        messages.success(request, _("Undone: the draft that you marked is gone."))
        return redirect(address(document))
    messages.success(request, _("Undone: the draft is as it was before."))
    back = Draft.objects.filter(pk=decision.before[0]["draft"]).first()
    return redirect(address(document, back))


@require_POST
def words(request: HttpRequest, pk: int, draft_pk: int) -> HttpResponse:
    """The row of a field, filled with what the chosen words of the document say; nothing is saved yet."""
    document = document_of(request, pk)
    draft = draft_of(request, document, draft_pk)
    require(signed_in(request), Verb.REVIEW, Subject.DOCUMENT, document.unit)
    name = request.POST.get("field", "")
    if name not in SHAPES:
        return HttpResponse(status=404)
    form = DraftForm(draft.fields, len(document.content.text), request.POST)
    form.is_valid()
    read, note = _filled(name, form, draft, document, request.POST)
    filled = DraftForm({**draft.fields, name: read}, len(document.content.text))
    row = panel.row(name, read, document.content.text, filled, note)
    return render(request, "review/field.html", {"row": row, "document": document, "draft": draft, "filled": True})


def _filled(name: str, form: DraftForm, draft: Draft, document: Document, data: Mapping[str, str]) -> tuple[Read, str]:
    """The field with the chosen words, and a sentence where they do not say it."""
    before = _standing(name, form, draft)
    text = document.content.text
    start, end = (whole(data.get(key, "")) or 0 for key in ("from", "to"))
    try:
        read = read_words(name, text, (start, min(end, len(text))), document.year or draft_year(draft))
    except Unreadable:
        return before, _("These words do not say it.")
    if is_list(name):
        return added(before, read), ""
    if read["value"] is None:
        return {**read, "value": before["value"]}, _("The words are kept; choose what they say.")
    return read, ""


def draft_year(draft: Draft) -> int:
    """The year that the draft's dates are in, for a report without a period."""
    stated = read_of(draft.fields, "start")["value"] or str(draft.document.uploaded_at.year)
    return int(stated[:4])


def _standing(name: str, form: DraftForm, draft: Draft) -> Read:
    """The field as it stands in the form, saved or not."""
    read = read_of(draft.fields, name)
    values = form.cleaned_data
    if name not in values or f"spans-{name}" not in values:
        return read
    return {**read, "value": values[name], "spans": values[f"spans-{name}"]}


def _decide(request: HttpRequest, document: Document, draft: Draft, data: Mapping[str, Any]) -> HttpResponse:
    deed = DEEDS.get(str(data.get("decision", "")), _save)
    form = DraftForm(draft.fields, len(document.content.text), data)
    if deed not in WITHOUT_FORM and not form.is_valid():
        if deed is _accept:
            form.say_missing(bool(document.unit), bool(document.period_start and document.period_end))
        return screen(request, document, str(draft.pk), 422, form=form)
    seen = Seen(draft.pk, whole(str(data.get("version", ""))) or 0)
    try:
        if data.get("reopen"):
            seen = Seen(draft.pk, actions.reopen(signed_in(request), seen).version)
        goes_to = deed(request, seen, form, data)
    except DraftConflict as conflict:
        return _show_conflict(request, document, conflict, data)
    except OccasionWrong as wrong:
        return screen(request, document, str(draft.pk), 422, form=form, occasion=wrong.form, open="split")
    except ValidationError as refusal:
        return _show_refusal(request, document, draft, form, refusal)
    return redirect(address(document, goes_to or _next(request, document, draft)))


def _show_conflict(
    request: HttpRequest, document: Document, conflict: DraftConflict, data: Mapping[str, Any]
) -> HttpResponse:
    wanted = str(data.get("decision", "save"))
    return screen(request, document, str(conflict.draft.pk), 409, conflict=conflict, wanted=wanted)


def _show_refusal(
    request: HttpRequest, document: Document, draft: Draft, form: DraftForm, refusal: ValidationError
) -> HttpResponse:
    """What was typed stays; each sentence stands beside its field, or on top."""
    if not form.is_bound or not form.is_valid():
        messages.warning(request, " ".join(refusal.messages))
        return redirect(address(document, draft))
    problems = refusal.message_dict if hasattr(refusal, "error_dict") else {"": refusal.messages}
    form.say(problems)
    return screen(request, document, str(draft.pk), 422, form=form)


def _next(request: HttpRequest, document: Document, draft: Draft) -> Draft:
    standing = list(queries.drafts(signed_in(request), document))
    found = queries.next_open(standing, (draft.position, draft.pk))
    if found is None:
        messages.success(request, _("All drafts of this report are decided."))
    return found or draft


class OccasionWrong(Exception):
    def __init__(self, form: OccasionForm) -> None:
        self.form = form


def _save(request: HttpRequest, seen: Seen, form: DraftForm, data: Mapping[str, Any]) -> Answer:
    saved = actions.correct(signed_in(request), seen, form.changes())
    if saved.version == seen.version:
        messages.info(request, _("Nothing was changed."))
    else:
        messages.success(request, _("Saved."))
    return saved


def _accept(request: HttpRequest, seen: Seen, form: DraftForm, data: Mapping[str, Any]) -> Answer:
    draft = actions.accept(signed_in(request), seen, form.changes())
    messages.success(request, _("Accepted into the register: %(title)s") % {"title": queries.title(draft)})
    return None


def _reject(request: HttpRequest, seen: Seen, form: DraftForm, data: Mapping[str, Any]) -> Answer:
    draft = actions.reject(signed_in(request), seen, str(data.get("reason", "")))
    messages.success(request, _("Rejected: %(title)s") % {"title": queries.title(draft)})
    return None


def _split(request: HttpRequest, seen: Seen, form: DraftForm, data: Mapping[str, Any]) -> Answer:
    at = whole(str(data.get("at", "")))
    first, _second = actions.split_at(signed_in(request), seen, -1 if at is None else at, form.changes())
    messages.success(request, _("Split in two; this is the first."))
    return first


def _copy(request: HttpRequest, seen: Seen, form: DraftForm, data: Mapping[str, Any]) -> Answer:
    occasion = OccasionForm(data)
    if not occasion.is_valid():
        raise OccasionWrong(occasion)
    values = {"dates": [], **occasion.cleaned_data}
    _first, second = actions.split_copy(signed_in(request), seen, values, form.changes())
    messages.success(request, _("Copied with other dates; this is the copy."))
    return second


def _merge(request: HttpRequest, seen: Seen, form: DraftForm, data: Mapping[str, Any]) -> Answer:
    others = [Seen(*other) for other in with_versions([str(data.get("other", ""))]).items()]
    if not others:
        raise NotOpen(_("Choose another draft of this document."))
    merged = actions.merge(signed_in(request), seen, others[0], form.changes())
    messages.success(request, _("Merged; where the two differed, both values are shown."))
    return merged


def _reopen(request: HttpRequest, seen: Seen, form: DraftForm, data: Mapping[str, Any]) -> Answer:
    reopened = actions.reopen(signed_in(request), seen)
    messages.success(request, _("Open again."))
    return reopened


Decider = Callable[[HttpRequest, Seen, DraftForm, Mapping[str, Any]], Answer]
DEEDS: dict[str, Decider] = {
    "save": _save,
    "accept": _accept,
    "reject": _reject,
    "split": _split,
    "copy": _copy,
    "merge": _merge,
    "reopen": _reopen,
}
WITHOUT_FORM: tuple[Decider, ...] = (_reject, _reopen)  # what is typed does not matter to these
