"""Events of one activity, and shares in percent.

Rule of the field: the matrix counts events; an activity with `sessions=n` counts n, one without counts 1. Shares are
each rounded on their own (half up), as the published reports do, so they need not add up to 100.
"""

from __future__ import annotations

from collections.abc import Mapping
from decimal import ROUND_HALF_UP, Decimal


def events_of(sessions: int | None) -> int:
    """How many events an activity counts: its sessions where it states them, else one."""
    return 1 if sessions is None else sessions


def percent(part: int, whole: int) -> int | None:
    """`part` of `whole` in whole percent, halves up; nothing where there is no whole."""
    if whole == 0:
        return None
    return int((Decimal(100 * part) / whole).quantize(Decimal(1), ROUND_HALF_UP))


def shares(counts: Mapping[str, int]) -> dict[str, int | None]:
    """Every count's share of their sum in percent."""
    whole = sum(counts.values())
    return {name: percent(count, whole) for name, count in counts.items()}
