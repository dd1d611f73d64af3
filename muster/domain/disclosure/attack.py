"""How near somebody can come to a number who sees everything that is shown, and reckons without a mistake.

For each number in need the smallest and the largest value is sought that is consistent with all that is known (domain
reference 7.4: min and max by linear programming). What the solver says is not believed: each of its answers is a whole
table, rounded to records and added up again; only tables that are exactly consistent count. So an interval that is
told here is one between tables that could truly be. Where the answer is no table of whole records, one is sought
(in three dimensions the ends found by fractions can lie further out than any true table).
"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from functools import cached_property
from typing import Any

import numpy as np
from scipy.sparse import csr_array, hstack, vstack

from muster.domain.disclosure.equations import Quantity
from muster.domain.disclosure.moves import Grid
from muster.domain.disclosure.solver import EXACT, Mask, Vector, optimum
from muster.domain.disclosure.universe import Indices

MET = 1  # of what a need can stand at, enough to be published
INSIDE = 2  # and better: the true value is at neither end


@dataclass(frozen=True, slots=True)
class Need:
    """What nobody may come near: a row, or what is in `row` and not in `less`. `value` is the true one; its
    interval must have at least `width`, and reach at least `up` above and `down` below `value`; all in scaled units."""

    row: int
    less: int | None
    value: float
    width: float
    up: float = 0.0
    down: float = 0.0

    def met(self, low: float, high: float) -> bool:
        """Whether an interval from `low` to `high`, both less the true value, is enough."""
        slack = EXACT * (1 + self.width)
        return high - low >= self.width - slack and high >= self.up - slack and low <= -self.down + slack

    def inside(self, low: float, high: float) -> bool:
        """Whether the true value is at neither end: otherwise an end is what somebody would guess, and be right."""
        return high > EXACT and (low < -EXACT or self.value == 0)


def targets(quantity: Quantity, needs: Sequence[Need]) -> csr_array[Any]:
    """What each need adds, and takes away, of the finest cells."""
    plus = quantity.rows[[need.row for need in needs]]
    minus = quantity.rows[[need.row if need.less is None else need.less for need in needs]]
    alone = np.array([0.0 if need.less is None else 1.0 for need in needs])
    return csr_array(plus - minus.multiply(alone[:, None]))


class Attack:
    """One quantity under one pattern. `low` and `high` are, for each need, how far from the true value the tables reach
    that were found so far; `search` looks for the furthest."""

    def __init__(self, quantity: Quantity, wants: Sequence[Need], needs: csr_array[Any], hidden: Mask) -> None:
        self.quantity, self.wants, self.needs = quantity, wants, needs
        self.hide(hidden)
        self.found: list[tuple[Vector, Vector]] = []  # tables, less the true one, and what each need changes by in them
        self.low, self.high = np.zeros(needs.shape[0]), np.zeros(needs.shape[0])

    def showing(self, row: int) -> Attack:
        """The same with one more row shown; the tables that are still consistent are kept."""
        hidden = self.hidden.copy()
        hidden[row] = False
        attack, rows = Attack(self.quantity, self.wants, self.needs, hidden), self.quantity.rows
        cells = rows.indices[rows.indptr[row] : rows.indptr[row + 1]]
        for change, values in self.found:
            if abs(change[cells].sum()) <= self.quantity.slack or not attack.seen[row]:
                attack._keep(change, values)
        return attack

    def standing(self, need: int) -> int:
        """0: not met; 1: met; 2: met, and the true value is inside; as far as is known from what was found."""
        low, high, want = self.low[need], self.high[need], self.wants[need]
        return (INSIDE if want.inside(low, high) else MET) if want.met(low, high) else 0

    def move(self, need: int, enough: int = INSIDE) -> bool:
        """Whether there are tables by which the need stands at `enough`, as far as quick moves can tell."""
        if self.standing(need) >= enough:
            return True
        for aim in self.quantity.moves.aims(self.wants[need].row, self.wants[need].less):
            for change in self.quantity.moves.changes(self._loose_places, aim):
                self.add(change)
                if self.standing(need) >= enough:
                    return True
        return False

    def search(self, need: int, enough: int = INSIDE) -> bool:
        """Whether there are tables by which the need stands at `enough`: by quick moves, and then by the solver."""
        for sign in (1.0, -1.0):
            if self.move(need, enough):
                return True
            self._reach(need, sign)
        return self.standing(need) >= enough

    def extremes(self, need: int) -> tuple[float, float]:
        """The furthest values, less the true one, whether of whole records or not."""
        low, high = (float((self.needs[[need]] @ self._furthest(self._target(need, sign)))[0]) for sign in (-1.0, 1.0))
        return min(low, self.low[need]), max(high, self.high[need])

    def _reach(self, need: int, sign: float) -> None:
        """The table, of whole records, in which this need is furthest above (1) or below (-1)."""
        target = self._target(need, sign)
        if target.any():
            change = self._furthest(target)
            if self.quantity.whole and not self._consistent(np.rint(change)):
                change = self._shortest(target, min(self.wants[need].width, float(target @ change[self._free])))
            self.add(self._rounded(change))

    def hide(self, hidden: Mask) -> None:
        """More than before: the tables that were found stay consistent."""
        self.hidden = hidden
        self.seen = self.quantity.shown | (self.quantity.open & ~hidden)
        for worked_out in ("_shown_rows", "_free", "_system", "_loose_places"):
            self.__dict__.pop(worked_out, None)

    def add(self, change: Vector) -> None:
        """A table that was found elsewhere, less the true one, if it is consistent with what is shown."""
        if self._consistent(change):
            self._keep(change, self.needs @ change)

    @cached_property
    def _shown_rows(self) -> csr_array[Any]:
        return csr_array(self.quantity.rows[self.seen])

    @cached_property
    def _free(self) -> Indices:
        """The cells that are not fixed by equations with one unknown, one after another."""
        return loose(self._shown_rows)

    @cached_property
    def _loose_places(self) -> Grid:
        return self.quantity.moves.placed(~self.seen, True)

    @cached_property
    def _system(self) -> tuple[csr_array[Any], Vector, Vector]:
        """Rows over the free cells between two bounds: what is shown does not change, what is linked stays linked."""
        return linked(self.quantity, csr_array(self._shown_rows[:, self._free]), self._free)

    def _target(self, need: int, sign: float) -> Vector:
        found: Vector = sign * self.needs[[need]][:, self._free].toarray()[0]
        return found

    def _furthest(self, target: Vector) -> Vector:
        """The change in which `target` over the free cells is largest, in fractions of records."""
        rows, low, high = self._system
        return self._spread(optimum(-target, rows, low, high, self._bounds))

    def _shortest(self, target: Vector, far: float) -> Vector:
        """The change that goes so far, rounded down, with the fewest records: first in fractions, mostly whole where
        little changes, then in whole records; no change where neither is found."""
        rows, low, high = self._system
        lines = csr_array(vstack([rows, csr_array(target[None, :])]))
        ends = np.append(low, np.floor(far + EXACT)), np.append(high, np.floor(far + EXACT))
        least, most = self._bounds
        bounds = np.zeros(2 * len(most)), np.concatenate([most, -least])
        for whole in (False, True):
            found = optimum(np.ones(2 * len(most)), csr_array(hstack([lines, -lines])), *ends, bounds, whole)
            change = self._spread(None if found is None else found[: len(most)] - found[len(most) :])
            if self._consistent(np.rint(change)):
                break
        return change

    @property
    def _bounds(self) -> tuple[Vector, Vector]:
        return -self.quantity.base[self._free], np.full(len(self._free), self.quantity.reach)

    def _spread(self, found: Vector | None) -> Vector:
        """Over all cells; none where the solver found none."""
        change = np.zeros(len(self.quantity.base))
        if found is not None:
            change[self._free] = found
        return change

    def _rounded(self, change: Vector) -> Vector:
        return np.rint(change) if self.quantity.whole else change

    def _consistent(self, change: Vector) -> bool:
        quantity, cells, slack = self.quantity, self.quantity.base + change, self.quantity.slack
        if quantity.whole and (change != np.rint(change)).any():
            return False
        gaps = quantity.links @ cells - quantity.least
        still = abs(self._shown_rows @ change) <= slack
        kept = (gaps >= -slack).all() and (abs(gaps[quantity.exact]) <= slack).all()
        return bool(still.all() and kept and (cells >= -slack).all())

    def _keep(self, change: Vector, values: Vector) -> None:
        """If it takes any need further than before."""
        if (values < self.low).any() or (values > self.high).any():
            self.found.append((change, values))
            self.low, self.high = np.minimum(self.low, values), np.maximum(self.high, values)


def loose(rows: csr_array[Any]) -> Indices:
    """The columns that stay unknown after each row with one unknown has told it, again and again."""
    free = np.ones(rows.shape[1], dtype=bool)
    while True:
        single = (rows @ free.astype(np.float64)) == 1
        told = np.unique(rows[single].indices)
        if not free[told].any():
            return np.flatnonzero(free)
        free[told] = False


def linked(quantity: Quantity, fixed: csr_array[Any], free: Indices) -> tuple[csr_array[Any], Vector, Vector]:
    """`fixed` rows, which may not change, and the links, over the free cells; rows without any are left out."""
    links = csr_array(quantity.links[:, free])
    slack = quantity.least - quantity.links @ quantity.base
    rows = csr_array(vstack([fixed, links]))
    some = np.diff(rows.indptr) > 0
    low = np.concatenate([np.zeros(fixed.shape[0]), slack])
    high = np.concatenate([np.zeros(fixed.shape[0]), np.where(quantity.exact, slack, np.inf)])
    return csr_array(rows[some]), low[some], high[some]
