"""Which numbers may not be shown, and how near nobody may come to them.

Rules and their parameters: domain reference 7.4 (threshold 5, dominance (1, 75 %), p 10 %). How far from a sum the best
estimate must stay is the protection level of the rule that it breaks (Hundepool and others, Handbook on Statistical
Disclosure Control, the chapter on magnitude tables): by p % the second largest contributor must not come nearer to the
largest than p % of it, by dominance the estimate of the sum must reach as far as makes the largest less than its share.
"""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from typing import Any

from muster.domain.disclosure.table import Cell, Reason


@dataclass(frozen=True, slots=True)
class Rule:
    """`threshold`: the smallest count that is shown. `hide_zeros`: a count of nothing is hidden, too; else it is shown
    (that nothing was recorded tells of nobody). `dominance`: percent of a sum that one contribution may make up.
    `nearness`: percent of the largest contribution within which nobody may estimate it."""

    threshold: int = 5
    hide_zeros: bool = False
    dominance: float = 75
    nearness: float = 10

    def small(self, count: int) -> bool:
        return 0 < abs(count) < self.threshold

    def to_json(self) -> dict[str, Any]:
        return {name: getattr(self, name) for name in self.__slots__}

    @classmethod
    def from_json(cls, stored: Mapping[str, Any]) -> Rule:
        return cls(**stored)


def primary(cell: Cell, rule: Rule) -> Iterator[Reason]:
    """Why this number may not be shown by itself; nothing where it may."""
    if rule.small(cell.count):
        yield Reason("small_count", {"count": cell.count, "threshold": rule.threshold})
    elif cell.count == 0 and rule.hide_zeros:
        yield Reason("zero", {})
    if cell.sum:
        total, largest, second = _contributions(cell)
        if 100 * largest > rule.dominance * total:
            yield Reason("dominance", {"share": round(100 * largest / total), "limit": rule.dominance})
        if 100 * (total - largest - second) < rule.nearness * largest:
            yield Reason("nearness", {"limit": rule.nearness})


def distance(cell: Cell, rule: Rule) -> float:
    """How far above the sum its estimate must be able to reach, in the measure's unit; as far below, down to 0."""
    if not cell.sum:
        return 0.0
    total, largest, second = _contributions(cell)
    by_nearness = rule.nearness / 100 * largest - (total - largest - second)
    by_dominance = 100 / rule.dominance * largest - total
    return max(by_nearness, by_dominance, rule.nearness / 100 * total)


def _contributions(cell: Cell) -> tuple[float, float, float]:
    largest, second, *_ = (*cell.largest, 0, 0)
    return float(cell.sum or 0), float(largest), float(second)
