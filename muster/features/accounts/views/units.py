"""The tree of units as of a day, and one unit."""

from __future__ import annotations

from contextlib import suppress
from datetime import date
from typing import Any

from django.contrib import messages
from django.core.exceptions import ValidationError
from django.http import HttpRequest, HttpResponse
from django.shortcuts import get_object_or_404, redirect, render
from django.utils import timezone
from django.utils.translation import gettext as _
from django.views.decorators.http import require_http_methods, require_POST, require_safe

from muster.core.models import Unit
from muster.core.units import closed_by, parents, path_to, tree
from muster.features.accounts import history, queries
from muster.features.accounts.actions import units as actions
from muster.features.accounts.forms import AddUnitForm, ChangeUnitForm, CloseUnitForm, MoveForm, of_the_tree
from muster.features.accounts.rights import Subject, Verb, may, require, require_at, signed_in
from muster.features.accounts.views.answers import changed, done, pressed, status_of

GET_OR_POST = ["GET", "POST"]


@require_safe
def room(request: HttpRequest) -> HttpResponse:
    return redirect("accounts:units")


@require_safe
def index(request: HttpRequest) -> HttpResponse:
    viewer = require(signed_in(request), Verb.READ, Subject.UNIT)
    on = _day(request)
    context = {
        "tops": tree(on),
        "on": on,
        "today": timezone.localdate(),
        "may_add": may(viewer, Verb.ADMINISTER, Subject.UNIT),
        "tab": "units",
    }
    return render(request, "accounts/units.html", context)


@require_safe
def page(request: HttpRequest, pk: int) -> HttpResponse:
    viewer = require(signed_in(request), Verb.READ, Subject.UNIT)
    unit, today = get_object_or_404(Unit, pk=pk), timezone.localdate()
    inside = [key for key, parent in parents(today).items() if parent == pk]
    context = {
        **queries.of_unit(viewer, unit),
        "unit": unit,
        "path": path_to(unit, today),
        "closed": closed_by(unit, today),
        "below": Unit.objects.filter(pk__in=inside),
        "placements": unit.placements.select_related("parent").order_by("-start"),
        "history": history.of_unit(unit),
        "administers": may(viewer, Verb.ADMINISTER, Subject.UNIT, unit),
        "oversees": queries.oversees(viewer),
        "today": today,
        "tab": "units",
    }
    return render(request, "accounts/unit.html", context)


@require_http_methods(GET_OR_POST)
def add(request: HttpRequest) -> HttpResponse:
    person = require(signed_in(request), Verb.ADMINISTER, Subject.UNIT)
    form = AddUnitForm(request.POST or None, viewer=person, initial={"parent": request.GET.get("under")})
    made: list[Unit] = []

    def act(values: dict[str, Any]) -> None:
        parent, since = values.pop("parent"), values.pop("since")
        made.append(actions.add_unit(person, values, parent, since))

    if request.method == "POST" and done(form, act):
        messages.success(request, _("The unit was added."))
        return redirect("accounts:unit", made[0].pk)
    return _form(request, form, _("Add a unit"), None, "")


@require_http_methods(GET_OR_POST)
def change(request: HttpRequest, pk: int) -> HttpResponse:
    unit, person = _own(request, pk), signed_in(request)

    def opened(data: Any) -> ChangeUnitForm:
        now = Unit.objects.get(pk=pk)
        return ChangeUnitForm(data, instance=now, version=now.version)

    form, kept = changed(
        request, opened, lambda form: actions.change_unit(person, unit, form.cleaned_data, form.version)
    )
    if kept:
        messages.success(request, _("Kept."))
        return redirect("accounts:unit", pk)
    return _form(request, form, _("Change the unit"), unit, "")


@require_http_methods(GET_OR_POST)
def move(request: HttpRequest, pk: int) -> HttpResponse:
    unit, person = _own(request, pk), signed_in(request)

    def opened(data: Any) -> MoveForm:
        last = actions.last_placement(unit)
        return MoveForm(data, viewer=person, unit=Unit.objects.get(pk=pk), under=last.parent if last else None)

    form, kept = changed(
        request, opened, lambda form: actions.move_unit(person, unit, **form.cleaned_data, version=form.version)
    )
    if kept:
        messages.success(request, _("The unit moves on that day."))
        return redirect("accounts:unit", pk)
    note = _(
        "From that day on, whoever has a role at the new place has it for this unit too, and whoever had one only "
        "through the old place loses it. What was counted before stays where the unit stood then."
    )
    return _form(request, form, _("Move the unit"), unit, note)


@require_http_methods(GET_OR_POST)
def close(request: HttpRequest, pk: int) -> HttpResponse:
    unit, person = _own(request, pk), signed_in(request)

    def opened(data: Any) -> CloseUnitForm:
        return CloseUnitForm(data, unit=Unit.objects.get(pk=pk))

    form, kept = changed(
        request, opened, lambda form: actions.close_unit(person, unit, **form.cleaned_data, version=form.version)
    )
    if kept:
        messages.success(request, _("The unit closes with that day."))
        return redirect("accounts:unit", pk)
    note = _(
        "What it did stays, and is shown and counted as before. Roles that people have there go on until they end."
    )
    return _form(request, form, _("Close the unit"), unit, note)


@require_POST
def reopen(request: HttpRequest, pk: int) -> HttpResponse:
    unit = _own(request, pk)
    pressed(request, lambda seen: actions.reopen_unit(signed_in(request), unit, seen), _("The unit is open again."))
    return redirect("accounts:unit", pk)


def _own(request: HttpRequest, pk: int) -> Unit:
    """A unit that this person administers."""
    require(signed_in(request), Verb.ADMINISTER, Subject.UNIT)
    unit = get_object_or_404(Unit, pk=pk)
    require_at(signed_in(request), Verb.ADMINISTER, Subject.UNIT, unit)
    return unit


def _form(request: HttpRequest, form: Any, heading: str, unit: Unit | None, note: str) -> HttpResponse:
    trail = [(_("Units"), "accounts:units", None), *([(unit.name, "accounts:unit", unit.pk)] if unit else [])]
    context = {"form": form, "heading": heading, "note": note, "trail": trail, "tab": "units"}
    return render(request, "accounts/form.html", context, status=status_of(form))


def _day(request: HttpRequest) -> date:
    """The day that was asked about; today where none was said, or none that there is or can be meant."""
    with suppress(ValueError):
        day = date.fromisoformat(request.GET.get("on", ""))
        try:
            return of_the_tree(day)
        except ValidationError as wrong:
            messages.warning(request, " ".join(wrong.messages))
    return timezone.localdate()
