"""What several tables count, as one system: the finest cells that any of them tells apart, and which each number adds.

Every number of every table is the sum over a box of these finest cells: for each field a set of classes of codes. Codes
that no table tells apart are one class; what no category holds is a class of its own where records may have it. So
a shared margin of two tables is one and the same box, and a quarter lies within its year.

A field of which a record may have several codes has one class more, for the records themselves: what a table counts
that has no such field. It is no part of any sum; how it hangs together with the others says `answers`.
"""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass
from functools import cached_property
from math import prod

import numpy as np

from muster.domain.disclosure.table import TOTAL, Dimension, Position, Table, TableError

REST = ""  # stands for all codes that are not named
RECORD = "*"  # of a field of several answers: the record itself, once, whatever it answers
Box = tuple[tuple[int, ...], ...]  # for each field the classes that are added, ascending
Indices = np.ndarray[tuple[int], np.dtype[np.int64]]


@dataclass(frozen=True)
class Universe:
    """`classes`: for each field, in order, the class of each code."""

    classes: Mapping[str, Mapping[str, int]]
    several: frozenset[str] = frozenset()

    @cached_property
    def shape(self) -> tuple[int, ...]:
        return tuple(max(found.values(), default=0) + 1 for found in self.classes.values())

    @property
    def size(self) -> int:
        """How many finest cells there are."""
        return prod(self.shape)

    @cached_property
    def records(self) -> tuple[int | None, ...]:
        """For each field the class of the records themselves; None where a record has one code at most."""
        return tuple(found.get(RECORD) if name in self.several else None for name, found in self.classes.items())

    def boxes(self, table: Table) -> Iterator[tuple[Position, Box]]:
        """Each position of a table with its box."""
        dimensions = {dimension.field: dimension for dimension in table.dimensions}
        places = {dimension.field: place for place, dimension in enumerate(table.dimensions)}
        sides = {
            name: {code: self._classes(name, dimension.codes(code)) for code in dimension.categories}
            | ({} if name in table.several else {TOTAL: self._total(dimension)})
            for name, dimension in dimensions.items()
        }
        fixed = {name: self._side(table, name) for name in self.classes if name not in sides}
        for position in table.positions():
            yield (
                position,
                tuple(fixed[name] if name in fixed else sides[name][position[places[name]]] for name in self.classes),
            )

    def told_by(self, table: Table) -> frozenset[str]:
        """The fields that a table tells apart, or whose codes it does not count all."""
        limits = (name for name in table.scope if self._side(table, name) != self._everything(name))
        return table.by.union(limits)

    def cells(self, box: Box) -> Indices:
        """The numbers of the finest cells in a box, ascending."""
        found: Indices = np.zeros(1, dtype=np.int64)
        for classes, size in zip(box, self.shape, strict=True):
            found = (found[:, None] * size + np.asarray(classes, dtype=np.int64)[None, :]).ravel()
        return found

    def _side(self, table: Table, name: str) -> tuple[int, ...]:
        return self._classes(name, table.scope[name]) if name in table.scope else self._everything(name)

    def _total(self, dimension: Dimension) -> tuple[int, ...]:
        name = dimension.field
        return self._everything(name) if dimension.whole else self._classes(name, dimension.all_codes)

    def _everything(self, name: str) -> tuple[int, ...]:
        """All records, each of them once."""
        return self._classes(name, [RECORD] if name in self.several else self.classes[name])

    def _classes(self, name: str, codes: Iterable[str]) -> tuple[int, ...]:
        return tuple(sorted({self.classes[name][code] for code in codes}))


def universe_of(tables: Sequence[Table]) -> Universe:
    names = sorted({dimension.field for table in tables for dimension in table.dimensions} | {*_scopes(tables)})
    several = frozenset().union(*(table.several for table in tables))
    for table in tables:
        if strange := (several & table.fields) - table.several:
            raise TableError("several_and_one", table=table.name, field=min(strange))
    return Universe({name: _classes_of(name, tables, name in several) for name in names}, several)


def _scopes(tables: Sequence[Table]) -> Iterator[str]:
    for table in tables:
        yield from table.scope


def _classes_of(name: str, tables: Sequence[Table], several: bool) -> dict[str, int]:
    """Codes that are always named together are one class; numbered by where they are first named."""
    groups = list(dict.fromkeys(group for table in tables for group in _groups(name, table)))
    codes = {code: None for group in groups for code in sorted(group)}
    signs = {code: tuple(code in group for group in groups) for code in codes}
    dimensions = [one for table in tables for one in table.dimensions if one.field == name]
    if several and not all(name in table.several for table in tables):
        signs[RECORD] = ()
    elif not all(name in table.fields for table in tables) and not any(dimension.whole for dimension in dimensions):
        signs[REST] = ()
    numbers = {sign: number for number, sign in enumerate(dict.fromkeys(signs.values()))}
    return {code: numbers[sign] for code, sign in signs.items()}


def _groups(name: str, table: Table) -> Iterator[frozenset[str]]:
    if name in table.scope:
        yield table.scope[name]
    for dimension in table.dimensions:
        if dimension.field == name:
            yield from (dimension.codes(category) for category in dimension.categories)
