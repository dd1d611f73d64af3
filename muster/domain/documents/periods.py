"""The time a report tells of, as titles and file names in English, Albanian and Serbian say it."""

from __future__ import annotations

import calendar
import re
from collections.abc import Callable, Iterator
from dataclasses import dataclass
from datetime import date, timedelta
from enum import StrEnum


class PeriodKind(StrEnum):
    """How often such reports come."""

    WEEKLY = "weekly"
    MONTHLY = "monthly"
    QUARTERLY = "quarterly"
    ANNUAL = "annual"
    OTHER = "other"  # a range of days that is none of these


@dataclass(frozen=True, slots=True)
class ReportPeriod:
    """First and last day, both included, of what a report tells, and how often such reports come.

    What is counted is a `muster.domain.counting.period.Period`.
    """

    start: date
    end: date
    kind: PeriodKind


# Stems with their endings, English | Albanian | Serbian Latin | Cyrillic.
_MONTHS = (
    r"jan(?:uary|\.)?|janar(?:i|it)?|januar[au]?|јануар[ау]?",
    r"feb(?:ruary|\.)?|shkurt(?:i|it)?|februar[au]?|фебруар[ау]?",
    r"mar(?:ch|\.)?|mars(?:i|it)?|mart[au]?|март[ау]?",
    r"apr(?:il|\.)?|prill(?:i|it)?|april[au]?|април[ау]?",
    r"may|maj(?:i|it|a|u)?|мај[ау]?",
    r"june?|qershor(?:i|it)?|jun[iau]?|јун[иау]?",
    r"july?|korrik(?:u|ut)?|jul[iau]?|јул[иау]?",
    r"aug(?:ust|\.)?|gusht(?:i|it)?|avgust[au]?|август[ау]?",
    r"sept?(?:ember|\.)?|shtator(?:i|it)?|septemb(?:ar|r[au])|септемб(?:ар|р[ау])",
    r"oct(?:ober|\.)?|tetor(?:i|it)?|oktob(?:ar|r[au])|октоб(?:ар|р[ау])",
    r"nov(?:ember|\.)?|n[eë]ntor(?:i|it)?|novemb(?:ar|r[au])|новемб(?:ар|р[ау])",
    r"dec(?:ember|\.)?|dhjetor(?:i|it)?|decemb(?:ar|r[au])|децемб(?:ар|р[ау])",
)
_MONTH_PATTERNS = tuple(re.compile(pattern, re.IGNORECASE) for pattern in _MONTHS)
_ORDINALS = (
    r"first|1st|i\s+par[eë]|par[eë]|prv[iao]g?|први|првог|I|1",
    r"second|2nd|i\s+dyt[eë]|dyt[eë]|drug[io]g?|други|другог|II|2",
    r"third|3rd|i\s+tret[eë]|tret[eë]|tre[cć][ei]g?|трећи|трећег|III|3",
    r"fourth|4th|i\s+kat[eë]rt|kat[eë]rt|[cč]etvrt[io]g?|четврти|четвртог|IV|4",
)
_ORDINAL_PATTERNS = tuple(re.compile(pattern, re.IGNORECASE) for pattern in _ORDINALS)

_B, _E = r"(?<![^\W_])", r"(?![^\W_])"  # an underscore parts words in file names
_M = f"(?:{'|'.join(_MONTHS)})"
_Y = r"(?:19|20)\d\d"
_S = r"[\s,._/-]*"
_DASH = r"\s*(?:[-–—]|to|until|deri(?:\s+m[eë])?|do|до)\s*"
_WEEK = r"(?:week|wk|kw|java|jav[eë]s|nedelj[aeiu]|sedmic[aeiu]|недељ[аеиу]|седмиц[аеиу])"
_QUARTER = r"(?:quarter|tremujor(?:i|it)?|3-?mujor(?:i|it)?|kvartala?u?|tromese[cč]j[aeu]|квартала?у?|тромесеч[јаеу]+)"
_ORD = f"(?:{'|'.join(_ORDINALS)})"
_ANNUAL = r"(?:annual|yearly|vjetor[ei]?|godi[sš]nj[aeig]+|годишњ[аеиг]+)"
_NUMBER = r"(?:no\.?|nr\.?|br\.?|бр\.?)?\s*"


