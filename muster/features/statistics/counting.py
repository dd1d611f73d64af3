"""Numbers of facts, under the row security of whoever asks: a number never tells of a record that they may not see."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from datetime import date
from decimal import Decimal
from itertools import combinations, product
from typing import Any

from django.db import connection

from muster.core.models import Place, Unit
from muster.domain.disclosure import TOTAL, Position
from muster.features.statistics.axes import UNANSWERED, Axis, Schema
from muster.features.statistics.models import Fact, PersonalFact
from muster.features.statistics.selection import Selection

NO_REGION = UNANSWERED


@dataclass(frozen=True, slots=True)
class Number:
    """`count` records or entries, of which `said` have the measure, with its `sum` and its largest two."""

    count: int = 0
    said: int = 0
    sum: Decimal = Decimal()
    largest: tuple[Decimal, ...] = ()
    smallest: Decimal = Decimal()

    def __add__(self, other: Number) -> Number:
        largest = tuple(sorted((*self.largest, *other.largest), reverse=True)[:2])
        return Number(
            self.count + other.count,
            self.said + other.said,
            self.sum + other.sum,
            largest,
            min(self.smallest, other.smallest),
        )


def inner(
    schema: Schema,
    selection: Selection,
    axes: Sequence[Axis] | None = None,
    *,
    top: bool = False,
    records: bool = False,
) -> dict[Position, Number]:
    """Every combination of categories that there is anything of. Under an axis of several answers, each counts.

    With `top`, the largest two contributions to the measure are told. With `records`, these are counted and what they
    add, not entries.
    """
    by = selection.axes if axes is None else axes
    statement, values = _statement(schema, selection, by, top, records)
    with connection.cursor() as cursor:
        cursor.execute(statement, values)
        rows = cursor.fetchall()
    found: dict[Position, Number] = defaultdict(Number)
    codes = [_coder(axis) for axis in by]
    for *said, count, told, total, largest, smallest in rows:
        position = tuple(code(one) for code, one in zip(codes, said, strict=True))
        two = tuple(_plain(one) for one in largest or () if one is not None)
        found[position] += Number(count, told, _plain(total), two, _plain(smallest))
    return dict(found)


def table(schema: Schema, selection: Selection) -> dict[Position, Number]:
    """With margins. Those over an axis of several answers count each record once."""
    return _with_margins(schema, selection, selection.many)


def records(schema: Schema, selection: Selection) -> dict[Position, Number]:
    """The records in which the entries of each position stand that say the measure, and what each of them adds to it:
    six victims of one case are that case. Nothing where records are counted."""
    if not selection.repeat:
        return {}
    of_entries = [axis for axis in selection.axes if axis.repeat or axis.many]
    return _with_margins(schema, selection, of_entries, records=True)


def _with_margins(
    schema: Schema, selection: Selection, apart: Sequence[Axis], *, records: bool = False
) -> dict[Position, Number]:
    """`apart`: axes under several of whose categories the same may be counted, so that margins are no sums."""
    found: dict[Position, Number] = defaultdict(Number)
    for kept in _subsets(apart):
        axes = [axis for axis in selection.axes if axis not in apart or axis in kept]
        for position, number in inner(schema, selection, axes, top=records, records=records).items():
            codes = dict(zip(axes, position, strict=True))
            sides = [_side(codes.get(axis), axis in apart) for axis in selection.axes]
            for margin in product(*sides):
                found[margin] += number
    return dict(found)


def _side(code: str | None, apart: bool) -> tuple[str, ...]:
    if code is None:
        return (TOTAL,)
    return (code,) if apart else (code, TOTAL)


def _subsets(axes: Sequence[Axis]) -> Iterator[tuple[Axis, ...]]:
    for size in range(len(axes) + 1):
        yield from combinations(axes, size)


def _statement(
    schema: Schema, selection: Selection, axes: Sequence[Axis], top: bool, records: bool
) -> tuple[str, list[Any]]:
    source = PersonalFact if selection.is_personal(schema) else Fact
    named = [f"c{at}" for at in range(len(axes))]
    told = [f"{_column(axis)} AS {name}" for axis, name in zip(axes, named, strict=True)]
    amount = f"f.amounts[{selection.amount.at + 1}]" if selection.amount else "NULL::numeric"
    joins = [
        f"CROSS JOIN LATERAL unnest(coalesce(nullif({_several(axis)}, '{{}}'), ARRAY[''])) AS many{axis.at} (code)"
        for axis in axes
        if axis.many
    ]
    where, values = _where(schema, selection)
    selected = ", ".join([*told, "f.record_id", f"{amount} AS amount"])
    rows = f"SELECT {selected} FROM {source._meta.db_table} f {' '.join(joins)} WHERE {where}"  # noqa: S608 -- own names and numbers
    if records:
        kept = ", ".join([*named, "record_id"])
        rows = f"SELECT {kept}, sum(amount) AS amount FROM ({rows}) entries GROUP BY {kept}"  # noqa: S608 -- as above
    groups = f" GROUP BY {', '.join(named)}" if named else ""
    counted = "count(amount)" if records and selection.amount else "count(*)"
    numbers = ", ".join([*named, counted, _sums(selection, top)])
    return f"SELECT {numbers} FROM ({rows}) counted{groups}", values  # noqa: S608 -- as above


def _sums(selection: Selection, top: bool) -> str:
    """How many say the measure, its sum, its largest two (where they are asked for) and its smallest."""
    if not selection.amount:
        return "0, 0, NULL, 0"
    largest = "(array_agg(amount ORDER BY amount DESC NULLS LAST))[1:2]" if top else "NULL"
    return f"count(amount), coalesce(sum(amount), 0), {largest}, coalesce(min(amount), 0)"


def _where(schema: Schema, selection: Selection) -> tuple[str, list[Any]]:
    conditions = ["f.register_id = %s AND f.level = %s"]
    values: list[Any] = [schema.register.pk, schema.levels[selection.repeat]]
    for sign, day in ((">=", selection.start), ("<=", selection.end)):
        if day:
            conditions.append(f"f.day {sign} %s")
            values.append(day)
    for axis, code in selection.only:
        condition, value = _condition(axis, code)
        conditions.append(condition)
        values.append(value)
    return " AND ".join(conditions), values


def _condition(axis: Axis, code: str) -> tuple[str, Any]:
    match axis.what:
        case "place":
            return "f.place = %s", code
        case "region":
            return "f.place = ANY(%s)", list(Place.objects.filter(region=code).values_list("code", flat=True))
        case "unit":
            return "f.unit_id = ANY(%s)", list(Unit.objects.filter(code=code).values_list("pk", flat=True))
    if axis.many:
        return f"%s = ANY({_several(axis)})", code
    return f"f.answers[{axis.at + 1}] = %s", code


def _several(axis: Axis) -> str:
    return f"string_to_array(f.answers[{axis.at + 1}], ' ')"


def _column(axis: Axis) -> str:
    match axis.what:
        case "place" | "region":
            return "f.place"
        case "unit":
            return "f.unit_id"
        case "period":
            return f"date_trunc('{axis.key}', f.day::timestamp)::date"
    # a field that counts since a later version has no place yet in facts that are still to be made
    return f"many{axis.at}.code" if axis.many else f"coalesce(f.answers[{axis.at + 1}], '')"


def _coder(axis: Axis) -> Any:
    """From what the database says to the code of a category."""
    match axis.what:
        case "region":
            regions = dict(Place.objects.values_list("code", "region"))
            return lambda code: regions.get(code) or NO_REGION
        case "unit":
            units = dict(Unit.objects.values_list("pk", "code"))
            return lambda key: units.get(key, str(key))
        case "period":
            return lambda day: period_code(axis.key, day)
    return str


def period_code(key: str, day: date) -> str:
    """2026, 2026-Q2 or 2026-04"""
    if key == "year":
        return f"{day.year:04}"
    return f"{day:%Y-%m}" if key == "month" else f"{day.year:04}-Q{(day.month + 2) // 3}"


def _plain(number: Decimal | int | None) -> Decimal:
    """Without the zeros that the column is filled up with."""
    made = Decimal(number or 0).normalize()
    return made.quantize(Decimal(1)) if made == made.to_integral_value() else made
