"""When somebody looks whether a record is still needed, and until when a request must be answered.

The groups are those of the Management of Police Information (England and Wales), as a model only; a mission sets its
own years. A clear period is the time since the last event; a new event begins it anew.
"""

from __future__ import annotations

import re
from calendar import monthrange
from collections.abc import Iterable
from dataclasses import dataclass
from datetime import date
from typing import Final

RETAIN: Final = "RETAIN"
RESTRICT: Final = "RESTRICT"
DISPOSE: Final = "DISPOSE"
RETAIN_REVIEW = re.compile(r"RETAIN_REVIEW_([1-9][0-9]?)Y")


@dataclass(frozen=True, slots=True)
class Group:
    """`clear` years without an event before the first review, `further` between later ones; where `age` is given, kept
    until the person would be of that age."""

    clear: int
    further: int
    age: int | None = None


GROUPS: Final = {
    1: Group(clear=10, further=10, age=100),  # certain public protection matters
    2: Group(clear=10, further=10),  # other sexual, violent or serious offences
    3: Group(clear=6, further=5),  # all other offences
    4: Group(clear=6, further=5),  # undetected crime, intelligence products, missing persons, victims, witnesses
}


def add_months(day: date, months: int) -> date:
    """The same day of a later month, or that month's last."""
    year, month = divmod(day.year * 12 + day.month - 1 + months, 12)
    return date(year, month + 1, min(day.day, monthrange(year, month + 1)[1]))


def add_years(day: date, years: int) -> date:
    return add_months(day, 12 * years)


def review_on(events: Iterable[date], group: Group, reviewed: date | None = None) -> date:
    """When a record is looked at next. An event after the last review begins the clear period anew."""
    last = max(events)
    if reviewed is None or last > reviewed:
        return add_years(last, group.clear)
    return add_years(reviewed, group.further)


def keep_until(born: date, group: Group) -> date | None:
    """Until when it is kept whatever a review says; None where nothing says so."""
    return add_years(born, group.age) if group.age else None


def years_of(outcome: str, ordinary: int) -> int:
    """After how many years a retained record is looked at again; `ordinary` is its data set's. Raises `ValueError`."""
    if outcome == RETAIN:
        return ordinary
    if found := RETAIN_REVIEW.fullmatch(outcome):
        return int(found.group(1))
    raise ValueError(outcome)


def answer_by(received: date, *, longer: bool = False) -> date:
    """Until when a request is answered: one month, or three where it is many-sided and the person was told so."""
    return add_months(received, 3 if longer else 1)
