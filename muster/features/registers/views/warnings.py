"""Early warnings: who is named often, and what was done about it."""

from __future__ import annotations

from typing import Any

from django import forms
from django.contrib import messages
from django.core.exceptions import ValidationError
from django.core.paginator import Paginator
from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.utils import timezone
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy
from django.views.decorators.http import require_GET, require_http_methods

from muster.core.conflicts import Conflict
from muster.core.web.numbers import whole
from muster.features.accounts.models import User
from muster.features.accounts.rights import Subject, Verb, require, signed_in, units_where
from muster.features.audit import looks
from muster.features.registers import queries
from muster.features.registers.actions.attending import attend, may_attend
from muster.features.registers.definitions import definition_of
from muster.features.registers.models import Register
from muster.features.registers.queries.warnings import Shown, shown, waiting, warnings
from muster.features.registers.showing import name_of
from muster.features.registers.views.finding import register_at
from muster.ui.wording import in_language

PAGE = 50  # warnings


class AttendForm(forms.Form):
    rule = forms.CharField(max_length=40)
    who = forms.CharField(max_length=300)
    counted = forms.CharField(max_length=100_000)
    note = forms.CharField(
        max_length=5000, error_messages={"required": gettext_lazy("Write in a sentence what was done.")}
    )

    def clean_counted(self) -> list[int]:
        return [number for text in self.cleaned_data["counted"].split() if (number := whole(text)) is not None]


@require_http_methods(["GET", "POST"])
def index(request: HttpRequest, code: str) -> HttpResponse:
    viewer, register = signed_in(request), register_at(request, code)
    if register.current is None or not definition_of(register.current).settings.warnings:
        raise Http404
    if request.method == "POST":
        return _attend(request, viewer, register)
    return _page(request, viewer, register)


@require_GET
def of_mine(request: HttpRequest) -> HttpResponse:
    """How many wait for the viewer in each register: a piece of the first page, fetched by it."""
    viewer = require(signed_in(request), Verb.READ, Subject.REGISTER)
    looks.repeat()
    return render(request, "registers/_warnings_waiting.html", {"waiting": waiting(viewer, timezone.localdate())})


def _attend(request: HttpRequest, viewer: User, register: Register) -> HttpResponse:
    form = AttendForm(request.POST)
    require(viewer, Verb.APPROVE, register.subject)
    if not form.is_valid():
        problem = next(iter(error for errors in form.errors.values() for error in errors))
        return _page(request, viewer, register, str(problem), 422)
    try:
        attend(viewer, register, **form.cleaned_data)
    except Conflict:
        why = _("Other records make this warning by now. Look at them, then write again what was done.")
        return _page(request, viewer, register, why, 409)
    except ValidationError as error:
        return _page(request, viewer, register, error.messages[0], 422)
    messages.success(request, _("Kept: the warning appears again when a new record makes it."))
    return redirect("registers:warnings", register.code)


def _page(request: HttpRequest, viewer: User, register: Register, problem: str = "", status: int = 200) -> HttpResponse:
    today = timezone.localdate()
    every = warnings(viewer, register, today)
    open_ones, attended = [one for one in every if one.open], [one for one in every if not one.open]
    page = Paginator(open_ones, PAGE).get_page(request.GET.get("page"))
    context = {
        "register": register,
        "renewal": queries.renewal(register),
        "page": page,
        "open": [_told(viewer, register, one) for one in shown(viewer, register, list(page.object_list), today)],
        "attended": [_told(viewer, register, one) for one in shown(viewer, register, attended[:PAGE], today)],
        "everywhere": units_where(viewer, Verb.IDENTIFY, register.subject) is None,
        "problem": problem,
        "typed": request.POST,
    }
    return render(request, "registers/warnings.html", context, status=status)


def _told(viewer: User, register: Register, one: Shown) -> dict[str, Any]:
    """`field` is how the register calls what somebody is told apart by, such as “Service number”."""
    assert register.current is not None  # by `index`
    found, form = one.found, definition_of(register.current).form
    return {
        "warning": found,
        "label": in_language(found.rule.labels),
        "field": name_of(form.by_path[found.rule.who]),
        "attended": one.warned.attended,
        "records": one.records,
        "more": one.more,
        "counted": " ".join(str(key) for key in sorted(one.keys)),
        "may_attend": may_attend(viewer, register, one.units),
        "top": f"{found.rule.top:g}",
    }
