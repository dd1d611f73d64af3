"""Tables of a register for who may read its records: chosen, shown, taken away."""

from __future__ import annotations

from typing import Any

from django.http import Http404, HttpRequest, HttpResponse, HttpResponseBase
from django.shortcuts import render
from django.utils.text import slugify
from django.views.decorators.http import require_safe

from muster.core.web.downloads import as_download
from muster.features.accounts.rights import Verb, may, require, signed_in
from muster.features.statistics import queries
from muster.features.statistics.axes import Axis, Names, Schema
from muster.features.statistics.selection import COUNT, MOST, RATE, Selection, read_selection
from muster.features.statistics.showing import label, rate_name
from muster.features.statistics.tables import Counted, counted, notes_on
from muster.features.statistics.views.finding import schema_at
from muster.ui.sheets import Column, Sheet, csv_response, xlsx_response

PICTURES = {"svg": "image/svg+xml", "png": "image/png"}


@require_safe
def index(request: HttpRequest) -> HttpResponse:
    """The registers that offer tables."""
    viewer = signed_in(request)
    found = [(one, may(viewer, Verb.PUBLISH, one.subject)) for one in queries.registers(viewer)]
    return render(request, "statistics/index.html", {"registers": found})


@require_safe
def table(request: HttpRequest, code: str) -> HttpResponse:
    """The table that the address says."""
    viewer, schema = signed_in(request), schema_at(request, code)
    selection, problems = read_selection(schema, request.GET)
    found = counted(viewer, schema, selection)
    subject = schema.register.subject
    context = {
        "register": schema.register,
        "table": found,
        "selection": selection,
        "problems": problems,
        "notes": notes_on(schema, selection, found.people_sources()),
        "made": schema.layout.made,
        "query": selection.query(),
        "may_export": may(viewer, Verb.EXPORT, subject),
        "may_publish": may(viewer, Verb.PUBLISH, subject),
        **_controls(schema, selection, request.GET.get("only", "")),
    }
    return render(request, "statistics/table.html", context)


@require_safe
def download(request: HttpRequest, code: str, form: str) -> HttpResponseBase:
    """The table as XLSX or CSV, or one of its charts."""
    viewer, schema = signed_in(request), schema_at(request, code)
    require(viewer, Verb.EXPORT, schema.register.subject)
    selection, _problems = read_selection(schema, request.GET)
    found = counted(viewer, schema, selection)
    name = slugify(f"{code}-{'-'.join(axis.key.rpartition('/')[2] for axis in selection.axes)}")
    if form in PICTURES:
        return _picture(found, request.GET.get("figure", ""), name, form)
    head, rows = found.rows()
    if form == "csv":
        return csv_response(f"{name}.csv", head, rows)
    columns = [Column(title, "text" if at < len(found.sides) else "number", 24) for at, title in enumerate(head)]
    return xlsx_response(f"{name}.xlsx", [Sheet(str(schema.register), columns, list(rows))])


def _picture(found: Counted, key: str, name: str, form: str) -> HttpResponse:
    figure = next((one for one in found.figures if one.key == key), None)
    if figure is None:
        raise Http404
    drawn = figure.chart.svg(titled=True, backed=True).encode() if form == "svg" else figure.chart.png()
    return as_download(HttpResponse(drawn), f"{name}-{key}.{form}", PICTURES[form])


def _controls(schema: Schema, selection: Selection, picked: str) -> dict[str, Any]:
    """What the form above the table offers; `picked` is the axis to filter by, whose categories are offered next."""
    axes = [(axis.key, _offer(schema, axis)) for axis in schema.axes.values()]
    chosen = [axis.key for axis in selection.axes]
    asked = schema.axes.get(picked)
    only = next((pair for pair in selection.only if asked in (None, pair[0])), (asked, "") if asked else None)
    return {
        "axes": axes,
        "places": [(number, chosen[number] if number < len(chosen) else "") for number in range(MOST)],
        "measures": [(one.key, one.name) for one in schema.amounts.values()],
        "has_rate": "place" in schema.axes,
        "measure": selection.measure,
        "count": COUNT,
        "rate": RATE,
        "rate_name": rate_name(),
        "filters": [(axis.key, _offer(schema, axis)) for axis in schema.axes.values() if axis.what != "period"],
        "only": only,
        "choices": _choices(schema, only[0]) if only else [],
        "more_only": [pair for pair in selection.only if pair != only],
    }


def _offer(schema: Schema, axis: Axis) -> str:
    return f"{axis.name} ({schema.entry_name(axis.repeat)})" if axis.repeat else axis.name


def _choices(schema: Schema, axis: Axis) -> list[tuple[str, str]]:
    names = Names(schema)
    return [(code, label(axis.key, names.words(axis, code), code)) for code in names.order(axis)]
