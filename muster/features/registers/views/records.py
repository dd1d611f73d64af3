"""The records of a register: the list, one of them, its files."""

from __future__ import annotations

from typing import Any

from django.http import FileResponse, Http404, HttpRequest, HttpResponse
from django.shortcuts import render
from django.views.decorators.http import require_GET

from muster.core import files
from muster.core.models import Place
from muster.core.web.downloads import as_download
from muster.features.accounts.rights import Verb, may, require, signed_in
from muster.features.registers import queries
from muster.features.registers.actions import custody
from muster.features.registers.actions.tables import may_bring
from muster.features.registers.definitions import definition_of
from muster.features.registers.filters import ANSWER, Filters, offered, read_filters
from muster.features.registers.queries.alike import asked_for
from muster.features.registers.queries.returns import receivers
from muster.features.registers.queries.warnings import may_see_warnings
from muster.features.registers.showing import name_of
from muster.features.registers.views.finding import further, record_at, register_at
from muster.features.registers.views.record_page import page
from muster.ui.wording import in_language


@require_GET
def records(request: HttpRequest, code: str) -> HttpResponse:
    viewer = signed_in(request)
    register = register_at(request, code)
    require(viewer, Verb.READ, register.subject)
    if register.current is None:
        return render(request, "registers/records.html", {"register": register})
    definition = definition_of(register.current)
    filters = read_filters(request.GET, definition.form)
    found = queries.records(viewer, register, filters, request.GET.get("after", ""))
    states = {state.code: in_language(state.labels) for state in definition.settings.states}
    places = {place.code: place.name for place in Place.objects.all()}
    context = {
        "register": register,
        "filters": filters,
        "filtered": filters != Filters(),
        "rows": [(one, states.get(one.state, one.state), places.get(one.place, one.place)) for one in found.records],
        "next": further(request, "after", found.after),
        "states": states.items(),
        "units": queries.units_of(viewer, register),
        "places": sorted(places.items(), key=lambda place: place[1]) if definition.settings.place else [],
        "choices": list(_choices(definition.form, filters)),
        "may_record": queries.may_record(viewer, register),
        "may_import": not register.closed_at and may_bring(viewer, register),
        "may_export": may(viewer, Verb.EXPORT, register.subject),
        "may_mark": may(viewer, Verb.MARK, register.subject),
        "asked": request.GET.urlencode(),
        "searchable": bool(asked_for(definition)),
        "returns": receivers(viewer, register),
        "has_warnings": may_see_warnings(viewer, register, definition.settings),
    }
    return render(request, "registers/records.html", context)


@require_GET
def record(request: HttpRequest, pk: int) -> HttpResponse:
    return page(request, record_at(request, pk))


@require_GET
def history(request: HttpRequest, pk: int) -> HttpResponse:
    """All that became of it, page by page."""
    found = record_at(request, pk)
    shown = queries.history.history(signed_in(request), found, request.GET.get("after", ""))
    context = {
        "record": found,
        "register": found.register,
        "history": shown,
        "next": further(request, "after", shown.after),
    }
    return render(request, "registers/history.html", context)


@require_GET
def attachment(request: HttpRequest, pk: int, attachment: int) -> FileResponse:
    person = signed_in(request)
    found = queries.attachments(person, record_at(request, pk)).filter(pk=attachment).first()
    if found is None:
        raise Http404
    kept = files.opened(found.original_id)
    custody.opened(person, found)
    return as_download(FileResponse(kept), found.name, "application/octet-stream")


def _choices(form: Any, filters: Filters) -> Any:
    """For each field that a list is narrowed by: the name of its control, its label, choices, what is chosen."""
    for field in list(offered(form))[:4]:
        options = [(choice.name, in_language(choice.labels) or choice.name) for choice in form.lists[field.choices]]
        yield f"{ANSWER}{field.path}", name_of(field), options, filters.answers.get(field.path, "")
