"""Changes of a table along a hypercube: the quickest witnesses that a number could be another one.

A cell grows, its neighbour across one field shrinks by as much, the cell across a second field too, the one across
both grows again, and so on: 2 by 2 by 2 cells, after which every margin is as it was. Instead of a neighbour, a
field's margin may take part: then the margins over that field change with the cell. All neighbours of one cell are
looked at at once. Numbers of records, and numbers of answers of which a record may have several, are moved apart.
Hypercubes are those of Giessing and Repsilber (Tools and strategies to protect multiple tables with
the GHQUAR cell suppression engine, in: Inference Control in Statistical Databases, 2002). They propose; whether a
table that they make agrees with all that is known is reckoned elsewhere, so that where tables are linked they at worst
propose in vain.
"""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from itertools import islice, product
from typing import Any, NamedTuple

import numpy as np

from muster.domain.disclosure.layout import Layout, Row
from muster.domain.disclosure.solver import Mask, Vector
from muster.domain.disclosure.universe import Box

Grid = np.ndarray[Any, np.dtype[Any]]
NOBODY = -1  # in place of a row: no number tells this
MOST = 64  # cells of a margin that are tried


class Reach(NamedTuple):
    """For each neighbour across all fields: whether it is allowed, how far the cell can grow and shrink with it, and
    what is paid for the rows that change."""

    allowed: Grid
    up: Grid
    down: Grid
    price: Grid


class Aim(NamedTuple):
    """What is to be moved: the sum over `box`, in some states alike."""

    box: Box
    states: slice


