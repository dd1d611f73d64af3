"""The period that is counted: a year, a quarter, a month, or any two dates."""

from __future__ import annotations

import calendar
from collections.abc import Iterator
from dataclasses import dataclass
from datetime import date

LAST_QUARTER, LAST_MONTH = 4, 12


@dataclass(frozen=True, slots=True, order=True)
class Period:
    """First and last day, both counted."""

    start: date
    end: date

    def __post_init__(self) -> None:
        if self.end < self.start:
            raise ValueError(f"a period cannot end ({self.end}) before it starts ({self.start})")

    @classmethod
    def of_year(cls, year: int) -> Period:
        return cls(date(year, 1, 1), date(year, LAST_MONTH, 31))

    @classmethod
    def of_quarter(cls, year: int, quarter: int) -> Period:
        last = 3 * quarter
        return cls(date(year, last - 2, 1), _last_day(year, last))

    @classmethod
    def of_month(cls, year: int, month: int) -> Period:
        return cls(date(year, month, 1), _last_day(year, month))

    @property
    def is_years(self) -> bool:
        """Whether it is whole years."""
        return self == Period(Period.of_year(self.start.year).start, Period.of_year(self.end.year).end)

    def year_before(self) -> Period:
        """The same days one year earlier; a period that ends with a month ends with that month."""
        return self.in_year(self.start.year - 1)

    def in_year(self, year: int) -> Period:
        """The same days, beginning in that year."""
        years = year - self.start.year
        return Period(_moved(self.start, years), _moved(self.end, years, whole_month=_ends_month(self.end)))

    def months(self) -> Iterator[date]:
        """The first day of every month that the period touches."""
        month = self.start.replace(day=1)
        while month <= self.end:
            yield month
            month = date(month.year + month.month // LAST_MONTH, month.month % LAST_MONTH + 1, 1)


def _last_day(year: int, month: int) -> date:
    return date(year, month, calendar.monthrange(year, month)[1])


def _ends_month(day: date) -> bool:
    return day == _last_day(day.year, day.month)


def _moved(day: date, years: int, *, whole_month: bool = False) -> date:
    last = _last_day(day.year + years, day.month)
    return last if whole_month else last.replace(day=min(day.day, last.day))
