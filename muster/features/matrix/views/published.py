"""Matrices of earlier years, as they were published."""

from __future__ import annotations

from django.contrib import messages
from django.http import HttpRequest, HttpResponse
from django.shortcuts import get_object_or_404, redirect, render
from django.utils.translation import gettext as _
from django.views.decorators.http import require_http_methods, require_POST, require_safe

from muster.domain.counting.matrix import CATEGORIES, COLUMNS
from muster.domain.counting.published import ALL
from muster.features.accounts.rights import Subject, Verb, may, require, signed_in
from muster.features.matrix import actions, queries
from muster.features.matrix.forms import PublishedForm
from muster.features.matrix.models import PublishedMatrix
from muster.features.matrix.sentences import sentence

TAB = "published"


@require_safe
def index(request: HttpRequest) -> HttpResponse:
    """All of them."""
    viewer = signed_in(request)
    context = {"matrices": queries.published(viewer), "may_load": may(viewer, Verb.PUBLISH, Subject.MATRIX), "tab": TAB}
    return render(request, "matrix/published_list.html", context)


@require_http_methods(["GET", "POST"])
def load(request: HttpRequest) -> HttpResponse:
    """Load one from a file."""
    person = require(signed_in(request), Verb.PUBLISH, Subject.MATRIX)
    form = PublishedForm(request.POST or None, request.FILES or None)
    if request.method == "POST" and form.is_valid():
        values = form.cleaned_data
        source = values["source"] or form.published.source or values["scope"]
        publication = actions.Publication(values["scope"], values["year"], source[:300], values["unit"])
        kept, new = actions.keep_published(person, form.published, publication)
        told = _("%(name)s is loaded.") if new else _("%(name)s replaces what was loaded before.")
        messages.success(request, told % {"name": str(kept)})
        return redirect("matrix:published_matrix", kept.pk)
    return render(request, "matrix/published_load.html", {"form": form, "tab": TAB})


@require_safe
def page(request: HttpRequest, pk: int) -> HttpResponse:
    """One of them, with what does not add up."""
    viewer = signed_in(request)
    published = get_object_or_404(queries.published(viewer), pk=pk)
    context = {
        "published": published,
        "columns": COLUMNS,
        "categories": [_category(published, code) for code in CATEGORIES],
        "everything": (published.matrix.sums(), published.totals.get(ALL)),
        "remarks": [sentence(remark) for remark in published.remarks],
        "may_remove": may(viewer, Verb.PUBLISH, Subject.MATRIX, published.unit),
        "tab": TAB,
        "column_totals": [published.totals.get(column) for column in COLUMNS],
    }
    return render(request, "matrix/published_matrix.html", context)


@require_POST
def remove(request: HttpRequest, pk: int) -> HttpResponse:
    """Take one out of the comparison."""
    person = signed_in(request)
    published = get_object_or_404(queries.published(person), pk=pk)
    actions.remove_published(person, published)
    messages.success(request, _("%(name)s is removed.") % {"name": str(published)})
    return redirect("matrix:published")


def _category(published: PublishedMatrix, code: str) -> dict[str, object]:
    matrix = published.matrix
    rows = [(row, published.row_totals.get(row.theme)) for row in matrix.of_category(code)]
    return {"code": code, "rows": rows, "sum": matrix.sums(code), "printed": published.totals.get(code)}
