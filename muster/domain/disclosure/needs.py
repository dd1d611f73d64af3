"""What must not be shown, and what nobody may come near, in one release after those before it."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from functools import cached_property
from typing import Any

import numpy as np
from scipy.sparse import csr_array

from muster.domain.disclosure.attack import Attack, Need, targets
from muster.domain.disclosure.equations import Quantity, quantities_of
from muster.domain.disclosure.layout import Layout, Pair, Row, layout_of, pairs_of
from muster.domain.disclosure.releases import Release
from muster.domain.disclosure.rules import Rule, distance, primary
from muster.domain.disclosure.solver import Mask, Vector
from muster.domain.disclosure.table import Reason

MARGIN = 4.0  # so many times more is lost with a margin than with a cell of the same size: it stands for all its cells


@dataclass(frozen=True)
class Problem:
    """A release that is to be made, the last of the layout, and everything that it must keep."""

    layout: Layout
    quantities: tuple[Quantity, ...]
    needs: tuple[tuple[Need, ...], ...]  # for each quantity
    reasons: dict[int, list[Reason]]  # why a row of the new release may not be shown by itself

    @cached_property
    def targets(self) -> tuple[csr_array[Any], ...]:
        pairs = zip(self.quantities, self.needs, strict=True)
        return tuple(targets(quantity, needs) for quantity, needs in pairs)

    def attack(self, place: int, hidden: Mask) -> Attack:
        """On one quantity."""
        return Attack(self.quantities[place], self.needs[place], self.targets[place], hidden)

    @cached_property
    def open(self) -> Mask:
        """Rows that the new release may show or hide."""
        found = np.zeros(len(self.layout.rows), dtype=bool)
        for quantity in self.quantities:
            found |= quantity.open
        return found

    @cached_property
    def primary(self) -> Mask:
        found = np.zeros(len(self.layout.rows), dtype=bool)
        found[[*self.reasons]] = True
        return found & self.open

    @cached_property
    def costs(self) -> Vector:
        """What is lost with each row: the records that it counts, more for margins."""
        return np.array([(row.count + 1) * MARGIN**row.totals for row in self.layout.rows])

    def inner(self, level: int) -> Mask:
        """Rows that take fewer than `level` dimensions together."""
        return np.array([row.totals < level for row in self.layout.rows]) & self.open


def problem_of(new: Release, earlier: Sequence[Release]) -> Problem:
    """Raises `TableError` where tables contradict each other or are too large."""
    layout = layout_of([*sorted(earlier, key=lambda release: release.as_of), new])
    pairs = pairs_of(layout)
    quantities = tuple(quantities_of(layout, pairs))
    needs = tuple((*dict.fromkeys(_needs(layout, pairs, quantity)),) for quantity in quantities)
    return Problem(layout, quantities, needs, _reasons(layout, pairs, new.rule))


def _reasons(layout: Layout, pairs: Sequence[Pair], rule: Rule) -> dict[int, list[Reason]]:
    found: dict[int, list[Reason]] = {}
    for number, row in enumerate(layout.rows):
        if layout.is_new(row):
            found[number] = [*_codes(row, rule), *_hidden_before(layout, row, row)]
    for pair in pairs:
        for number, reason in _reasons_of_pair(layout, pair, rule):
            found[number].append(reason)
    return {number: _once(reasons) for number, reasons in found.items() if reasons}


def _codes(row: Row, rule: Rule) -> Iterator[Reason]:
    if not row.impossible:
        for cell in row.cells.values():
            yield from primary(cell, rule)
        if rule.small(row.records or 0) and not rule.small(row.count):
            yield Reason("few_records", {"threshold": rule.threshold})


def _reasons_of_pair(layout: Layout, pair: Pair, rule: Rule) -> Iterator[tuple[int, Reason]]:
    """The new number of two that tell too much together; of two new ones the smaller."""
    large, small = layout.rows[pair.large], layout.rows[pair.small]
    for number, row, other in ((pair.small, small, large), (pair.large, large, small)):
        if layout.is_new(row) and not layout.published(row):
            if _few_between(large, small, rule) and not large.impossible:
                difference = large.count - small.count
                yield (
                    number,
                    Reason("small_difference", {"difference": difference, "as_of": layout.states[other.state]}),
                )
            if large.box == small.box and large.count == small.count:
                yield from ((number, reason) for reason in _hidden_before(layout, row, other))
            return


def _few_between(large: Row, small: Row, rule: Rule) -> bool:
    """Whether what one number holds beyond another is little, or comes from few records."""
    if large.records is not None and small.records is not None and rule.small(large.records - small.records):
        return True
    return rule.small(large.count - small.count)


def _hidden_before(layout: Layout, row: Row, other: Row) -> Iterator[Reason]:
    """That the same number was hidden in an earlier release, and is as it was."""
    earlier = [told for told in other.told if told.release != layout.new]
    if earlier and not layout.published(other) and layout.is_new(row):
        yield Reason("hidden_before", {"as_of": layout.releases[earlier[0].release].as_of})


def _once(reasons: Sequence[Reason]) -> list[Reason]:
    return [reason for place, reason in enumerate(reasons) if reason not in reasons[:place]]


def _needs(layout: Layout, pairs: Sequence[Pair], quantity: Quantity) -> Iterator[Need]:
    of = _need_of_records if quantity.whole else _need_of_sum
    for number, row in enumerate(layout.rows):
        for rule in _rules(layout, row):
            if quantity.measure in row.cells and not row.impossible and any(_codes(row, rule)):
                yield from of(quantity, row, number, rule)
    for pair in pairs:
        large, small = layout.rows[pair.large], layout.rows[pair.small]
        if all(quantity.measure in row.cells and not row.impossible for row in (large, small)):
            for rule in _rules(layout, large, small):
                if _few_between(large, small, rule):
                    yield _need_of_pair(quantity, pair, rule)


def _rules(layout: Layout, *rows: Row) -> list[Rule]:
    """The rules of all releases that tell these."""
    return [*dict.fromkeys(layout.releases[told.release].rule for row in rows for told in row.told)]


def _need_of_records(quantity: Quantity, row: Row, number: int, rule: Rule) -> Iterator[Need]:
    if rule.small(row.count) or rule.small(row.records or 0) or row.count == 0:
        yield Need(number, None, row.count, rule.threshold)


def _need_of_sum(quantity: Quantity, row: Row, number: int, rule: Rule) -> Iterator[Need]:
    cell = row.cells[quantity.measure]
    if cell.sum:
        total, far = float(cell.sum) / quantity.scale, distance(cell, rule) / quantity.scale
        yield _around(number, None, total, far)


def _need_of_pair(quantity: Quantity, pair: Pair, rule: Rule) -> Need:
    difference = float(quantity.truth[pair.large] - quantity.truth[pair.small])
    if quantity.whole:
        return Need(pair.large, pair.small, difference, rule.threshold)
    return _around(pair.large, pair.small, difference, rule.nearness / 100 * abs(difference))


def _around(row: int, less: int | None, value: float, far: float) -> Need:
    down = min(far, abs(value))
    up, down = (far, down) if value >= 0 else (down, far)
    return Need(row, less, value, up + down, up, down)
