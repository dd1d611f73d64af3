"""Tables into a register: one is brought, its rows are looked at, then it is loaded or dropped."""

from __future__ import annotations

from collections.abc import Callable, Iterator
from typing import Any

from django.core.files.uploadedfile import UploadedFile
from django.http import Http404, HttpRequest, HttpResponse, HttpResponseBase
from django.shortcuts import redirect, render
from django.utils.translation import gettext as _
from django.views.decorators.http import require_GET, require_http_methods, require_POST

from muster.core.bringing import KEPT_DAYS
from muster.domain.forms.model import Form
from muster.features.accounts.models import User
from muster.features.accounts.rights import Verb, may, signed_in
from muster.features.registers import queries
from muster.features.registers.actions import tables as actions
from muster.features.registers.beside import Beside
from muster.features.registers.evaluating import path_of
from muster.features.registers.showing import name_of, said_in_words
from muster.features.registers.tables.models import Load, LoadRow, LoadState
from muster.features.registers.views.finding import register_at
from muster.ui import bringing
from muster.ui.wording import said

PAGE = "registers:table"


@require_http_methods(["GET", "POST"])
def bring(request: HttpRequest, code: str) -> HttpResponse:
    """Bring a table; those that were brought."""
    person = signed_in(request)
    register = register_at(request, code)
    actions.require_bringing(person, register)
    if register.current is None or register.closed_at:
        raise Http404

    def take(upload: UploadedFile[Any]) -> Load:
        return actions.take_table(person, register, upload)

    load, problem = bringing.taken(request, take) if request.method == "POST" else (None, "")
    if load:
        return redirect(PAGE, load.pk)
    context = {
        "register": register,
        "problem": problem,
        "loads": queries.tables.loads(person, register),
        "page": PAGE,
        "kept_days": KEPT_DAYS,
    }
    context["may_export"] = may(person, Verb.EXPORT, register.subject)
    return render(request, "registers/import.html", context, status=400 if problem else 200)


@require_GET
def table(request: HttpRequest, pk: int) -> HttpResponse:
    """One table: what loading it would do, the rows that are wrong."""
    load = _own(request, pk)
    form = Beside().of(load.form).form
    wanted = load.rows.select_related("record", "unit")
    context, rows = bringing.preview(request, load, wanted, actions.counted(load))
    context |= {
        "register": load.register,
        "rows": [(row, [], _told(row), _changes(form, row)) for row in rows],
        "shows_rows": load.state not in (LoadState.DONE, LoadState.DROPPED),
        "thing": _("Record"),
        "whole": context["total"] if load.state == LoadState.LOADING else 0,
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
    return bringing.wrong_rows(load, load.rows.all(), _told)


def _own(request: HttpRequest, pk: int) -> Load:
    try:
        found = queries.tables.load(signed_in(request), pk)
    except Load.DoesNotExist:
        raise Http404 from None
    actions.require_bringing(signed_in(request), found.register)
    return found


def _done(request: HttpRequest, load: Load, action: Callable[[User, Load], None]) -> HttpResponse:
    return bringing.decided(request, lambda: action(signed_in(request), load), PAGE, load)


def _told(row: LoadRow) -> Iterator[str]:
    for sheet, number, column, sentence in row.problems:
        where = ", ".join(part for part in (sheet, _("row %(n)s") % {"n": number}, column) if part)
        yield f"{where}: {said(sentence)}"


def _changes(form: Form, row: LoadRow) -> Iterator[tuple[str, str, str]]:
    """What a field is called, with the number of a repeat's row; what it says before and after, in words."""
    for reference, before, after in row.changes:
        field = form.by_path[path_of(f"/{form.root}/{reference}")]
        start, _bracket, rest = reference.rpartition("[")
        number = f" {rest.partition(']')[0]}" if start else ""
        old, new = ("–" if value is None else said_in_words(form, field, value) for value in (before, after))
        yield f"{name_of(field)}{number}", old, new