def _rule(pattern: str) -> re.Pattern[str]:
    return re.compile(f"{_B}(?:{pattern}){_E}", re.IGNORECASE)


def _month(word: str) -> int:
    return next(number for number, pattern in enumerate(_MONTH_PATTERNS, 1) if pattern.fullmatch(word))


def _ordinal(word: str) -> int:
    return next(number for number, pattern in enumerate(_ORDINAL_PATTERNS, 1) if pattern.fullmatch(word.strip()))


def _week(match: re.Match[str], today: date) -> ReportPeriod:
    number = int(match["week"])
    year = int(match["year"]) if match["year"] else _last_year(today, lambda y: date.fromisocalendar(y, number, 1))
    start = date.fromisocalendar(year, number, 1)
    return ReportPeriod(start, start + timedelta(days=6), PeriodKind.WEEKLY)


def _quarter(match: re.Match[str], today: date) -> ReportPeriod:
    number = _ordinal(match["quarter"])
    year = int(match["year"]) if match["year"] else _last_year(today, lambda y: date(y, 3 * number - 2, 1))
    return _months(year, 3 * number - 2, year, 3 * number)


def _month_range(match: re.Match[str], today: date) -> ReportPeriod:
    year = int(match["year"])
    first = int(match["first_year"]) if match["first_year"] else year
    return _months(first, _month(match["first"]), year, _month(match["last"]))


def _one_month(match: re.Match[str], today: date) -> ReportPeriod:
    word = match["month"]
    month = int(word) if word.isdigit() else _month(word)
    year = int(match["year"]) if match["year"] else _last_year(today, lambda y: date(y, month, 1))
    return _months(year, month, year, month)


def _day_range(match: re.Match[str], today: date) -> ReportPeriod:
    last_month = _month(match["last_month"])
    first_month = _month(match["first_month"]) if match["first_month"] else last_month
    end = date(int(match["year"]), last_month, int(match["last"]))
    year = int(match["first_year"]) if match["first_year"] else end.year - (first_month > last_month)
    return _days(date(year, first_month, int(match["first"])), end)


def _numeric_range(match: re.Match[str], today: date) -> ReportPeriod:
    year = int(match["year"])
    first = int(match["first_year"] or year)
    start = date(first, int(match["first_month"]), int(match["first"]))
    return _days(start, date(year, int(match["last_month"]), int(match["last"])))


def _year(match: re.Match[str], today: date) -> ReportPeriod:
    return _months(int(match["year"]), 1, int(match["year"]), 12)


