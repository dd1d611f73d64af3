"""All numbers of all releases as boxes of the same finest cells (`universe`), and which hold the records of others."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from dataclasses import dataclass, field, replace
from decimal import Decimal
from itertools import combinations, product
from typing import Any, NamedTuple

import numpy as np
from scipy.sparse import csr_array

from muster.domain.disclosure.releases import Release
from muster.domain.disclosure.solver import Vector
from muster.domain.disclosure.table import TOTAL, Cell, Number, Table, TableError
from muster.domain.disclosure.universe import Box, Indices, Universe, universe_of

LARGEST = 60_000  # finest cells over all states; above, nobody waits for the end


class Told(NamedTuple):
    """One number of one release."""

    release: int
    number: Number


@dataclass
class Row:
    """One box in one state of the records, with every number that tells it; they are equal by construction. What no
    number tells by itself, but others together, is `told` by none."""

    state: int
    box: Box
    told: list[Told] = field(default_factory=list)
    cells: dict[str, Cell] = field(default_factory=dict)  # by measure; "" counts the records
    totals: int = 0  # the most dimensions that are taken together in one of its positions
    impossible: bool = False
    records: int | None = None  # that make it up, where one counts several times

    def add(self, told: Told, table: Table) -> None:
        position = told.number[1]
        cell = table.values[position]
        for measure in dict.fromkeys(["", table.measure]):
            if self.cells.setdefault(measure, cell) != cell and _differ(self.cells[measure], cell, measure):
                raise TableError("tables_disagree", table=table.name, position=" / ".join(position))
        self.told.append(told)
        self.totals = max(self.totals, position.count(TOTAL))
        self.impossible |= position in table.impossible
        if position in table.records:
            self.records = table.records[position].count

    @property
    def count(self) -> int:
        return self.cells[""].count

    def value(self, measure: str) -> float:
        """Of a measure that is told here."""
        cell = self.cells[measure]
        return float(cell.sum or 0) if measure else cell.count


class Link(NamedTuple):
    """`signs @ values of cells` is at least, or exactly, `least`."""

    cells: Indices
    signs: Vector
    least: float
    exact: bool


@dataclass(frozen=True)
class Pair:
    """A number whose records hold those of another: everybody can take their difference."""

    large: int
    small: int


@dataclass(frozen=True)
class Layout:
    """All rows of all releases over one universe; the last release is the new one."""

    universe: Universe
    releases: tuple[Release, ...]
    states: tuple[str, ...]  # `as_of`, the earliest first
    rows: tuple[Row, ...]
    index: dict[Told, int]

    @property
    def new(self) -> int:
        return len(self.releases) - 1

    def is_new(self, row: Row) -> bool:
        return any(told.release == self.new for told in row.told)

    def published(self, row: Row, measure: str = "") -> bool:
        """Whether an earlier release shows it, with this measure if one is named."""
        earlier = [(self.releases[told.release], told.number) for told in row.told if told.release != self.new]
        return any(
            number not in release.hidden and measure in ("", release.table(number).measure)
            for release, number in earlier
        )

    def table(self, told: Told) -> Table:
        return self.releases[told.release].table(told.number)

    def matrix(self) -> csr_array[Any]:
        """Rows by finest cells of all states."""
        cells = [self.cells(row.state, row.box) for row in self.rows]
        return matrix_of(cells, [np.ones(len(one)) for one in cells], len(self.states) * self.universe.size)

    def cells(self, state: int, box: Box) -> Indices:
        return self.universe.cells(box) + state * self.universe.size


def layout_of(releases: Sequence[Release]) -> Layout:
    """The last release is the new one. Raises `TableError` where tables contradict each other or are too large."""
    check_names(releases[-1])
    universe = universe_of([table for release in releases for table in release.tables])
    states = sorted({release.as_of for release in releases})
    if universe.size * len(states) > LARGEST:
        raise TableError("too_large", cells=universe.size * len(states), most=LARGEST)
    rows: dict[tuple[int, Box], Row] = {}
    index: dict[Told, tuple[int, Box]] = {}
    for number, release in enumerate(releases):
        for table in release.tables:
            for position, box in universe.boxes(table):
                key = (states.index(release.as_of), box)
                told = Told(number, (table.name, position))
                rows.setdefault(key, Row(*key)).add(told, table)
                index[told] = key
    numbers = {key: row for row, key in enumerate(rows)}
    told_rows = {told: numbers[key] for told, key in index.items()}
    layout = Layout(universe, tuple(releases), (*states,), (*rows.values(),), told_rows)
    return replace(layout, rows=(*layout.rows, *_derived(layout)))


def check_names(release: Release) -> None:
    """Raises `TableError` where it has no tables, or two of one name."""
    names = [table.name for table in release.tables]
    if not names or len(set(names)) < len(names):
        raise TableError("names_twice", tables=", ".join(names))


def pairs_of(layout: Layout) -> list[Pair]:
    """Every two rows of which one holds the records of the other, through time or through a limit such as a period.

    Cells within their own table's margins are not among them: what they leave are the table's other cells.
    """
    found = dict.fromkeys(_again(layout))
    tables = [(number, table) for number, release in enumerate(layout.releases) for table in release.tables]
    for one, other in combinations(tables, 2):
        found |= dict.fromkeys(_pairs(layout, one, other))
    return [*found]


def matrix_of(columns: Sequence[Indices], data: Sequence[Vector], width: int) -> csr_array[Any]:
    """One row for each sequence; entries of one column in a row are added."""
    starts = np.concatenate([[0], np.cumsum([len(one) for one in columns])]).astype(np.int64)
    flat = np.concatenate(columns) if columns else np.zeros(0, dtype=np.int64)
    values = np.concatenate(data) if data else np.zeros(0)
    return csr_array((values, flat, starts), shape=(len(columns), width))


def _derived(layout: Layout) -> Iterator[Row]:
    """Boxes that one state tells, in other states where they follow from what is told there: a region from its
    municipalities, a quarter from the half-year and the other quarter."""
    if len(layout.states) == 1:
        return
    rows, told = layout.matrix(), {(row.state, row.box) for row in layout.rows}
    measures = {measure for row in layout.rows for measure in row.cells}
    known = {measure: _worked_out(layout, rows, measure) for measure in sorted(measures)}
    for state, box in product(range(len(layout.states)), dict.fromkeys(row.box for row in layout.rows)):
        values = {measure: known[measure][layout.cells(state, box)].sum() for measure in known}
        if (state, box) not in told and not np.isnan(values[""]):
            count = round(values[""])
            cells = {
                measure: Cell(count, Decimal(repr(float(value))))
                for measure, value in values.items()
                if not np.isnan(value)
            }
            yield Row(state, box, [], cells, totals=1)


def _worked_out(layout: Layout, rows: csr_array[Any], measure: str) -> Vector:
    """The finest cells that follow from true numbers one after another; others are not a number."""
    told = np.array([measure in row.cells for row in layout.rows])
    rows, values = rows[told], np.array([row.value(measure) for row in layout.rows if measure in row.cells])
    cells, unknown = np.zeros(rows.shape[1]), np.ones(rows.shape[1], dtype=bool)
    while (single := (rows @ unknown.astype(np.float64)) == 1).any():
        columns = (rows[single] @ (unknown * np.arange(len(cells)))).astype(np.int64)
        left = values[single] - rows[single] @ cells
        cells[columns] = left
        unknown[columns] = False
    return np.where(unknown, np.nan, cells)


def _again(layout: Layout) -> Iterator[Pair]:
    """The same box in two states, the later one first."""
    boxes: dict[Box, list[int]] = {}
    for number, row in enumerate(layout.rows):
        boxes.setdefault(row.box, []).append(number)
    for numbers in boxes.values():
        for early, late in combinations(sorted(numbers, key=lambda one: layout.rows[one].state), 2):
            yield Pair(late, early)


def _pairs(layout: Layout, one: tuple[int, Table], other: tuple[int, Table]) -> Iterator[Pair]:
    limits = {*one[1].scope, *other[1].scope, *(one[1].several ^ other[1].several)}
    alike = [place for place, name in enumerate(layout.universe.classes) if name not in limits]
    theirs: dict[Box, list[int]] = {}
    for number in _rows_of(layout, *other):
        theirs.setdefault(_side(layout.rows[number].box, alike), []).append(number)
    for number in _rows_of(layout, *one):
        for their in theirs.get(_side(layout.rows[number].box, alike), ()):
            yield from _nested(layout, number, their)


def _nested(layout: Layout, one: int, other: int) -> Iterator[Pair]:
    ours, theirs = layout.rows[one].box, layout.rows[other].box
    if ours != theirs and _within(layout.universe, theirs, ours):
        yield Pair(one, other)
    if ours != theirs and _within(layout.universe, ours, theirs):
        yield Pair(other, one)


def _rows_of(layout: Layout, release: int, table: Table) -> Iterator[int]:
    for position in table.positions():
        yield layout.index[Told(release, (table.name, position))]


def _side(box: Box, places: Sequence[int]) -> Box:
    return tuple(box[place] for place in places)


def _within(universe: Universe, small: Box, large: Box) -> bool:
    """Who gave one of several answers is one of the records."""
    sides = zip(small, large, universe.records, strict=True)
    return all({*one} <= {*other} or (other == (record,) and len(one) == 1) for one, other, record in sides)


def _differ(one: Cell, other: Cell, measure: str) -> bool:
    return one.sum != other.sum if measure else one.count != other.count
