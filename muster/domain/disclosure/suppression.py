"""Which further numbers are hidden, so that nobody can reckon back what may not be shown.

The method: for one number after the other that is not safe yet, a linear program seeks the cheapest consistent change
of the whole table in which this number is larger, then one in which it is smaller, by what its safety asks; whatever
shown number would have to change is hidden. The costs are the records that are lost, more for margins; what is hidden
already costs next to nothing. Afterwards each number that was hidden for the others' sake is shown again, the dearest
first, wherever all stays safe. This is the linear programming heuristic of Kelly, Golden and Assad (Cell suppression:
disclosure protection for sensitive tabular data, Networks 22, 1992), with the attacker's problem of Fischetti and
Salazar (Solving the cell suppression problem on tabular data with linear constraints, Management Science 47, 2001) as
the check.

In a large table the change is first sought among the few classes of each field across which hypercubes are cheapest.
Why not hypercubes alone: on ten random tables of 100 to 250 numbers they hid 316 for the others' sake, this hides 220;
and they know the equations of one table only, not those of linked tables and of earlier releases. Why not the optimum:
it is an integer program of which nobody can say how long it takes.
"""

from __future__ import annotations

from collections.abc import Iterator
from itertools import islice, product

import numpy as np
from scipy.sparse import csr_array, eye_array, hstack, vstack

from muster.domain.disclosure.attack import MET, Need, linked, loose
from muster.domain.disclosure.equations import Quantity
from muster.domain.disclosure.needs import Problem
from muster.domain.disclosure.solver import Mask, Vector, optimum
from muster.domain.disclosure.universe import Indices

HARD = 2  # needs that only the solver can tell of; with more, a number stays hidden
NEAR = 5  # classes of each field among which the cheapest change is sought before it is sought among all
FREE = 1e-3  # the cost of changing what is hidden already: little, so that no change is larger than it must be


class Cheapest:
    """The cheapest change of one quantity's table; what everybody knows does not change.

    The unknowns: growth and loss of each free cell, then growth and loss of each row that adds several free cells. A
    row of one free cell is paid with that cell.
    """

    def __init__(self, quantity: Quantity, costs: Vector) -> None:
        self.quantity, self.costs = quantity, costs
        self.free = loose(quantity.rows[quantity.shown])
        rows = csr_array(quantity.rows[:, self.free])
        counts = np.diff(rows.indptr)
        alone = np.flatnonzero(quantity.open & (counts == 1))
        self.paid, first = np.unique(rows.indices[rows.indptr[alone]], return_index=True)  # places among the free
        self.alone = alone[first]
        rest = quantity.open & (counts > 0)
        rest[self.alone] = False
        self.several = np.flatnonzero(rest)
        self._constrain(rows)

    def change(self, target: Vector, value: float, hidden: Mask, within: Mask | None, whole: bool) -> Vector | None:
        """One in which `target @ change == value`, over all cells or those `within`, of `whole` records if that is
        asked; None where what is known does not allow any."""
        aim, size = target[self.free], len(self.free)
        line = np.concatenate([aim, -aim, np.zeros(2 * len(self.several))])
        rows = csr_array(vstack([self.rows, csr_array(line[None, :])]))
        columns = self._columns(within)
        rows = csr_array(rows[:, columns])
        some = np.diff(rows.indptr) > 0
        low, high = np.append(self.low, value), np.append(self.high, value)
        bounds = self.bounds[0][columns], self.bounds[1][columns]
        prices = self._prices(hidden)[columns]
        found = optimum(prices, csr_array(rows[some]), low[some], high[some], bounds, whole and self.quantity.whole)
        if found is None or not some[-1]:
            return None
        every, change = np.zeros(len(line)), np.zeros(len(target))
        every[columns] = found
        change[self.free] = every[:size] - every[size : 2 * size]
        return change

    def _columns(self, within: Mask | None) -> Indices:
        """The unknowns that those cells have a part in."""
        if within is None:
            return np.arange(len(self.bounds[0]))
        cells = within[self.free]
        rows = (self.quantity.rows[self.several] @ within.astype(np.float64)) > 0
        return np.flatnonzero(np.concatenate([cells, cells, rows, rows]))

    def touched(self, change: Vector) -> Mask:
        """Rows that would tell of the change, if they were shown."""
        found: Mask = abs(self.quantity.rows @ change) > self.quantity.slack
        return self.quantity.open & found

    def _constrain(self, rows: csr_array) -> None:
        fixed, low, high = linked(self.quantity, csr_array(rows[self.quantity.shown]), self.free)
        sums, one = csr_array(rows[self.several]), eye_array(len(self.several))
        still = csr_array((fixed.shape[0], 2 * len(self.several)))
        upper, lower = hstack([fixed, -fixed, still]), hstack([sums, -sums, -one, one])
        self.rows = csr_array(vstack([upper, lower]))
        nothing = np.zeros(len(self.several))
        self.low, self.high = np.concatenate([low, nothing]), np.concatenate([high, nothing])
        reach = np.full(len(self.free), self.quantity.reach)
        far = np.full(2 * len(self.several), np.inf)
        most = np.concatenate([reach, self.quantity.base[self.free], far])
        self.bounds = np.zeros(len(most)), most

    def _prices(self, hidden: Mask) -> Vector:
        prices = np.where(hidden, FREE, self.costs)
        cells = np.full(len(self.free), FREE)
        cells[self.paid] = prices[self.alone]
        return np.concatenate([cells, cells, prices[self.several], prices[self.several]])


