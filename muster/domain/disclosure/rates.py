"""Rates per 100,000 people with their interval, and the ratio of two.

Only numbers that are shown are taken: whoever knows how many people there are gets the count back from any rate.
"""

from __future__ import annotations

import math
from dataclasses import dataclass
from typing import Final

from muster.domain.disclosure.releases import Shown

PER: Final = 100_000
Z: Final = 1.96  # of an interval of 95 %


@dataclass(frozen=True, slots=True)
class Estimate:
    value: float
    low: float
    high: float


def rate(shown: Shown, people: int) -> Estimate | None:
    """Records per 100,000 `people`, with Wilson's interval; None where the count is hidden, where there are no people,
    or where there are more records than people, of which a rate by head says nothing."""
    if shown.count is None or not 0 < people >= shown.count:
        return None
    low, high = wilson(shown.count, people)
    return Estimate(PER * shown.count / people, PER * low, PER * high)


def ratio(one: Shown, people: int, other: Shown, other_people: int) -> Estimate | None:
    """The rate of one by that of another, with the interval of its logarithm (domain reference 7.3); None where either
    count is hidden or nothing, or where there are no people."""
    if not (one.count and other.count and people > 0 and other_people > 0):
        return None
    value = (one.count / people) / (other.count / other_people)
    spread = math.exp(Z * math.sqrt(1 / one.count + 1 / other.count))
    return Estimate(value, value / spread, value * spread)


def wilson(part: int, whole: int) -> tuple[float, float]:
    """The interval of 95 % of a share (domain reference 7.2). `0 <= part <= whole`, `whole` above 0."""
    share, square = part / whole, Z * Z
    middle = share + square / (2 * whole)
    spread = Z * math.sqrt(share * (1 - share) / whole + square / (4 * whole * whole))
    return max(0.0, (middle - spread) / (1 + square / whole)), min(1.0, (middle + spread) / (1 + square / whole))
