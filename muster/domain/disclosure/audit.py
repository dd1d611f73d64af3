"""The gate before anything is published: what somebody can work out from it, and whether that is too much."""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass

import numpy as np

from muster.domain.disclosure.attack import MET, Attack, Need, targets
from muster.domain.disclosure.equations import Quantity
from muster.domain.disclosure.layout import Layout, Told
from muster.domain.disclosure.needs import Problem, problem_of
from muster.domain.disclosure.releases import Release
from muster.domain.disclosure.solver import Mask, Vector
from muster.domain.disclosure.table import Number, Reason


@dataclass(frozen=True, slots=True)
class Interval:
    """Between which values a hidden number must lie for everybody who sees the rest; `high` is None where nothing
    bounds it. Where not `exact`, there are true tables at both ends, and there may be some beyond."""

    low: float
    high: float | None
    exact: bool


@dataclass(frozen=True)
class Audit:
    """`failures` say what would be told too exactly; `known_before` is what was already, whatever is published now.
    `records` and `sums` hold an interval for each hidden number."""

    failures: tuple[Reason, ...]
    known_before: tuple[Reason, ...]
    records: Mapping[Number, Interval]
    sums: Mapping[Number, Interval]

    @property
    def passes(self) -> bool:
        return not self.failures


def joined(several: Iterable[Audit]) -> Audit:
    """Of systems that were attacked apart."""
    audits = [*several]
    records = {number: one for audit in audits for number, one in audit.records.items()}
    sums = {number: one for audit in audits for number, one in audit.sums.items()}
    failures = tuple(one for audit in audits for one in audit.failures)
    return Audit(failures, tuple(one for audit in audits for one in audit.known_before), records, sums)


def audit(release: Release, earlier: Sequence[Release] = (), *, every: bool = False) -> Audit:
    """Attacks a release as if it were published after the `earlier` ones, which must be all that counted any of its
    records. Cells that need no protection are not looked at; with `every` the exact interval of each hidden number is
    worked out. Raises `TableError`."""
    problem = problem_of(release, earlier)
    return examine(problem, hidden_rows(problem, release), every=every)


def hidden_rows(problem: Problem, release: Release) -> Mask:
    """Rows that no number of the release tells."""
    shown = np.zeros(len(problem.layout.rows), dtype=bool)
    for told, row in problem.layout.index.items():
        shown[row] |= told.release == problem.layout.new and told.number not in release.hidden
    return problem.open & ~shown


def examine(problem: Problem, hidden: Mask, proposed: Sequence[Sequence[Vector]] = (), *, every: bool = False) -> Audit:
    """`proposed`: for each quantity tables, less the true one, that may be consistent; they are reckoned anew."""
    failures: list[Reason] = []
    before: list[Reason] = []
    records: dict[Number, Interval] = {}
    sums: dict[Number, Interval] = {}
    for place, quantity in enumerate(problem.quantities):
        attack = _attacked(problem, place, hidden, proposed[place] if proposed else ())
        for need in _unmet(problem, place, attack):
            known = before if _known_before(problem, place, need) else failures
            known.append(_told(problem.layout, quantity, problem.needs[place][need]))
        found = sums if quantity.measure else records
        found |= _intervals(problem, place, attack, hidden, every)
    return Audit((*failures,), (*before,), records, sums)


def _attacked(problem: Problem, place: int, hidden: Mask, proposed: Sequence[Vector]) -> Attack:
    attack = problem.attack(place, hidden)
    for change in proposed:
        attack.add(change)
    for number in range(len(problem.needs[place])):
        attack.search(number, MET)
    return attack


def _unmet(problem: Problem, place: int, attack: Attack) -> list[int]:
    return [number for number in range(len(problem.needs[place])) if attack.standing(number) < MET]


def _known_before(problem: Problem, place: int, number: int) -> bool:
    """Whether it were told as exactly if nothing of the new release were shown."""
    return not problem.attack(place, problem.open).search(number, MET)


def _intervals(
    problem: Problem, place: int, attack: Attack, hidden: Mask, every: bool
) -> Iterator[tuple[Number, Interval]]:
    quantity = problem.quantities[place]
    rows = [int(row) for row in np.flatnonzero(hidden & quantity.open)]
    needs = [Need(row, None, float(quantity.truth[row]), 0) for row in rows]
    if not needs:
        return
    watch = Attack(quantity, needs, targets(quantity, needs), hidden)
    for change, _ in attack.found:
        watch.add(change)
    for number, row in enumerate(rows):
        low, high = watch.extremes(number) if every else (watch.low[number], watch.high[number])
        for told in problem.layout.rows[row].told:
            if told.release == problem.layout.new:
                yield told.number, _interval(quantity, needs[number].value, low, high, every)


def _interval(quantity: Quantity, value: float, low: float, high: float, exact: bool) -> Interval:
    ends = [round(float(quantity.scale * (value + end)), 6) for end in (low, high)]
    return Interval(max(ends[0], 0.0), None if high >= quantity.reach / 2 else ends[1], exact)


def _told(layout: Layout, quantity: Quantity, need: Need) -> Reason:
    params: dict[str, str | int | float] = {"measure": quantity.measure, **_named(layout, need.row, "")}
    if need.less is None:
        return Reason("disclosed", params)
    return Reason("disclosed_difference", params | _named(layout, need.less, "less_"))


def _named(layout: Layout, row: int, prefix: str) -> dict[str, str]:
    """One of the numbers that a row is, of the new release if there is one; without name where it only follows."""
    told: Told = max(layout.rows[row].told, default=Told(layout.new, ("", ())))
    name, position = told.number
    as_of = layout.states[layout.rows[row].state]
    return {f"{prefix}table": name, f"{prefix}position": " / ".join(position), f"{prefix}as_of": as_of}
