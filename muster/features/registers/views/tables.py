"""Tables into a register: one is brought, its rows are looked at, then it is loaded or dropped."""

from __future__ import annotations

from collections.abc import Callable, Iterator
from typing import Any

from django.contrib import messages
from django.core.exceptions import ValidationError
from django.http import Http404, HttpRequest, HttpResponse, HttpResponseBase
from django.shortcuts import redirect, render
from django.utils.translation import gettext as _
from django.views.decorators.http import require_GET, require_http_methods, require_POST

from muster.core.web.numbers import whole
from muster.domain.forms.model import Form
from muster.features.accounts.models import User
from muster.features.accounts.rights import Verb, may, signed_in
from muster.features.registers import queries
from muster.features.registers.actions import tables as actions
from muster.features.registers.definitions import definition_of
from muster.features.registers.evaluating import path_of
from muster.features.registers.showing import Known, known_names, name_of, said_in_words
from muster.features.registers.tables.models import Load, LoadRow, LoadState, RowState
from muster.features.registers.views.finding import register_at
from muster.ui.sheets import csv_response

SHOWN = 50  # rows of one page


@require_http_methods(["GET", "POST"])
def bring(request: HttpRequest, code: str) -> HttpResponse:
    """Bring a table; those that were brought."""
    person = signed_in(request)
    register = register_at(request, code)
    actions.require_bringing(person, register)
    if register.current is None or register.closed_at:
        raise Http404
    problem = ""
    if request.method == "POST":
        upload = request.FILES.get("table")
        try:
            if upload:
                return redirect("registers:table", actions.take_table(person, register, upload).pk)
            problem = _("Choose a file first.")
        except ValidationError as error:
            problem = " ".join(error.messages)
    context = {"register": register, "problem": problem, "loads": queries.tables.loads(person, register)}
    context["may_export"] = may(person, Verb.EXPORT, register.subject)
    return render(request, "registers/import.html", context, status=400 if problem else 200)


@require_GET
def table(request: HttpRequest, pk: int) -> HttpResponse:
    """One table: what loading it would do, the rows that are wrong."""
    load = _own(request, pk)
    counts = actions.counted(load)
    wanted = request.GET.get("rows", "")
    state = wanted if wanted in RowState.values else next((name for name in RowState.values if counts[name]), "new")
    page = whole(request.GET.get("page", "")) or 1
    rows = list(load.rows.filter(state=state).select_related("record", "unit")[(page - 1) * SHOWN : page * SHOWN])
    form, known = definition_of(load.form).form, known_names()
    context: dict[str, Any] = {
        "load": load,
        "register": load.register,
        "under_way": load.state in (LoadState.READING, LoadState.LOADING),
        "undecided": load.state in (LoadState.READING, LoadState.READY, LoadState.FAILED),
        "counts": [(name, label, counts[name]) for name, label in RowState.choices],
        "state": state,
        "rows": [(row, list(_changes(form, row, known))) for row in rows],
        "wrong": counts[RowState.WRONG],
        "new": counts[RowState.NEW],
        "changed": counts[RowState.CHANGED],
        "total": counts.total(),
        "page": page,
        "more": page * SHOWN < counts[state],
    }
    return render(request, "registers/table.html", context)


@require_POST
def load(request: HttpRequest, pk: int) -> HttpResponse:
    return _done(request, _own(request, pk), actions.start_loading)


@require_POST
def drop(request: HttpRequest, pk: int) -> HttpResponse:
    return _done(request, _own(request, pk), actions.drop_table)


@require_POST
def again(request: HttpRequest, pk: int) -> HttpResponse:
    return _done(request, _own(request, pk), actions.compare_again)


@require_GET
def wrong(request: HttpRequest, pk: int) -> HttpResponseBase:
    """The rows that are wrong, with what is wrong and where, to be mended."""
    load = _own(request, pk)
    rows = load.rows.filter(state=RowState.WRONG).iterator(chunk_size=500)
    header = [*load.head, _("Row"), _("What is wrong")]
    width = len(load.head)
    cells = ([*(row.cells + [""] * width)[:width], row.number, " ".join(_told(row))] for row in rows)
    return csv_response("wrong-rows.csv", header, cells)


def _own(request: HttpRequest, pk: int) -> Load:
    try:
        found = queries.tables.load(signed_in(request), pk)
    except Load.DoesNotExist:
        raise Http404 from None
    actions.require_bringing(signed_in(request), found.register)
    return found


def _done(request: HttpRequest, load: Load, action: Callable[[User, Load], None]) -> HttpResponse:
    try:
        action(signed_in(request), load)
    except ValidationError as error:
        messages.error(request, " ".join(error.messages))
    return redirect("registers:table", load.pk)


def _told(row: LoadRow) -> Iterator[str]:
    for sheet, number, column, sentence in row.problems:
        where = ", ".join(part for part in (sheet, _("row %(n)s") % {"n": number}, column) if part)
        yield f"{where}: {sentence}"


def _changes(form: Form, row: LoadRow, known: Known) -> Iterator[tuple[str, str, str]]:
    """What a field is called, with the number of a repeat's row; what it says before and after, in words."""
    for reference, before, after in row.changes:
        field = form.by_path[path_of(f"/{form.root}/{reference}")]
        start, _bracket, rest = reference.rpartition("[")
        number = f" {rest.partition(']')[0]}" if start else ""
        old, new = ("–" if value is None else said_in_words(form, field, value, known) for value in (before, after))
        yield f"{name_of(field)}{number}", old, new
