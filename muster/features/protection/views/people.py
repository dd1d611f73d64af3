"""People whom a record tells of."""

from __future__ import annotations

from django.contrib import messages
from django.http import HttpRequest, HttpResponse
from django.shortcuts import get_object_or_404, redirect, render
from django.utils.translation import gettext as _
from django.views.decorators.http import require_http_methods, require_POST

from muster.core.conflicts import Conflict
from muster.features.accounts.rights import signed_in
from muster.features.protection.actions import people as actions
from muster.features.protection.forms import PersonForm
from muster.features.protection.models import PersonInRecord
from muster.features.protection.records import Record, require_change
from muster.features.protection.views.record_of import record_of


@require_http_methods(["GET", "POST"])
def add(request: HttpRequest, code: str, key: int) -> HttpResponse:
    found = record_of(code, key)
    require_change(signed_in(request), found)
    form = PersonForm(request.POST or None)
    if request.method == "POST" and form.is_valid():
        actions.add_person(signed_in(request), found, form.values())
        messages.success(request, _("The person is named for this record."))
        return redirect("protection:record", code, key)
    return _page(request, found, form)


@require_http_methods(["GET", "POST"])
def change(request: HttpRequest, pk: int) -> HttpResponse:
    named = get_object_or_404(PersonInRecord, pk=pk)
    found = record_of(named.code, named.key)
    require_change(signed_in(request), found)
    version = named.version
    form = PersonForm(request.POST or None, instance=named, initial={"seen": version})
    if request.method == "POST" and form.is_valid():
        try:
            actions.change_person(signed_in(request), named, form.values(), form.cleaned_data["seen"] or 0)
        except Conflict as conflict:
            messages.error(request, str(conflict))
            return redirect("protection:person", pk)
        messages.success(request, _("Kept."))
        return redirect("protection:record", named.code, named.key)
    return _page(request, found, form, named)


@require_POST
def remove(request: HttpRequest, pk: int) -> HttpResponse:
    named = get_object_or_404(PersonInRecord, pk=pk)
    actions.remove_person(signed_in(request), named)
    messages.success(request, _("The person is no longer named for this record; its history keeps that."))
    return redirect("protection:record", named.code, named.key)


def _page(request: HttpRequest, found: Record, form: PersonForm, named: PersonInRecord | None = None) -> HttpResponse:
    context = {
        "record": found,
        "form": form,
        "named": named,
        "history": named.history.order_by("pgh_id").select_related("pgh_context") if named else (),  # type: ignore[attr-defined]
    }
    return render(request, "protection/person.html", context, status=400 if form.errors else 200)
