"""When a structure's monthly report is due."""

from __future__ import annotations

from collections.abc import Collection
from dataclasses import dataclass
from datetime import date, timedelta

from muster.domain.counting.period import Period

DAYS_TO_REPORT = 10  # after the month's last day


def due_date(month: Period) -> date:
    """The last day on which the report of this month is in time."""
    return month.end + timedelta(days=DAYS_TO_REPORT)


def months_due(today: date, count: int = 3) -> list[Period]:
    """The last `count` months whose reports should be in by now, the latest first."""
    found: list[Period] = []
    month = today.replace(day=1)
    while len(found) < count:
        month = (month - timedelta(days=1)).replace(day=1)
        period = Period.of_month(month.year, month.month)
        if due_date(period) < today:
            found.append(period)
    return found


def next_due(today: date) -> tuple[Period, date]:
    """The month whose report is due next, and the day by which."""
    before = today.replace(day=1) - timedelta(days=1)
    last = Period.of_month(before.year, before.month)
    month = last if due_date(last) >= today else Period.of_month(today.year, today.month)
    return month, due_date(month)


@dataclass(frozen=True, slots=True)
class Standing:
    """How a structure stands with its monthly reports: the months that are late, or since when it has been silent."""

    late: tuple[Period, ...] = ()
    last: Period | None = None  # the month of its last report; None where there never was one
    silent: bool = False  # nothing came for any of the months that are due: it ended, or paused


def standing(handed_in: Collection[date], today: date) -> Standing:
    """From the first days of the months whose reports came. What was before the first one was not expected."""
    if not handed_in:
        return Standing()
    first, newest, due = min(handed_in), max(handed_in), months_due(today)
    last = Period.of_month(newest.year, newest.month)
    if newest < due[-1].start:
        return Standing(last=last, silent=True)
    return Standing(tuple(month for month in due if month.start > first and month.start not in handed_in), last)
