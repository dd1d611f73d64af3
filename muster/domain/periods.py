"""Dates as reports state them (to the day, the month or the year), and how people read them."""

from __future__ import annotations

import calendar
import re
from datetime import date

from babel.dates import get_month_names

from muster.domain.names import to_cyrillic

PARTIAL = re.compile(r"[0-9]{4}(?:-[0-9]{2}){0,2}")
PRECISIONS = {4: "year", 7: "month", 10: "day"}
BABEL = {"en": "en_GB", "sq": "sq", "sr-latn": "sr_Latn", "sr": "sr_Latn"}


def parse_partial(text: str) -> tuple[date, date, str]:
    """`2016`, `2016-04` or `2016-04-15` as (first day, last day, precision). Raises `ValueError` on anything else."""
    if not PARTIAL.fullmatch(text):
        raise ValueError(f"not a date: {text!r}")
    precision = PRECISIONS[len(text)]
    parts = [int(part) for part in text.split("-")]
    if precision == "day":
        day = date(*parts)
        return day, day, precision
    year, month = parts[0], parts[1] if precision == "month" else None
    last = month or 12
    return date(year, month or 1, 1), date(year, last, calendar.monthrange(year, last)[1]), precision


def partial(day: date, precision: str) -> str:
    """The ISO form with that precision: `2016-04` for a month."""
    return day.isoformat()[: {"year": 4, "month": 7, "day": 10}[precision]]


UNTIL = {"en": "until", "sq": "deri më", "sr-latn": "do", "sr": "до"}


def show_range(
    start: date | None, end: date | None, start_precision: str = "day", end_precision: str = "day", language: str = "en"
) -> str:
    """`5–6 Apr 2016`, `29 Feb – 4 Mar 2016`, `Apr – Jun 2016`, `until 31 May 2016`; empty where nothing is stated."""
    if start is None and end is None:
        return ""
    if start is None:
        return f"{UNTIL.get(language, UNTIL['en'])} {_one(end, end_precision, language)}" if end else ""
    if end is None or (partial(start, start_precision), start_precision) == (
        partial(end, end_precision),
        end_precision,
    ):
        return _one(start, start_precision, language)
    if start_precision == end_precision and start.year == end.year:
        return _within_year(start, end, start_precision, language)
    return f"{_one(start, start_precision, language)} – {_one(end, end_precision, language)}"


def show_period(start: date | None, end: date | None, language: str = "en") -> str:
    """A report's period as people name it: `2016`, `Oct 2018`, `Jan – Mar 2016`, else its days."""
    if start is None or end is None:
        return show_range(start, end, language=language)
    whole_months = start.day == 1 and end.day == calendar.monthrange(end.year, end.month)[1]
    whole_years = whole_months and (start.month, end.month) == (1, 12)
    precision = "year" if whole_years else "month" if whole_months else "day"
    return show_range(start, end, precision, precision, language)


def _within_year(start: date, end: date, precision: str, language: str) -> str:
    if precision == "day" and start.month == end.month:
        dot = _dot(language)
        return f"{start.day}{dot}–{end.day}{dot} {_month(start, language)} {_year(end, language)}"
    first = _one(start, precision, language).removesuffix(f" {_year(start, language)}")
    return f"{first} – {_one(end, precision, language)}"


def _one(day: date, precision: str, language: str) -> str:
    if precision == "year":
        return _year(day, language)
    month = f"{_month(day, language)} {_year(day, language)}"
    return f"{day.day}{_dot(language)} {month}" if precision == "day" else month


def _month(day: date, language: str) -> str:
    name = get_month_names("abbreviated", locale=BABEL.get(language, "en_GB"))[day.month].removesuffix(".")
    if name == "Sept":  # en_GB; reports write three letters
        name = "Sep"
    return to_cyrillic(name) if language == "sr" else name


def _year(day: date, language: str) -> str:
    return f"{day.year}{_dot(language)}"


def _dot(language: str) -> str:
    return "." if language in {"sr", "sr-latn"} else ""
