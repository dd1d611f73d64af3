"""Tables in and out: a spreadsheet is brought, its columns assigned, its rows compared, then loaded or dropped."""

from __future__ import annotations

from collections.abc import Iterator
from typing import Any

from django.core.files.uploadedfile import UploadedFile
from django.http import Http404, HttpRequest, HttpResponse, HttpResponseBase
from django.shortcuts import redirect, render
from django.utils.translation import gettext as _
from django.views.decorators.http import require_GET, require_http_methods, require_POST

from muster.core.bringing import KEPT_DAYS, counted
from muster.features.accounts.rights import Subject, Verb, require, signed_in
from muster.features.activities import actions, queries
from muster.features.activities.filters import read_filters
from muster.features.activities.models import LoadState, TableLoad, TableRow
from muster.features.activities.showing import FIELD_LABELS, shown
from muster.features.activities.tables.columns import HEADS, head
from muster.features.activities.tables.writing import as_csv, as_xlsx
from muster.features.activities.values import from_json
from muster.ui import bringing
from muster.ui.tables import SIZE_LIMIT, place_of

PAGE = "activities:table"
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

    def take(file: UploadedFile[Any]) -> TableLoad:
        return actions.take_table(person, file.name or _("The file"), file.read(SIZE_LIMIT + 1))

    load, problem = bringing.taken(request, take) if request.method == "POST" else (None, "")
    if load:
        return redirect(PAGE, load.pk)
    context = {
        "problem": problem,
        "loads": queries.table_loads(person),
        "heads": [head(name) for name in HEADS],
        "page": PAGE,
        "kept_days": KEPT_DAYS,
    }
    return render(request, "activities/tables.html", context, status=400 if problem else 200)


@require_GET
def table(request: HttpRequest, pk: int) -> HttpResponse:
    """One spreadsheet: its columns, what loading it would do, the rows that are wrong."""
    load = _own(request, pk)
    context, rows = bringing.preview(request, load, load.rows.select_related("activity"), counted(load.rows.all()))
    context |= {
        "rows": [(row, _shown_values(row), _told(row), _shown_changes(row)) for row in rows],
        "shows_rows": load.state in (LoadState.READY, LoadState.DONE, LoadState.FAILED),
        "thing": _("Entry"),
        "whole": load.rows_total,
        "columns": _columns(load),
        "missing": [head(name) for name in actions.missing_columns(load)],
        "fields": [(name, head(name)) for name in HEADS],
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
    """The rows that are wrong as a table."""
    load = _own(request, pk)
    return bringing.wrong_rows(load, load.rows.all(), _told)


def _own(request: HttpRequest, pk: int) -> TableLoad:
    person = require(signed_in(request), Verb.CHANGE, Subject.ACTIVITY)
    try:
        return queries.table_load(person, pk)
    except TableLoad.DoesNotExist:
        raise Http404 from None


def _done(request: HttpRequest, load: TableLoad, action: Any, *more: Any) -> HttpResponse:
    return bringing.decided(request, lambda: action(signed_in(request), load, *more), PAGE, load)


def _told(row: TableRow) -> Iterator[str]:
    return (f"{column}: {sentence}" for column, sentence in row.problems)


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
