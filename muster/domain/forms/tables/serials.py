"""Days as the numbers by which spreadsheets count them: 42465 is 5 April 2016, 42465.5 its noon."""

from __future__ import annotations

import re
from datetime import datetime, time, timedelta

SINCE_1900 = datetime(1899, 12, 30)  # day 0, as Excel counts; some workbooks count from 1904
LEAST, MOST = 2_200, 109_939  # 8 January 1906, the end of 2200; a smaller number may well be a year
_NUMBER = re.compile(r"\d{4,6}(\.\d+)?")


def moment_of(number: float, since: datetime = SINCE_1900) -> datetime | None:
    """To the second; None of a number that is no day."""
    return _moment(number, since) if LEAST < number < MOST + 1 else None


def moment_in(text: str) -> datetime | None:
    return moment_of(float(text)) if _NUMBER.fullmatch(text) else None


def time_of(number: float) -> time | None:
    """A part of a day as a time of day; None of a number that is none."""
    return _moment(number, SINCE_1900).time() if 0 <= number < 1 else None


def _moment(number: float, since: datetime) -> datetime:
    return (since + timedelta(days=number, milliseconds=500)).replace(microsecond=0)