@dataclass(frozen=True)
class Moves:
    """`rows`: by state and, for each field, class or (last) margin, the row that tells it. `spare`, `room`: by state
    and place, how much each finest cell can lose and gain; at a margin nothing bounds it. `far`: further than any move
    goes. `records`: for each field the class of the records themselves, if a record may have several of its codes."""

    rows: Grid
    spare: Grid
    room: Grid
    far: float
    told: Sequence[Row]
    records: Sequence[int | None]

    def aims(self, row: int, less: int | None = None) -> Iterator[Aim]:
        """How a row, or what it holds beyond another, can be moved: in its state, or with others, so that what did not
        change between states still does not."""
        one, last = self.told[row], len(self.rows)
        spans = [(one.state, last), (one.state, one.state + 1)]
        if less is None:
            spans += [(0, last), (0, one.state + 1)]
        elif self.told[less].box != one.box:
            return
        for span in dict.fromkeys(spans):
            yield Aim(one.box, slice(*span))

    @property
    def shape(self) -> tuple[int, ...]:
        """Classes of each field."""
        return tuple(size - 1 for size in self.rows.shape[1:])

    def placed(self, values: Vector | Mask, nobody: float | bool) -> Grid:
        """Values of rows where they are told."""
        found: Grid = np.where(self.rows == NOBODY, nobody, values[self.rows])
        return found

    def changes(self, free: Grid, aim: Aim) -> Iterator[Vector]:
        """The furthest up and the furthest down for one finest cell after the other; `free` places may change."""
        nothing = np.zeros(self.rows.shape)
        for cell in self._cells(aim):
            reach = self._reach(free, nothing, aim, cell)
            for far, sign in ((reach.up, 1.0), (reach.down, -1.0)):
                allowed = np.where(reach.allowed, far, 0.0)
                place = int(allowed.argmax())
                if allowed.flat[place] > 0:
                    best = [int(one) for one in np.unravel_index(place, allowed.shape)]
                    yield self._change(aim, cell, best, sign * float(allowed.flat[place]))

    def near(self, free: Grid, prices: Grid, aim: Aim, most: int) -> Mask | None:
        """The finest cells of every state over the `most` classes of each field across which moves are cheapest; None
        where there are none, or the aim is a margin."""
        if any(len(side) > 1 for side in aim.box):
            return None
        (cell,) = self._cells(aim)
        reach = self._reach(free, prices, aim, cell)
        price = np.where(reach.allowed & (reach.up > 0) & (reach.down > 0), reach.price, np.inf)
        chosen = np.ones((1,) * price.ndim, dtype=bool)
        for axis, one in enumerate(cell):
            others = tuple(other for other in range(price.ndim) if other != axis)
            best = np.argsort(price.min(axis=others)[:-1], kind="stable")[:most]
            side = np.zeros(self.shape[axis], dtype=bool)
            side[[*best, one]] = True
            chosen = chosen & side.reshape([-1 if other == axis else 1 for other in range(price.ndim)])
        return np.tile(chosen.ravel(), len(self.rows)) if np.isfinite(price).any() else None

    def _cells(self, aim: Aim) -> Iterator[tuple[int, ...]]:
        alike = all(len(side) in (1, size) for side, size in zip(aim.box, self.shape, strict=True))
        return islice(product(*aim.box), MOST if alike else 0)

    def _reach(self, free: Grid, prices: Grid, aim: Aim, cell: Sequence[int]) -> Reach:
        open_places: Grid = np.asarray(free[aim.states].all(axis=0))
        paid: Grid = np.asarray(prices[aim.states].sum(axis=0))
        spare, room = (bounds[aim.states].min(axis=0) for bounds in (self.spare, self.room))
        allowed: Grid = self._neighbours(aim, cell)
        price: Grid = np.zeros(spare.shape)
        amounts = [np.full(spare.shape, self.far), np.full(spare.shape, self.far)]
        for corner in self._corners(cell):
            place = tuple(slice(None) if away else slice(one, one + 1) for one, away in zip(cell, corner, strict=True))
            allowed &= open_places[place]
            price += paid[place]
            loses = 1 - sum(corner) % 2  # those that grow with the cell are what it shrinks by
            amounts[loses] = np.minimum(amounts[loses], spare[place])
            amounts[1 - loses] = np.minimum(amounts[1 - loses], room[place])
        return Reach(allowed, amounts[0], amounts[1], price)

    def _neighbours(self, aim: Aim, cell: Sequence[int]) -> Grid:
        """Not the cell's own class; over a field that is summed only its margin; of records no answers."""
        allowed = np.ones(self.rows.shape[1:], dtype=bool)
        for axis, (one, side, record) in enumerate(zip(cell, aim.box, self.records, strict=True)):
            place = np.arange(allowed.shape[axis])
            margin = place == len(place) - 1
            other = (place != one) & (place != record) if len(side) == 1 else margin
            found = place == one if one == record else other
            allowed &= found.reshape([-1 if at == axis else 1 for at in range(allowed.ndim)])
        return allowed

    def _corners(self, cell: Sequence[int]) -> Iterator[tuple[int, ...]]:
        """Where 1 is the neighbour's class; the records themselves have none."""
        return product(*((0,) if one == record else (0, 1) for one, record in zip(cell, self.records, strict=True)))

    def _change(self, aim: Aim, cell: Sequence[int], neighbour: Sequence[int], far: float) -> Vector:
        change: Grid = np.zeros((*self.shape, len(self.rows)))
        for corner in self._corners(cell):
            pairs = zip(cell, neighbour, corner, strict=True)
            place = tuple(there if away else here for here, there, away in pairs)
            if all(one < size for one, size in zip(place, self.shape, strict=True)):
                change[place][aim.states] = far * (-1.0) ** sum(corner)
        return np.moveaxis(change, -1, 0).ravel()


def moves_of(layout: Layout, spare: Vector, room: Vector, far: float) -> Moves:
    """`spare`, `room`: how much each finest cell of each state can lose and gain."""
    shape = layout.universe.shape
    rows = np.full((len(layout.states), *(size + 1 for size in shape)), NOBODY)
    for number, row in enumerate(layout.rows):
        for place in product(*(_places(side, size) for side, size in zip(row.box, shape, strict=True))):
            rows[(row.state, *place)] = number
    bounds = [np.full(rows.shape, np.inf) for _ in range(2)]
    for bound, values in zip(bounds, (spare, room), strict=True):
        bound[(slice(None), *(slice(0, size) for size in shape))] = values.reshape(len(layout.states), *shape)
    return Moves(rows, bounds[0], bounds[1], far, layout.rows, layout.universe.records)


def _places(side: Sequence[int], size: int) -> list[int]:
    """Where on a field's axis: a class, the margin, or, of a field of one class, both; a union of some is nowhere."""
    return [*(side if len(side) == 1 else ()), *([size] if len(side) == size else ())]
