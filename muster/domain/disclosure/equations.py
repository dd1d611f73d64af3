"""What everybody knows of the finest cells, as a system of linear equations: one for the records, one for each measure.

Unknown is, for each state of the records that something was published of, every finest cell (`universe`). A number
that is shown is an equation. Between two states of the records (decision 10):
- what is the same number in both is taken to have only grown, only shrunk or stayed, as it truly did: whoever attacks
  is credited with knowing which;
- where every number only grew, no record is taken to have gone anywhere.
A sum is nothing where no record is and, as everybody may know, more than nothing only where there is a record. How
answers hang together with records where one may have several says `answers`.
"""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Sequence
from dataclasses import dataclass
from itertools import pairwise
from typing import Any

import numpy as np
from scipy.sparse import csr_array

from muster.domain.disclosure.answers import links_of
from muster.domain.disclosure.layout import Layout, Link, Pair, Row, matrix_of
from muster.domain.disclosure.moves import Moves, moves_of
from muster.domain.disclosure.solver import Mask, Vector, feasible
from muster.domain.disclosure.table import TOTAL, TableError
from muster.domain.disclosure.universe import Indices

SCALE = 1000.0  # the largest sum, in the equations
ALIKE = 1e-9  # a difference of two sums that is only the rounding of fractions


@dataclass(frozen=True)
class Quantity:
    """The equations of one measure ("" for the records), scaled by `scale`. `base` is one solution, true in every row.

    `shown` rows are known to everybody whatever is done now, `open` ones may still be hidden. `links @ cells >= least`,
    or equal where `exact`. `reach`: beyond every bound that matters.
    """

    measure: str
    rows: csr_array[Any]
    truth: Vector
    open: Mask
    shown: Mask
    links: csr_array[Any]
    least: Vector
    exact: Mask
    base: Vector
    scale: float
    moves: Moves

    @property
    def whole(self) -> bool:
        return not self.measure

    @property
    def slack(self) -> float:
        """Below, a difference is the solver's rounding: nothing that matters of a record, a ten-millionth of a sum."""
        return 1e-6 if self.whole else 1e-4

    @property
    def reach(self) -> float:
        return 2.0 * float(self.truth.max(initial=0)) + 200.0


def quantities_of(layout: Layout, pairs: Iterable[Pair]) -> list[Quantity]:
    """The records first, then each measure. Raises `TableError` where no records can give these numbers."""
    measures = dict.fromkeys(table.measure for release in layout.releases for table in release.tables)
    rows, pairs = layout.matrix(), [*pairs]
    return [_quantity(layout, rows, pairs, measure) for measure in dict.fromkeys(["", *measures])]


def _quantity(layout: Layout, rows: csr_array[Any], pairs: Sequence[Pair], measure: str) -> Quantity:
    told = np.array([measure in row.cells for row in layout.rows])
    values = np.array([row.value(measure) if measure in row.cells else 0.0 for row in layout.rows])
    scale = float(values.max(initial=0)) / SCALE or 1.0 if measure else 1.0
    empty = np.array([row.impossible or bool(measure and row.count == 0) for row in layout.rows])
    shown = told & (empty | np.array([layout.published(row, measure) for row in layout.rows]))
    new = np.array([layout.is_new(row) for row in layout.rows])
    for links, least, exact in _links(layout, rows, pairs, measure, values / scale):
        base = feasible(rows[told], values[told] / scale, links, least, exact, whole=not measure)
        if base is not None:
            far = float(values.max(initial=0)) // (2 * scale) + 50.0
            moves = moves_of(layout, *_bounds(layout, links, least, base), far)
            open_rows = told & new & ~shown
            return Quantity(measure, rows, values / scale, open_rows, shown, links, least, exact, base, scale, moves)
    raise TableError("tables_disagree", table=layout.releases[layout.new].tables[0].name, position=TOTAL)


