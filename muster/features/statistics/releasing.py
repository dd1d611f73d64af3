"""From true counts to what is published of them, and nothing besides.

Tables that count the same things are one system of equations, which `muster.domain.disclosure` protects together with
all earlier releases of the register. What is counted is a record or an entry of a repeat: numbers of records are no
equations of numbers of entries, so each repeat is a system of its own.

Fields of a system, as the equations know them: `period` (months), `place` (codes of municipalities; regions are sets
of them), `unit`, a field's key, `answers <key>` of one with several answers; `say <measure>` for those that state a
measure.
"""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass, replace
from datetime import date
from typing import Any

from django.core.exceptions import ValidationError
from django.http import QueryDict
from django.utils.translation import gettext as _

from muster.core.models import Place
from muster.domain.disclosure import Cell, Dimension, Position, Records, Release, Table
from muster.features.statistics import counting
from muster.features.statistics.axes import UNANSWERED, Axis, Schema
from muster.features.statistics.counting import Number, period_code
from muster.features.statistics.models import Release as Stored
from muster.features.statistics.selection import Selection, read_selection

YES = "yes"


@dataclass(frozen=True)
class Counted:
    """One table of a release as it truly is. `system` is what it counts: entries of this repeat, "" for records."""

    name: str
    selection: Selection
    system: str
    table: Table


def selections(schema: Schema, stored: Stored) -> list[Selection]:
    """The tables of a release, over its period. Raises `ValidationError` where the register does not offer one."""
    found = []
    for query in stored.tables:
        selection, problems = read_selection(schema, QueryDict(query))
        if problems:
            raise ValidationError(problems)
        found.append(selection.within(stored.start, stored.end))
    return found


def count(schema: Schema, selected: Sequence[Selection], tell: Any) -> list[Counted]:
    """All tables, of all records: for the machine's own identity. `tell(done)` after each.

    Raises `ValidationError` where a sum has negative parts, which nothing here can protect.
    """
    found = []
    for number, selection in enumerate(selected, start=1):
        found.append(_counted(schema, f"t{number}", selection))
        tell(number)
    return found


def systems(counted: Iterable[Counted]) -> dict[str, list[Table]]:
    found: dict[str, list[Table]] = defaultdict(list)
    for one in counted:
        found[one.system].append(one.table)
    return dict(found)


def together(tables: Sequence[Table], earlier: Sequence[Release]) -> tuple[list[Table], list[Release]]:
    """The same categories for every table of a system, so that the equations say of each that there is nothing else.

    A table is made of the categories that it has anything of; another one may have more.
    """
    every = [*tables, *(table for release in earlier for table in release.tables)]
    codes = _codes(every)
    widened = [replace(one, tables=tuple(_widened(table, codes) for table in one.tables)) for one in earlier]
    return [_widened(table, codes) for table in tables], widened


def _counted(schema: Schema, name: str, selection: Selection) -> Counted:
    numbers = counting.inner(schema, selection, top=selection.amount is not None)
    if selection.amount and any(number.smallest < 0 for number in numbers.values()):
        said = _("“%(name)s” has negative numbers: sums of it are not published.")
        raise ValidationError(said % {"name": selection.amount.name})
    positions = list(numbers)
    dimensions = tuple(_dimension(axis, at, positions, selection) for at, axis in enumerate(selection.axes))
    cells = {position: _cell(number, selection) for position, number in numbers.items()}
    scope = dict(_scope(selection))
    if twice := [axis.name for axis in selection.axes if _field(axis) in scope and axis.what != "period"]:
        raise ValidationError(_("The table is by “%(name)s” and filtered by it: leave one out.") % {"name": twice[0]})
    measure = selection.amount.measure.path if selection.amount else ""
    filled = {position: cell for position, cell in cells.items() if cell.count}
    several = frozenset(_field(axis) for axis in selection.every if axis.many)
    records = {at: Records(one.count, one.largest) for at, one in counting.records(schema, selection).items()}
    table = Table(name, dimensions, filled, measure, scope, several=several, records=records)
    return Counted(name, selection, selection.repeat, table)


def _cell(number: Number, selection: Selection) -> Cell:
    if selection.amount is None:
        return Cell(number.count)
    largest = tuple(one for one in number.largest if number.said)[: number.said]
    return Cell(number.said, number.sum, largest)


def _dimension(axis: Axis, at: int, positions: Sequence[Position], selection: Selection) -> Dimension:
    found = sorted({position[at] for position in positions})
    if axis.what == "period":
        parts = defaultdict(set)
        for month in months(selection):
            parts[_period(axis.key, month)].add(month)
        return Dimension("period", tuple(parts), {code: frozenset(found) for code, found in parts.items()}, whole=False)
    categories = tuple(found) or (UNANSWERED,)
    if axis.what == "region":
        return Dimension("place", categories, {code: frozenset({_inside(code)}) for code in categories})
    return Dimension(_field(axis), categories)


def _inside(region: str) -> str:
    """A place in a region that stands for those that no table names; `together` puts the others beside it."""
    return f"{region}+"


def _field(axis: Axis) -> str:
    """A field that may have several answers is another one than it was when it had one."""
    if axis.what == "region":
        return "place"
    return f"answers {axis.key}" if axis.many else axis.key


def months(selection: Selection) -> list[str]:
    assert selection.start
    assert selection.end
    first, last = (day.year * 12 + day.month - 1 for day in (selection.start, selection.end))
    return [f"{number // 12:04}-{number % 12 + 1:02}" for number in range(first, last + 1)]


def _period(key: str, month: str) -> str:
    year, number = map(int, month.split("-"))
    return period_code(key, date(year, number, 1))


def _scope(selection: Selection) -> Iterator[tuple[str, frozenset[str]]]:
    if not any(axis.what == "period" for axis in selection.axes):
        yield "period", frozenset(months(selection))
    if selection.amount:
        yield f"say {selection.amount.measure.path}", frozenset({YES})
    for axis, code in selection.only:
        if axis.what == "region":
            inside = Place.objects.filter(region=code).values_list("code", flat=True)
            yield "place", frozenset({*inside, _inside(code)})
        else:
            yield _field(axis), frozenset({code})


def _codes(tables: Iterable[Table]) -> Mapping[str, set[str]]:
    """Of each field but the period, every code that a table has anything of."""
    found: dict[str, set[str]] = defaultdict(set)
    for table in tables:
        for dimension in table.dimensions:
            if dimension.whole:
                found[dimension.field] |= dimension.all_codes
        for field, codes in table.scope.items():
            found[field] |= codes
    return found


def _widened(table: Table, codes: Mapping[str, set[str]]) -> Table:
    dimensions = tuple(_wide(one, codes[one.field]) if one.whole else one for one in table.dimensions)
    return replace(table, dimensions=dimensions)


def _wide(dimension: Dimension, codes: set[str]) -> Dimension:
    if not dimension.parts:
        return replace(dimension, categories=(*dimension.categories, *sorted(codes - {*dimension.categories})))
    regions = dict(Place.objects.values_list("code", "region"))
    parts: dict[str, set[str]] = defaultdict(set)
    for code in codes:
        parts[code.removesuffix("+") if code.endswith("+") else regions.get(code, UNANSWERED)].add(code)
    categories = (*dimension.categories, *sorted({*parts} - {*dimension.categories}))
    return replace(dimension, categories=categories, parts={code: frozenset(parts[code]) for code in categories})


def without_numbers(reasons: Iterable[Mapping[str, Any]]) -> list[str]:
    """The codes of reasons: what they would be filled with is the number that is hidden."""
    return list(dict.fromkeys(str(reason["code"]) for reason in reasons))