class Suppression:
    """A pattern that grows until every need is met, and is then thinned out. `hidden` rows only ever are open ones."""

    def __init__(self, problem: Problem, start: Mask) -> None:
        self.problem, self.start, self.hidden = problem, start, start.copy()
        self.attacks = [problem.attack(place, self.hidden) for place in range(len(problem.quantities))]
        self.cheapest = [Cheapest(quantity, problem.costs) for quantity in problem.quantities]

    def run(self) -> Mask:
        """The rows to be hidden; a need that cannot be met stays unmet."""
        for place, needs in enumerate(self.problem.needs):
            for number in sorted(range(len(needs)), key=lambda one: (-needs[one].width, one)):
                self._cover(place, number)
        self._thin_out()
        return self.hidden

    def _cover(self, place: int, number: int) -> None:
        need, attack = self.problem.needs[place][number], self.attacks[place]
        if attack.move(number):
            return
        ways = [*aims(need)]
        for whole, (up, down) in product((False, True), ways):
            self._change_both_ways(place, number, (up, down), whole)
            if attack.search(number, MET):
                return

    def _change_both_ways(self, place: int, number: int, ways: tuple[float, float], whole: bool) -> None:
        """Hides what must be to go so far up and down, unless one of the two is not possible whatever is hidden."""
        near = self._near(place, number)
        found = near is not None and self._changes(place, number, ways, near, whole)
        for change in found or self._changes(place, number, ways, None, whole):
            self._hide(self.hidden | self.cheapest[place].touched(change))
            self.attacks[place].add(np.rint(change) if self.problem.quantities[place].whole else change)

    def _changes(
        self, place: int, number: int, ways: tuple[float, float], within: Mask | None, whole: bool
    ) -> list[Vector]:
        target = self.problem.targets[place][[number]].toarray()[0]
        hidden, found = self.hidden.copy(), []
        for value in (ways[0], -ways[1]):
            if value:
                change = self.cheapest[place].change(target, value, hidden, within, whole)
                if change is None:
                    return []
                hidden |= self.cheapest[place].touched(change)
                found.append(change)
        return found

    def _near(self, place: int, number: int) -> Mask | None:
        quantity, need = self.problem.quantities[place], self.problem.needs[place][number]
        prices = quantity.moves.placed(np.where(self.hidden, FREE, self.problem.costs), 0.0)
        aim = next(quantity.moves.aims(need.row, need.less), None)
        return aim and quantity.moves.near(quantity.moves.placed(~quantity.shown, True), prices, aim, NEAR)

    def _hide(self, hidden: Mask) -> None:
        """More than before: what was consistent stays so."""
        if (hidden != self.hidden).any():
            self.hidden = hidden
            for attack in self.attacks:
                attack.hide(hidden)

    def _thin_out(self) -> None:
        extra = np.flatnonzero(self.hidden & ~self.start).tolist()
        for row in sorted(extra, key=lambda one: (-self.problem.costs[one], one)):
            self._show_again(row)

    def _show_again(self, row: int) -> None:
        """Unless some need would stand worse than it does."""
        trials = []
        for attack in self.attacks:
            trial = attack.showing(row)
            wants = range(len(attack.wants))
            left = (number for number in wants if not trial.move(number, attack.standing(number)))
            hard = [*islice(left, HARD + 1)]
            if len(hard) > HARD or not all(trial.search(number, attack.standing(number)) for number in hard):
                return
            trials.append(trial)
        self.hidden, self.attacks = trials[0].hidden, trials


def aims(need: Need) -> Iterator[tuple[float, float]]:
    """How far above and below the true value its interval could reach, the best first: not only to one side."""
    if need.up or need.down:
        yield need.up, need.down
        return
    size, width = min(abs(need.value), need.width), need.width
    ways = [(width - 1, 1.0), (width - size, size), (width, 0.0)] if size else [(width, 0.0)]
    for way in dict.fromkeys(ways):
        yield way if need.value >= 0 else (way[1], way[0])
