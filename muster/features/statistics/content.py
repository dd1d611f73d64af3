"""What a release says to the public: its tables in every language of the form, hidden numbers left out.

{as_of, threshold, tables: [{axes: [{key, what, names, many, categories: [[code, words]]}], measure, only, entry,
withheld, numbers: [[position, count, sum]], people}]}. A number that is hidden has None for its count and its sum.
Totals over an axis of several answers are left out: a record would be in them several times.
"""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from itertools import product
from typing import Any

from muster.domain.disclosure import TOTAL, Position, Shown
from muster.features.statistics.axes import Axis, Names, Schema
from muster.features.statistics.populations import People
from muster.features.statistics.releasing import Counted
from muster.features.statistics.selection import Selection
from muster.features.statistics.showing import in_order

Seen = Mapping[Position, Shown] | None  # None where a table is withheld


def table_content(schema: Schema, counted: Counted, seen: Seen) -> dict[str, Any]:
    selection, names = counted.selection, Names(schema)
    own = dict(zip(selection.axes, counted.table.dimensions, strict=True))
    axes = [_axis(names, axis, dimension.categories) for axis, dimension in own.items()]
    return {
        "axes": axes,
        "measure": _measure(selection),
        "only": [[_called(axis), dict(names.words(axis, code)), code] for axis, code in selection.only],
        "entry": dict(schema.definition.form.by_path[selection.repeat].labels) if selection.repeat else {},
        "withheld": seen is None,
        "numbers": [] if seen is None else list(_numbers(axes, seen)),
        "people": _people(selection, axes),
    }


def _axis(names: Names, axis: Axis, codes: tuple[str, ...]) -> dict[str, Any]:
    ordered = list(codes) if axis.what == "period" else in_order(names, axis, codes)
    categories = [[code, {} if axis.what == "period" else dict(names.words(axis, code))] for code in ordered]
    return {**_called(axis), "many": axis.many, "categories": categories}


def _called(axis: Axis) -> dict[str, Any]:
    return {"key": axis.key, "what": axis.what, "names": dict(axis.names)}


def _measure(selection: Selection) -> dict[str, Any]:
    if selection.amount is None:
        return {"key": selection.measure}
    measure = selection.amount.measure
    return {"key": measure.how, "path": measure.path, "names": dict(selection.amount.names), "unit": measure.unit}


def _numbers(axes: list[dict[str, Any]], seen: Mapping[Position, Shown]) -> Iterator[list[Any]]:
    sides = [[code for code, _words in axis["categories"]] + ([] if axis["many"] else [TOTAL]) for axis in axes]
    for position in product(*sides):
        shown = seen[position]
        yield [list(position), shown.count, None if shown.sum is None else str(shown.sum)]


def _people(selection: Selection, axes: list[dict[str, Any]]) -> dict[str, Any]:
    """How many people there are in each place, all of them together, and who counted them."""
    if not selection.rate or selection.end is None:
        return {}
    people = People(selection.end.year)
    place = next((axis for axis in selection.axes if axis.what in ("place", "region")), None)
    pinned = next(((axis, code) for axis, code in selection.only if axis.what in ("place", "region")), (None, TOTAL))
    codes: list[Any] = next((axis["categories"] for axis in axes if axis["what"] in ("place", "region")), [])
    found = {code: people.of(place, code) for code, _words in codes} | {TOTAL: people.of(*pinned)}
    return {"by": found, "sources": people.sources()}
