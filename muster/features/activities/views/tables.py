"""Tables in and out: a spreadsheet is brought, its columns assigned, its rows compared, then loaded or dropped."""

from __future__ import annotations

from typing import Any

from django.contrib import messages
from django.core.exceptions import ValidationError
from django.http import Http404, HttpRequest, HttpResponse, HttpResponseBase
from django.shortcuts import redirect, render
from django.utils.translation import gettext as _
from django.views.decorators.http import require_GET, require_http_methods, require_POST

from muster.core.web.numbers import whole
from muster.features.accounts.rights import Subject, Verb, require, signed_in
from muster.features.activities import actions, queries
from muster.features.activities.filters import read_filters
from muster.features.activities.models import LoadState, RowState, TableLoad
from muster.features.activities.showing import FIELD_LABELS, shown
from muster.features.activities.tables.columns import HEADS, head
from muster.features.activities.tables.writing import as_csv, as_xlsx
from muster.features.activities.values import from_json
from muster.ui.sheets import csv_response
from muster.ui.tables import SIZE_LIMIT, place_of

SHOWN = 50  # rows of one page of the preview
FORMS = {"csv": as_csv, "xlsx": as_xlsx}


@require_GET
def export(request: HttpRequest, form: str) -> HttpResponseBase:
    """Everything that the filters find as a file."""
    if form not in FORMS:
        raise Http404
    filters, _problems = read_filters(request.GET)
    return FORMS[form](queries.to_take_away(signed_in(request), filters))


@require_http_methods(["GET", "POST"])
def tables(request: HttpRequest) -> HttpResponse:
    """Bring a spreadsheet; the ones that were brought."""
    person = require(signed_in(request), Verb.CHANGE, Subject.ACTIVITY)
    problem = ""
    if request.method == "POST":
        if file := request.FILES.get("table"):
            try:
                load = actions.take_table(person, file.name or _("The file"), file.read(SIZE_LIMIT + 1))
            except ValidationError as error:
                problem = " ".join(error.messages)
            else:
                return redirect("activities:table", load.pk)
        else:
            problem = _("Choose a file first.")
    context = {"problem": problem, "loads": queries.table_loads(person), "heads": [head(name) for name in HEADS]}
    return render(request, "activities/tables.html", context, status=400 if problem else 200)


@require_GET
def table(request: HttpRequest, pk: int) -> HttpResponse:
    """One spreadsheet: its columns, what loading it would do, the rows that are wrong."""
    load = _own(request, pk)
    counts = queries.row_counts(load)
    state = request.GET.get("rows", "")
    state = state if state in RowState.values else next((name for name in RowState.values if counts.get(name)), "new")
    page = whole(request.GET.get("page", "")) or 1
    rows = list(load.rows.filter(state=state).select_related("activity")[(page - 1) * SHOWN : page * SHOWN])
    context: dict[str, Any] = {
        "load": load,
        "under_way": load.state in (LoadState.READING, LoadState.LOADING),
        "counts": [(name, label, counts.get(name, 0)) for name, label in RowState.choices],
        "state": state,
        "rows": [(row, _shown_values(row), _shown_changes(row)) for row in rows],
        "wrong": counts.get(RowState.WRONG, 0),
        "new": counts.get(RowState.NEW, 0),
        "changed": counts.get(RowState.CHANGED, 0),
        "columns": _columns(load),
        "missing": [head(name) for name in actions.missing_columns(load)],
        "fields": [(name, head(name)) for name in HEADS],
        "page": page,
        "more": page * SHOWN < counts.get(state, 0),
    }
    return render(request, "activities/table.html", context)


@require_POST
def assign(request: HttpRequest, pk: int) -> HttpResponse:
    load = _own(request, pk)
    mapping = {position: request.POST.get(f"column_{position}", "") for position in range(len(load.head))}
    return _done(request, load, actions.assign_columns, mapping)


@require_POST
def load_rows(request: HttpRequest, pk: int) -> HttpResponse:
    return _done(request, _own(request, pk), actions.start_loading, request.POST.getlist("which"))


@require_POST
def drop(request: HttpRequest, pk: int) -> HttpResponse:
    return _done(request, _own(request, pk), actions.drop_table)


@require_POST
def again(request: HttpRequest, pk: int) -> HttpResponse:
    return _done(request, _own(request, pk), actions.compare_again)


@require_GET
def wrong_rows(request: HttpRequest, pk: int) -> HttpResponseBase:
    """The rows that are wrong as a table, with what is wrong, to be mended and brought again."""
    load = _own(request, pk)
    rows = load.rows.filter(state=RowState.WRONG).iterator(chunk_size=500)
    header = [*load.head, _("Row"), _("What is wrong")]
    cells = (
        [
            *(row.cells + [""] * len(load.head))[: len(load.head)],
            row.number,
            " ".join(f"{column}: {sentence}" for column, sentence in row.problems),
        ]
        for row in rows
    )
    return csv_response("wrong-rows.csv", header, cells)


def _own(request: HttpRequest, pk: int) -> TableLoad:
    person = require(signed_in(request), Verb.CHANGE, Subject.ACTIVITY)
    try:
        return queries.table_load(person, pk)
    except TableLoad.DoesNotExist:
        raise Http404 from None


def _done(request: HttpRequest, load: TableLoad, action: Any, *more: Any) -> HttpResponse:
    try:
        action(signed_in(request), load, *more)
    except ValidationError as error:
        messages.error(request, " ".join(error.messages))
    return redirect("activities:table", load.pk)


def _columns(load: TableLoad) -> list[tuple[int, str, str, str]]:
    """(position, letter, name in the file, field) of every column."""
    return [
        (position, place_of(position), name, load.mapping.get(str(position), ""))
        for position, name in enumerate(load.head)
        if name or str(position) in load.mapping
    ]


def _shown_values(row: Any) -> list[tuple[Any, str]]:
    names = ("title", "unit", "theme", "kind", "start", "end", "participants", "places")
    return [(FIELD_LABELS[name], _words(name, row.values[name])) for name in names if row.values.get(name)]


def _shown_changes(row: Any) -> list[tuple[Any, str, str]]:
    return [(FIELD_LABELS[name], _words(name, old), _words(name, new)) for name, (old, new) in row.changes.items()]


def _words(name: str, written: Any) -> str:
    if name == "unit":
        return str(written)
    return shown(name, from_json({name: written})[name])