def _links(
    layout: Layout, rows: csr_array[Any], pairs: Sequence[Pair], measure: str, values: Vector
) -> Iterator[tuple[csr_array[Any], Vector, Mask]]:
    """What holds between states, and that a sum needs a record: with all that may hold first, then without growth."""
    told = [pair for pair in pairs if all(measure in layout.rows[one].cells for one in (pair.large, pair.small))]
    apart = [pair for pair in told if layout.rows[pair.large].state != layout.rows[pair.small].state]
    found = [_difference(rows, pair, values) for pair in _successions(layout, apart)] + [*links_of(layout, measure)]
    if not measure:
        floors = [number for number, row in enumerate(layout.rows) if _inner_sum(row)]
        found += [Link(*_entries(rows, number), 1.0, False) for number in floors]
    if all(values[pair.large] >= values[pair.small] for pair in apart if _later(layout, pair)):
        yield _stacked([*found, *_grown(layout, rows)], rows.shape[1])
    yield _stacked(found, rows.shape[1])


def _successions(layout: Layout, pairs: Iterable[Pair]) -> Iterator[Pair]:
    """Of pairs of the same number, those of two states with none between them."""
    before: dict[int, Pair] = {}
    for pair in pairs:
        large, small = layout.rows[pair.large], layout.rows[pair.small]
        last = before.get(pair.large)
        if large.box == small.box and (last is None or layout.rows[last.small].state < small.state):
            before[pair.large] = pair
    yield from before.values()


def _difference(rows: csr_array[Any], pair: Pair, values: Vector) -> Link:
    """The same number of two states: grown, shrunk, or the same."""
    change = values[pair.large] - values[pair.small]
    sign = -1.0 if change < -ALIKE else 1.0
    (large, _), (small, _) = _entries(rows, pair.large), _entries(rows, pair.small)
    signs = np.concatenate([np.full(len(large), sign), np.full(len(small), -sign)])
    return Link(np.concatenate([large, small]), signs, 0.0, bool(abs(change) <= ALIKE))


def _grown(layout: Layout, rows: csr_array[Any]) -> Iterator[Link]:
    """No finest cell is less than in the last state before that tells of it."""
    size = layout.universe.size
    touched = np.zeros(rows.shape[1], dtype=bool)
    touched[rows.indices] = True
    states = touched.reshape(-1, size)
    for cell in np.flatnonzero(states.sum(axis=0) > 1):
        told = np.flatnonzero(states[:, cell])
        for before, after in pairwise(told):
            yield Link(np.array([after * size + cell, before * size + cell]), np.array([1.0, -1.0]), 0.0, False)


def _later(layout: Layout, pair: Pair) -> bool:
    """Whether the number that holds the other is the later one, so that it can only be less if records went."""
    return layout.rows[pair.large].state > layout.rows[pair.small].state


def _inner_sum(row: Row) -> bool:
    return row.totals == 0 and any(measure and cell.sum for measure, cell in row.cells.items())


def _stacked(links: Sequence[Link], width: int) -> tuple[csr_array[Any], Vector, Mask]:
    matrix = matrix_of([one.cells for one in links], [one.signs for one in links], width)
    return matrix, np.array([one.least for one in links]), np.array([one.exact for one in links], dtype=bool)


def _bounds(layout: Layout, links: csr_array[Any], least: Vector, base: Vector) -> tuple[Vector, Vector]:
    """How much each finest cell can lose and gain by itself: by links that bound one cell from below by others of its
    state. By what else holds, a move is tried in vain."""
    spare, room = base.copy(), np.full(len(base), np.inf)
    owners = np.repeat(np.arange(links.shape[0]), np.diff(links.indptr))
    states, plus = links.indices // layout.universe.size, links.data > 0
    elsewhere = states != states[links.indptr[owners]]
    plain = np.bincount(owners, 2.0 * elsewhere + plus, links.shape[0]) == 1
    gaps, bound = (links @ base - least)[owners], plain[owners]
    for found, which in ((spare, bound & plus), (room, bound & ~plus)):
        np.minimum.at(found, links.indices[which], gaps[which])
    return spare, room


def _entries(rows: csr_array[Any], number: int) -> tuple[Indices, Vector]:
    part = slice(rows.indptr[number], rows.indptr[number + 1])
    return rows.indices[part].astype(np.int64), rows.data[part]
