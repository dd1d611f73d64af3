"""Returns: what receivers ask of a register, looked at before it is sent."""

from __future__ import annotations

from collections.abc import Iterable, Iterator
from datetime import date
from decimal import Decimal
from typing import Any

from django.http import FileResponse, Http404, HttpRequest, HttpResponse, StreamingHttpResponse
from django.shortcuts import render
from django.utils import timezone
from django.utils.translation import gettext as _
from django.utils.translation import pgettext
from django.views.decorators.http import require_GET

from muster.domain.counting.period import Period
from muster.domain.returns import Column, Table
from muster.features.accounts.models import User
from muster.features.accounts.rights import Verb, require, signed_in
from muster.features.registers.models import Register
from muster.features.registers.queries.returns import (
    Prepared,
    prepared,
    receiver_of,
    receivers,
    taken_away,
    year_offered,
)
from muster.features.registers.showing import name_of
from muster.features.registers.views.finding import register_at
from muster.ui.sheets import Column as Head
from muster.ui.sheets import Sheet, csv_response, xlsx_response

SHOWN = 200  # rows of a table on the page
WIDE = 60  # characters


class BadPeriod(ValueError):
    """A sentence."""


@require_GET
def index(request: HttpRequest, code: str) -> HttpResponse:
    viewer, register = signed_in(request), register_at(request, code)
    require(viewer, Verb.READ, register.subject)
    offered = [(one, _(one.name), _(one.title)) for one in receivers(viewer, register)]
    return render(request, "registers/returns.html", {"register": register, "receivers": offered})


@require_GET
def page(request: HttpRequest, code: str, receiver: str) -> HttpResponse:
    viewer, register = signed_in(request), register_at(request, code)
    asked, problem = receiver_of(register, receiver), ""
    try:
        period = _period(request, viewer, register)
    except BadPeriod as bad:
        period, problem = year_offered(viewer, register, timezone.localdate()), str(bad)
    made = prepared(viewer, register, asked, period)
    lacks = list(_lacks(made))
    context = {
        "register": register,
        "made": made,
        "unfinished": made.period.end > timezone.localdate(),
        "name": _(asked.name),
        "title": _(asked.title),
        "problem": problem,
        "tables": [_shown(table) for table in made.result.tables],
        "lacks": lacks,
        "more_lacks": len(made.result.lacks) - len(lacks),
        "notes": [_(note) for note in made.result.notes],
        "query": f"since={period.start.isoformat()}&until={period.end.isoformat()}",
    }
    return render(request, "registers/return.html", context, status=422 if problem else 200)


@require_GET
def file(
    request: HttpRequest, code: str, receiver: str, table: str, form: str
) -> FileResponse | StreamingHttpResponse | HttpResponse:
    """All tables as a workbook with a sheet of notes (`return.xlsx`), or one of them as CSV."""
    viewer, register = signed_in(request), register_at(request, code)
    try:
        made = prepared(viewer, register, receiver_of(register, receiver), _period(request, viewer, register))
    except BadPeriod as bad:
        return HttpResponse(str(bad), status=422, content_type="text/plain; charset=utf-8")
    chosen = next((one for one in made.result.tables if one.code == table), None)
    if (form, table) != ("xlsx", "return") and (form != "csv" or chosen is None):
        raise Http404
    taken_away(viewer, made)
    name = f"{register.code}-{receiver}-{made.period.start}-{made.period.end}"
    if chosen is None:
        return xlsx_response(f"{name}.xlsx", [*map(_sheet, made.result.tables), _notes(viewer.full_name, made)])
    return csv_response(f"{name}-{table}.csv", [one.name for one in chosen.columns], chosen.rows)


def _period(request: HttpRequest, viewer: User, register: Register) -> Period:
    """The year that is offered where none is said. Raises `BadPeriod`."""
    since, until = request.GET.get("since", ""), request.GET.get("until", "")
    if not since and not until:
        return year_offered(viewer, register, timezone.localdate())
    try:
        start, end = date.fromisoformat(since), date.fromisoformat(until)
    except ValueError as error:
        raise BadPeriod(_("Write the first and the last day, such as 2026-01-01.")) from error
    if end < start:
        raise BadPeriod(_("The last day is before the first."))
    return Period(start, end)


def _shown(table: Table) -> tuple[Table, list[list[tuple[str, str]]], int]:
    """With its cells as the file has them, each with how it is set, and how many rows more there are."""
    few = table.rows[:SHOWN]
    rows = [[_cell(column, value) for column, value in zip(table.columns, row, strict=True)] for row in few]
    return table, rows, max(0, len(table.rows) - SHOWN)


def _cell(column: Column, value: Any) -> tuple[str, str]:
    text = "" if value is None else str(value)
    return text, "number" if column.kind in ("integer", "number") else "" if " " in text else "nowrap"


def _lacks(made: Prepared) -> Iterator[dict[str, Any]]:
    for lack, record in made.lacks():
        field = made.form.by_path.get(made.mapping.get(lack.column, ""))
        said = name_of(field) if field and field.labels else lack.column
        yield {"record": record, "field": said, "sentence": _(lack.sentence) % lack.fields, "out": lack.out}


def _sheet(table: Table) -> Sheet:
    rows = ([float(value) if isinstance(value, Decimal) else value for value in row] for row in table.rows)
    return Sheet(table.title, [_head(one) for one in table.columns], rows)


def _head(column: Column) -> Head:
    return Head(column.name, "plain" if column.kind == "number" else column.kind, max(12, len(column.name) + 2))


def _notes(who: str, made: Prepared) -> Sheet:
    """How it was made, for whoever reads the file later."""
    return Sheet(_("Notes"), [Head(_("What"), width=24), Head(_("Note"), width=WIDE)], list(_said(who, made)))


def _said(who: str, made: Prepared) -> Iterable[tuple[str, str]]:
    yield pgettext("of records", "Register"), str(made.register)
    yield _("Receiver"), _(made.receiver.name)
    yield _("Period"), f"{made.period.start} – {made.period.end}"
    yield _("Units"), ", ".join(unit.name for unit in made.units) if made.units is not None else _("all")
    yield _("Records in the return"), str(made.result.records)
    yield _("Records left out"), str(made.result.left_out)
    yield _("Made"), f"{timezone.localdate()}, {who}"
    for note in made.result.notes:
        yield _("Method"), _(note)
    for column, sentence, number in made.reasons():
        yield _("Lacking"), f"{column}: {_(sentence)} ({number})"
    for column in made.personal:
        yield _("Not given"), _("%(column)s: the field is personal") % {"column": column}
    yield _("Use"), _("For the receiver: small counts are not hidden. Not for publishing.")
