"""Who may see one record: its marking, the people named for it, who opened it."""

from __future__ import annotations

from typing import Any

from django.contrib import messages
from django.core.exceptions import ValidationError
from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.utils.translation import gettext as _
from django.utils.translation import ngettext
from django.views.decorators.http import require_GET, require_POST

from muster.core.conflicts import Conflict
from muster.core.markings import marks_of
from muster.core.models import Marking
from muster.features.accounts.models import NeedToKnow, User
from muster.features.accounts.rights import signed_in
from muster.features.markings import actions, queries
from muster.features.markings.actions.together import read_from, told_lower
from muster.features.markings.forms import MarksForm, NamingForm
from muster.features.markings.records import NoSuchRecord, marked_set
from muster.features.markings.sentences import MARKINGS, TLPS

SHOWN = 8  # records in a list of what was not done


@require_GET
def record(request: HttpRequest, code: str, key: int) -> HttpResponse:
    """Who sees it and why, and, for who may, what to change about that."""
    return _page(request, code, key)


@require_POST
def mark(request: HttpRequest, code: str, key: int) -> HttpResponse:
    """Mark it anew. Whoever lowers it is told first what that does."""
    person, found = signed_in(request), _get(request, code, key)
    form = MarksForm(request.POST, now=marks_of(found))
    if not form.is_valid() or (form.lowers and form.seen == form.now):
        return _page(request, code, key, marks=form)
    try:
        named, read = _mark(person, code, key, form)
    except Conflict as conflict:
        messages.error(request, str(conflict))
        return _page(request, code, key, status=409)
    except ValidationError as error:
        form.add_error(None, error)
        return _page(request, code, key, marks=form)
    if form.wanted == form.now:
        messages.info(request, _("It was marked so already: nothing was changed."))
    else:
        messages.success(request, _("It is marked anew."))
    if named:
        messages.info(
            request, _("Your role does not reach so high: you are named for it, so that you go on seeing it.")
        )
    _tell_raised(request, read)
    return redirect("markings:record", code, key)


def _mark(person: User, code: str, key: int, form: MarksForm) -> tuple[bool, list[actions.Remarked]]:
    told = (person, code, key, form.wanted, form.seen, form.cleaned_data["reason"])
    return actions.mark_with_what_was_read(*told) if form.cleaned_data["too"] else (actions.change_marks(*told), [])


@require_POST
def raise_told(request: HttpRequest, code: str, key: int) -> HttpResponse:
    """Mark what tells the same as high."""
    _get(request, code, key)
    _tell_raised(request, actions.raise_what_it_tells(signed_in(request), code, key))
    return redirect("markings:record", code, key)


def _tell_raised(request: HttpRequest, done: list[actions.Remarked]) -> None:
    """How many were raised, and which were not, each with the reason."""
    if raised := sum(one.changed for one in done):
        said = ngettext("%(n)d record was raised.", "%(n)d records were raised.", raised)
        messages.success(request, said % {"n": raised})
    left = [one for one in done if one.left]
    for one in left[:SHOWN]:
        messages.warning(request, _("Not raised: “%(record)s”. %(why)s") % {"record": one.record, "why": one.left})
    if left[SHOWN:]:
        more = len(left) - SHOWN
        said = ngettext("%(n)d more was not raised.", "%(n)d more were not raised.", more)
        messages.warning(request, said % {"n": more})


@require_POST
def name(request: HttpRequest, code: str, key: int) -> HttpResponse:
    """Name a person or a unit for it."""
    person = signed_in(request)
    _get(request, code, key)
    form = NamingForm(person, request.POST)
    if not form.is_valid():
        return _page(request, code, key, naming=form)
    given = form.cleaned_data
    try:
        actions.name_somebody(person, code, key, form.whom, given["reason"], given["until"])
    except ValidationError as error:
        form.add_error(None, error)
        return _page(request, code, key, naming=form)
    messages.success(request, _("%(whom)s may see it now.") % {"whom": form.whom})
    return redirect("markings:record", code, key)


@require_POST
def end(request: HttpRequest, code: str, key: int, naming: int) -> HttpResponse:
    """Somebody is no longer named."""
    _get(request, code, key)
    try:
        ended = actions.end_naming(signed_in(request), code, key, naming)
    except NeedToKnow.DoesNotExist:
        raise Http404 from None
    except ValidationError as error:
        messages.error(request, " ".join(error.messages))
        return redirect("markings:record", code, key)
    messages.success(request, _("%(whom)s is no longer named for it.") % {"whom": ended.person or ended.unit})
    return redirect("today") if ended.person_id == request.user.pk else redirect("markings:record", code, key)


def _get(request: HttpRequest, code: str, key: int) -> Any:
    try:
        return queries.record(signed_in(request), code, key)
    except NoSuchRecord:
        raise Http404 from None


def _page(
    request: HttpRequest,
    code: str,
    key: int,
    *,
    marks: MarksForm | None = None,
    naming: NamingForm | None = None,
    status: int = 200,
) -> HttpResponse:
    """The page, with forms as somebody filled them where these were not accepted."""
    person, found = signed_in(request), _get(request, code, key)
    now = marks_of(found)
    context = {
        "code": code,
        "record": found,
        "data_set": marked_set(code),
        "address": marked_set(code).address(key),
        "now": now,
        "meaning": MARKINGS[Marking(now.marking)],
        "tlp_meaning": TLPS[now.tlp] if now.tlp else "",  # type: ignore[index]
        "readers": queries.readers(code, found),
        "in_need": queries.in_need(code, found) if now.closed else (),
        "namings": queries.namings(code, key),
        "own_opening": queries.own_opening(person, code, key),
        "openings": queries.openings(code, key),
        "history": queries.history(code, key),
        "lower": told_lower(code, key, now),
        "read": len(read_from(code, key)),
        **_forms(person, code, found, marks, naming),
    }
    wrong = any(form is not None and form.errors for form in (marks, naming))
    return render(request, "markings/record.html", context, status=400 if wrong else status)


def _forms(person: User, code: str, record: Any, marks: MarksForm | None, naming: NamingForm | None) -> dict[str, Any]:
    if not queries.may_mark(person, code, record):
        return {"may_mark": False}
    marks = marks or MarksForm(now=marks_of(record))
    warned = marks.is_bound and marks.is_valid() and marks.lowers
    return {"may_mark": True, "marks_form": marks, "naming_form": naming or NamingForm(person), "warned": warned}
