"""Charts, each with its table, to look at and to take away."""

from __future__ import annotations

from django.http import Http404, HttpRequest, HttpResponse, HttpResponseBase
from django.shortcuts import render
from django.views.decorators.http import require_safe

from muster.core.web.downloads import as_download
from muster.features.accounts.rights import signed_in
from muster.features.matrix.figures import KEYS, figure, figures
from muster.features.matrix.selection import compared, read_selection
from muster.features.matrix.tables import table_response
from muster.features.matrix.views.matrix import file_name, require_export, selection_context
from muster.ui.charts import Chart

PICTURES = {"svg": "image/svg+xml", "png": "image/png", "pdf": "application/pdf"}


@require_safe
def page(request: HttpRequest) -> HttpResponse:
    """All charts of the structures and the period that the address names."""
    viewer = signed_in(request)
    selection, problems = read_selection(viewer, request.GET)
    against = compared(viewer, selection)
    context = selection_context(viewer, selection, against, problems)
    context |= {"figures": figures(viewer, selection, against), "tab": "charts"}
    return render(request, "matrix/charts.html", context)


@require_safe
def download(request: HttpRequest, key: str, form: str) -> HttpResponseBase:
    """One chart as SVG, PNG or PDF, or its table as XLSX, CSV or HXL-tagged CSV."""
    if key not in KEYS:
        raise Http404
    viewer = signed_in(request)
    selection, _problems = read_selection(viewer, request.GET)
    require_export(viewer, selection)
    found = figure(viewer, key, selection)
    name = file_name(selection, key)
    if form not in PICTURES:
        return table_response(found.table, name, form)
    if found.chart is None:
        raise Http404
    return as_download(HttpResponse(_picture(found.chart, form)), f"{name}.{form}", PICTURES[form])


def _picture(chart: Chart, form: str) -> bytes:
    if form == "svg":
        return chart.svg(titled=True, backed=True).encode()
    return chart.png() if form == "png" else chart.pdf(titled=True)