_RULES: tuple[tuple[re.Pattern[str], Callable[[re.Match[str], date], ReportPeriod]], ...] = (
    (_rule(rf"{_WEEK}\s*{_NUMBER}(?P<week>\d\d?)\.?{_S}(?:of|of\s+the\s+year)?\s*(?P<year>{_Y})"), _week),
    (_rule(rf"(?P<year>{_Y})[\s_-]?W(?P<week>\d\d?)"), _week),
    (_rule(rf"(?P<week>\d\d?)\.\s*{_WEEK}{_S}(?P<year>{_Y})"), _week),
    (_rule(rf"W(?P<week>\d\d?)[\s_-]+(?P<year>{_Y})"), _week),
    (
        _rule(
            rf"(?P<first>\d\d?)\.?\s*(?:(?P<first_month>{_M})\s*(?P<first_year>{_Y})?\.?)?{_DASH}"
            rf"(?P<last>\d\d?)\.?\s*(?P<last_month>{_M}){_S}(?P<year>{_Y})"
        ),
        _day_range,
    ),
    (
        _rule(
            rf"(?P<first>\d\d?)[./](?P<first_month>\d\d?)[./](?P<first_year>{_Y})?\.?{_DASH}"
            rf"(?P<last>\d\d?)[./](?P<last_month>\d\d?)[./](?P<year>{_Y})"
        ),
        _numeric_range,
    ),
    (_rule(rf"{_WEEK}\s*{_NUMBER}(?P<week>\d\d?)(?P<year>)"), _week),  # after the days, which have their year
    (_rule(rf"(?P<week>\d\d?)\.\s*{_WEEK}(?P<year>)"), _week),
    (_rule(rf"(?P<quarter>{_ORD})\.?\s*{_QUARTER}(?:{_S}(?:of|i|e|за)?\s*(?P<year>{_Y}))?"), _quarter),
    (_rule(rf"{_QUARTER}\s*{_NUMBER}(?P<quarter>{_ORD})(?:{_S}(?P<year>{_Y}))?"), _quarter),
    (_rule(rf"(?:Q|TM|K)(?P<quarter>[1-4]){_S}(?P<year>{_Y})"), _quarter),
    (_rule(rf"(?P<year>{_Y}){_S}(?:Q|TM|K)(?P<quarter>[1-4])"), _quarter),
    (_rule(rf"(?P<first>{_M})\s*(?P<first_year>{_Y})?{_DASH}(?P<last>{_M}){_S}(?P<year>{_Y})"), _month_range),
    (_rule(rf"(?P<month>{_M}){_S}(?P<year>{_Y})"), _one_month),
    (_rule(rf"(?P<year>{_Y})[\s._/-]+(?P<month>{_M})"), _one_month),
    (_rule(rf"(?P<year>{_Y})[._/-](?P<month>0[1-9]|1[0-2])"), _one_month),
    (_rule(rf"(?P<month>0?[1-9]|1[0-2])[._/-](?P<year>{_Y})"), _one_month),
    (_rule(rf"{_ANNUAL}\b[^\n]{{0,60}}?(?P<year>{_Y})"), _year),
    (_rule(rf"(?P<year>{_Y})[\s.]+{_ANNUAL}"), _year),
)
_MONTH_ALONE = (_rule(rf"(?P<month>{_M})(?P<year>)"), _one_month)
_YEAR_ALONE = (_rule(rf"(?P<year>{_Y})"), _year)


def find_period(text: str, today: date, *, loosely: bool = False) -> tuple[ReportPeriod, tuple[int, int]] | None:
    """The first period named in `text` with its span; the most telling way of saying it wins.

    `loosely` also takes a month or a year that stands alone, as in a title or a file name.
    """
    rules = (*_RULES, _MONTH_ALONE, _YEAR_ALONE) if loosely else _RULES
    for pattern, build in rules:
        for match in pattern.finditer(text):
            for period in _possible(build, match, today):
                return period, match.span()
    return None


def _possible(
    build: Callable[[re.Match[str], date], ReportPeriod], match: re.Match[str], today: date
) -> Iterator[ReportPeriod]:
    """The period, unless there is no such day or it lies beyond any report (a year ahead)."""
    try:
        period = build(match, today)
    except (ValueError, OverflowError, StopIteration):
        return
    if period.start <= period.end and period.start <= today + timedelta(days=366):
        yield period


def _last_year(today: date, start: Callable[[int], date]) -> int:
    """The latest year in which such a period had begun."""
    return today.year if start(today.year) <= today else today.year - 1


def _months(first_year: int, first: int, last_year: int, last: int) -> ReportPeriod:
    end = date(last_year, last, calendar.monthrange(last_year, last)[1])
    count = 12 * (last_year - first_year) + last - first + 1
    kinds = {1: PeriodKind.MONTHLY, 3: PeriodKind.QUARTERLY, 12: PeriodKind.ANNUAL}
    return ReportPeriod(date(first_year, first, 1), end, kinds.get(count, PeriodKind.OTHER))


def _days(start: date, end: date) -> ReportPeriod:
    if start.day == 1 and end.day == calendar.monthrange(end.year, end.month)[1]:
        return _months(start.year, start.month, end.year, end.month)
    days = (end - start).days + 1
    return ReportPeriod(start, end, PeriodKind.WEEKLY if 4 <= days <= 8 else PeriodKind.OTHER)
