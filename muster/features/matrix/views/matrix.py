"""The matrix: every cell opens the activities behind it."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass, replace
from typing import Any

from django.http import HttpRequest, HttpResponse, HttpResponseBase
from django.shortcuts import render
from django.urls import reverse
from django.utils.text import slugify
from django.views.decorators.http import require_safe

from muster.core.models import Unit
from muster.domain.counting.matrix import CATEGORIES, COLUMNS, Matrix, Measure, Row
from muster.domain.counting.shares import percent
from muster.features.accounts.models import User
from muster.features.accounts.rights import Subject, Verb, may, require, signed_in
from muster.features.matrix import queries
from muster.features.matrix.figures import measure_name
from muster.features.matrix.forms import SelectionForm
from muster.features.matrix.selection import Against, Selection, compared, read_selection
from muster.features.matrix.tables import table_response
from muster.features.matrix.whole import matrix_table


@dataclass(frozen=True, slots=True)
class Line:
    """One row as the page shows it: cells are (count, address of the activities behind it)."""

    row: Row
    cells: Sequence[tuple[int, str]]
    total: tuple[int, str]
    share: int | None
    before: int | None

    @property
    def difference(self) -> int | None:
        return None if self.before is None else self.row.total - self.before


@require_safe
def page(request: HttpRequest) -> HttpResponse:
    """The matrix of the structures and the period that the address names."""
    viewer = signed_in(request)
    selection, problems = read_selection(viewer, request.GET)
    counted = queries.matrix(viewer, units=selection.units, period=selection.period, measure=selection.measure)
    against = compared(viewer, selection)
    sums = counted.sums()
    context = {
        **selection_context(viewer, selection, against, problems),
        "matrix": counted,
        "categories": [_category(counted, against, selection, code) for code in CATEGORIES],
        "everything": _line(counted, against, selection, sums),
        "column_shares": [percent(sums.counts[column], sums.total) for column in COLUMNS],
        "before": _before(counted, against),
        "columns": COLUMNS,
        "only_year": 0 if selection.period.is_years else _only_year(viewer, selection),
        "register_url": _opens(selection),
        "tab": "matrix",
    }
    return render(request, "matrix/matrix.html", context)


@require_safe
def table(request: HttpRequest, form: str) -> HttpResponseBase:
    """The matrix as XLSX, CSV or HXL-tagged CSV."""
    viewer = signed_in(request)
    selection, _problems = read_selection(viewer, request.GET)
    require_export(viewer, selection)
    return table_response(matrix_table(viewer, selection), file_name(selection, "matrix"), form)


def require_export(viewer: User, selection: Selection) -> None:
    """Of each structure whose numbers are taken away. Raises `PermissionDenied`."""
    require(viewer, Verb.EXPORT, Subject.ACTIVITY)
    for unit in _counted(viewer, selection):
        require(viewer, Verb.EXPORT, Subject.ACTIVITY, unit)


def _counted(viewer: User, selection: Selection) -> list[Unit]:
    """The structures whose entries the numbers are of; what one may not read is not counted."""
    return [
        unit for unit in selection.units or queries.structures(viewer) if may(viewer, Verb.READ, Subject.ACTIVITY, unit)
    ]


def selection_context(
    viewer: User, selection: Selection, against: Against | None, problems: Sequence[str]
) -> dict[str, Any]:
    """What the controls above the matrix and the charts need."""
    units = list(queries.structures(viewer))
    return {
        "selection": selection,
        "against": against,
        "other_query": _other_query(selection, against),
        "measure_name": measure_name(selection.measure),
        "counts_participants": selection.measure is Measure.PARTICIPANTS,
        "select": SelectionForm(viewer, selection),
        "structures": [(unit, unit in (selection.units or ())) for unit in units],
        "problems": problems,
        "query": selection.query(),
        "may_export": may(viewer, Verb.EXPORT, Subject.ACTIVITY)
        and all(may(viewer, Verb.EXPORT, Subject.ACTIVITY, unit) for unit in _counted(viewer, selection)),
    }


def _other_query(selection: Selection, against: Against | None) -> str:
    """The same against the register's year, where a published matrix was taken in its place."""
    if against is None or against.published is None or against.held is None:
        return ""
    return replace(selection, against=str(against.published.year)).query()


def file_name(selection: Selection, what: str) -> str:
    """matrix-2016-01-01-2016-12-31-north"""
    units = "-".join(unit.code for unit in selection.units or ())[:60]
    return slugify(f"{what}-{selection.period.start}-{selection.period.end}-{units}").strip("-")


def _opens(selection: Selection, **more: tuple[str, ...]) -> str:
    return f"{reverse('activities:register')}?{selection.filters(**more).query()}"


def _category(counted: Matrix, against: Against | None, selection: Selection, code: str) -> dict[str, Any]:
    return {
        "code": code,
        "sum": _line(counted, against, selection, counted.sums(code)),
        "lines": [_line(counted, against, selection, row) for row in counted.of_category(code)],
    }


def _line(counted: Matrix, against: Against | None, selection: Selection, row: Row) -> Line:
    more: dict[str, tuple[str, ...]] = {}
    if row.theme:
        more = {"theme": (row.theme,)}
    elif row.category:
        more = {"category": (row.category,)}
    cells = [(row.counts[column], _opens(selection, column=(column,), **more)) for column in COLUMNS]
    before = _same_row(against.matrix, row).total if against else None
    return Line(row, cells, (row.total, _opens(selection, **more)), counted.share(row), before)


def _same_row(matrix: Matrix, row: Row) -> Row:
    return matrix.row(row.theme) if row.theme else matrix.sums(row.category)


def _before(counted: Matrix, against: Against | None) -> dict[str, Any] | None:
    """The sums of what is compared with, and the differences."""
    if against is None:
        return None
    sums = against.matrix.sums()
    return {
        "sums": sums,
        "counts": list(sums.counts.values()),
        "minus": list(counted.minus(against.matrix).sums().counts.values()),
    }


def _only_year(viewer: User, selection: Selection) -> int:
    return queries.only_year_stated(viewer, units=selection.units, period=selection.period)
