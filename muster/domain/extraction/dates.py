"""When something took place, in the forms that reports use.

A date is read to the precision that the text gives: a day, a month or a year, as ISO text. Where a year is not said,
it is the reporting year. Seasons and "recently" are not dates and are left alone.
"""

from __future__ import annotations

import re
from calendar import monthrange
from collections.abc import Callable, Iterator
from dataclasses import dataclass, replace
from datetime import date, timedelta
from enum import IntEnum
from itertools import pairwise

from muster.domain.extraction.model import DateRange

MONTHS = str.split("january february march april may june july august september october november december")
_MONTH = (
    r"(?:Jan(?:uary|\.)?|Feb(?:ruary|\.)?|Mar(?:ch|\.)|Apr(?:il|\.)|May|June?|July?|Aug(?:ust|\.)"
    r"?|Sep(?:tember|t\.?|\.)?"
    r"|Oct(?:ober|\.)?|Nov(?:ember|\.)?|Dec(?:ember|\.)?)(?![a-z])"
)
_DAY = r"(?:[12]\d|3[01]|0?[1-9])(?:st|nd|rd|th)?(?!\d)"
_YEAR = r"(?:,?\s+(?:of\s+)?((?:19|20)\d\d)(?![-–/]\d))?"
_DASH = r"\s*[-–—]\s*"
_UNTIL = r"(?:\s*[-–—]\s*|\s+(?:to|until|till|through)\s+)"
_TO = r"(?:\s*[-–—]\s*|\s+(?:to|until|till|through|and)\s+)"
_LIST = r"(?:\s*,\s*(?:and\s+)?|\s+and\s+|\s*&\s*)"


class Precision(IntEnum):
    YEAR = 1
    PART = 2  # of a year: a half, a quarter
    MONTH = 3
    DAY = 4


@dataclass(frozen=True, slots=True)
class DateMention:
    """A stretch of text that says when: one or several ranges of ISO dates."""

    start: int
    end: int
    ranges: tuple[DateRange, ...]
    precision: Precision

    @property
    def first(self) -> str:
        return min(low for low, _ in self.ranges)

    @property
    def last(self) -> str:
        return max((high for _, high in self.ranges), key=lambda text: text + "~" * (10 - len(text)))

    @property
    def year(self) -> int:
        return int(self.first[:4])

    def moved(self, offset: int) -> DateMention:
        return replace(self, start=self.start + offset, end=self.end + offset)


def month_number(word: str) -> int:
    key = word[:3].lower()
    return next(number for number, name in enumerate(MONTHS, 1) if name.startswith(key))


def _day(year: int, month: int, day: str) -> str | None:
    number = int(re.sub(r"\D", "", day))
    return f"{year:04d}-{month:02d}-{number:02d}" if number <= monthrange(year, month)[1] else None


Reader = Callable[["re.Match[str]", int], "tuple[DateRange, ...] | None"]


def _across_months(match: re.Match[str], year: int) -> tuple[DateRange, ...] | None:
    """From 29 February to 4 March; 30 May - 3 June; from 12 December 2015 to 3 January 2016."""
    day1, month1, year1, day2, month2, year2 = match.groups()
    last_year = int(year2 or year)
    low_month, high_month = month_number(month1), month_number(month2)
    first_year = int(year1) if year1 else last_year - (low_month > high_month)
    return _pair(_day(first_year, low_month, day1), _day(last_year, high_month, day2))


def _pair(low: str | None, high: str | None) -> tuple[DateRange, ...] | None:
    return ((low, high),) if low and high and low <= high else None


def _within_month(match: re.Match[str], year: int) -> tuple[DateRange, ...] | None:
    """From 1 to 3 March; between 11 and 15 February; 5-7 April."""
    day1, day2, month, said = match.groups()
    low = _day(int(said or year), month_number(month), day1)
    return _pair(low, _day(int(said or year), month_number(month), day2))


def _day_list(match: re.Match[str], year: int) -> tuple[DateRange, ...] | None:
    """On 5 and 6 April; 3, 10 and 17 May; 5-6 and 12-13 October. Days that follow each other are one range."""
    days, month, said = match.groups()
    ranges: list[DateRange] = []
    for item in re.split(r"\s*,\s*(?:and\s+)?|\s+and\s+|\s*&\s*", days):
        ends = re.split(_DASH, item)
        low = _day(int(said or year), month_number(month), ends[0])
        high = _day(int(said or year), month_number(month), ends[-1])
        if not low or not high:
            return None
        if ranges and _next_day(ranges[-1][1]) == low:
            ranges[-1] = (ranges[-1][0], high)
        else:
            ranges.append((low, high))
    return tuple(ranges)


def _next_day(text: str) -> str:
    return (date.fromisoformat(text) + timedelta(days=1)).isoformat()


def _month_first(match: re.Match[str], year: int) -> tuple[DateRange, ...] | None:
    """March 5; April 5-7, 2016."""
    month, day1, day2, said = match.groups()
    low = _day(int(said or year), month_number(month), day1)
    return _pair(low, _day(int(said or year), month_number(month), day2 or day1))


def _single_day(match: re.Match[str], year: int) -> tuple[DateRange, ...] | None:
    day, month, said = match.groups()
    found = _day(int(said or year), month_number(month), day)
    return _pair(found, found)


def _iso(match: re.Match[str], year: int) -> tuple[DateRange, ...] | None:
    try:
        found = date(int(match[3]), int(match[2]), int(match[1])).isoformat()
    except ValueError:
        return None
    return ((found, found),)


def _month_range(match: re.Match[str], year: int) -> tuple[DateRange, ...] | None:
    """From March to September; between October and December 2016; June-August."""
    month1, year1, month2, year2 = match.groups()
    low, high, last = month_number(month1), month_number(month2), int(year2 or year)
    first = int(year1) if year1 else last - (low > high)
    return ((f"{first:04d}-{low:02d}", f"{last:04d}-{high:02d}"),)


def _month_list(match: re.Match[str], year: int) -> tuple[DateRange, ...] | None:
    """In April, May and June (one range); in June and October (two)."""
    months = [month_number(word) for word in re.findall(_MONTH, match[1])]
    texts = [f"{int(match[2] or year):04d}-{month:02d}" for month in months]
    if all(later == earlier + 1 for earlier, later in pairwise(months)):
        return ((texts[0], texts[-1]),)
    return tuple((text, text) for text in texts)


def _single_month(match: re.Match[str], year: int) -> tuple[DateRange, ...] | None:
    text = f"{int(match[2] or year):04d}-{month_number(match[1]):02d}"
    return ((text, text),)


PARTS = {
    "first half": (1, 6),
    "second half": (7, 12),
    "first quarter": (1, 3),
    "second quarter": (4, 6),
    "third quarter": (7, 9),
    "fourth quarter": (10, 12),
    "last quarter": (10, 12),
    "final quarter": (10, 12),
}


def _part(match: re.Match[str], year: int) -> tuple[DateRange, ...] | None:
    low, high = PARTS[re.sub(r"\s+", " ", match[1].lower())]
    said = int(match[2] or year)
    return ((f"{said:04d}-{low:02d}", f"{said:04d}-{high:02d}"),)


def _quarters(match: re.Match[str], year: int) -> tuple[DateRange, ...] | None:
    """In the second and third quarters."""
    low, high = PARTS[f"{match[1]} quarter"][0], PARTS[f"{match[2]} quarter"][1]
    said = int(match[3] or year)
    return ((f"{said:04d}-{low:02d}", f"{said:04d}-{high:02d}"),)


def _year_said(match: re.Match[str], year: int) -> tuple[DateRange, ...] | None:
    return ((match[1], match[1]),)


def _whole_year(match: re.Match[str], year: int) -> tuple[DateRange, ...] | None:
    return ((f"{year:04d}", f"{year:04d}"),)


_DAYS = rf"{_DAY}(?:{_DASH}{_DAY})?(?:{_LIST}{_DAY}(?:{_DASH}{_DAY})?)+"
_NOT_A_NAME = (
    r"(?:[Oo]n|[Ii]n|[Ff]rom|[Bb]etween|[Dd]uring|[Uu]ntil|[Ss]ince|[Bb]y|[Oo]f|[Tt]hroughout|"
    r"[Ee]arly|[Ll]ate|[Mm]id|[Bb]eginning of|[Ee]nd of)"
)
_PHASE = r"(?:early |late |mid-? ?|the (?:beginning|end|middle|course) of )?"
FORMS: tuple[tuple[re.Pattern[str], Reader, Precision], ...] = tuple(
    (re.compile(pattern), reader, precision)
    for pattern, reader, precision in (
        (
            rf"(?:\b[Ff]rom\s+|\b[Bb]etween\s+)({_DAY})\s+({_MONTH}){_YEAR}{_TO}({_DAY})\s+({_MONTH})"
            rf"{_YEAR}",
            _across_months,
            Precision.DAY,
        ),
        (rf"\b({_DAY})\s+({_MONTH}){_YEAR}{_UNTIL}({_DAY})\s+({_MONTH}){_YEAR}", _across_months, Precision.DAY),
        (
            rf"(?:\b[Ff]rom\s+|\b[Bb]etween\s+)({_DAY})(?:\s+to\s+|\s+until\s+|\s+through\s+|\s+and\s+|"
            rf"{_DASH})({_DAY})\s+({_MONTH}){_YEAR}",
            _within_month,
            Precision.DAY,
        ),
        (rf"(?<![\d/-])\b({_DAYS})\s+({_MONTH}){_YEAR}", _day_list, Precision.DAY),
        (rf"(?<![\d/-])\b({_DAY}){_TO}({_DAY})\s+({_MONTH}){_YEAR}", _within_month, Precision.DAY),
        (rf"(?<![\d/-])\b({_DAY})(?:\s+of)?\s+({_MONTH}){_YEAR}", _single_day, Precision.DAY),
        (
            rf"\b({_MONTH})\s+({_DAY})(?:{_TO}({_DAY}))?(?![\d-]|,\d\d\d)(?:,?\s+((?:19|20)\d\d))?",
            _month_first,
            Precision.DAY,
        ),
        (r"(?<![\d.])(\d{1,2})[./](\d{1,2})[./]((?:19|20)\d\d)(?!\d)", _iso, Precision.DAY),
        (
            rf"\b(?:[Ff]rom|[Bb]etween)\s+{_PHASE}({_MONTH}){_YEAR}\s+(?:to|until|till|through|and)"
            rf"\s+{_PHASE}({_MONTH}){_YEAR}",
            _month_range,
            Precision.MONTH,
        ),
        (
            rf"\b({_MONTH}){_YEAR}(?:{_DASH}|\s+(?:to|until|till|through)\s+)({_MONTH}){_YEAR}",
            _month_range,
            Precision.MONTH,
        ),
        (rf"\b({_MONTH}(?:{_LIST}{_MONTH})+){_YEAR}", _month_list, Precision.MONTH),
        (rf"\b{_NOT_A_NAME}[ -](?:the (?:month|months) of )?({_MONTH}){_YEAR}", _single_month, Precision.MONTH),
        (rf"\b({_MONTH})\s+((?:19|20)\d\d)(?![-–/]\d)", _single_month, Precision.MONTH),
        (
            r"\b((?:first|second)\s+half|(?:first|second|third|fourth|last|final)\s+quarter)"
            r"\s+of\s+(?:the year|the reporting (?:year|period)|((?:19|20)\d\d))",
            _part,
            Precision.PART,
        ),
        (
            r"\b[Ii]n the ((?:first|second)\s+half|(?:first|second|third|fourth|last|final)\s+quarter)\b(?!\s+of\b)()",
            _part,
            Precision.PART,
        ),
        (rf"\(({_MONTH}){_YEAR}\)", _single_month, Precision.MONTH),
        (
            r"\b[Ii]n the (first|second|third) and (second|third|fourth) quarters(?: of (?:the year|"
            r"((?:19|20)\d\d)))?",
            _quarters,
            Precision.PART,
        ),
        (
            r"(?:\b[Ii]n|\b[Dd]uring|\b[Tt]hroughout|\b[Oo]ver|\bacross)\s+(?:the (?:course|year) of\s+)"
            r"?((?:19|20)\d\d)(?![-–/]\d|[-–])",
            _year_said,
            Precision.YEAR,
        ),
        (
            r"\b(?:[Tt]hroughout|[Dd]uring|[Oo]ver|[Ii]n|[Aa]cross)\s+(?:the course of\s+)?(?:the|this)"
            r"\s+(?:whole\s+|entire\s+)?(?:reporting\s+)?(?:year|period)\b(?!\s+(?:of|between|from|from|"
            r"under))",
            _whole_year,
            Precision.YEAR,
        ),
    )
)
_HINT = re.compile(rf"{_MONTH}|(?:19|20)\d\d|\byear\b|\bperiod\b|\bquarters?\b|\bhalf\b")


def date_mentions(text: str, year: int) -> list[DateMention]:
    """Every date in `text`, in order. Two dates never share characters: the fuller form wins."""
    if not _HINT.search(text):
        return []
    found: list[DateMention] = []
    taken = bytearray(len(text))
    for pattern, reader, precision in FORMS:
        for match in pattern.finditer(text):
            if any(taken[match.start() : match.end()]):
                continue
            ranges = reader(match, year)
            if ranges:
                taken[match.start() : match.end()] = b"\1" * (match.end() - match.start())
                found.append(DateMention(match.start(), match.end(), ranges, precision))
    found.extend(_without_month(text, [mention for mention in found if mention.precision is Precision.DAY]))
    found.sort(key=lambda mention: mention.start)
    return list(_joined(text, found))


_SHORT = re.compile(
    rf"(?:\b(?:[Oo]n|[Ff]rom|[Bb]etween)\s+|,\s+)(?P<said>(?P<first>{_DAY})(?:{_TO}(?P<last>{_DAY}))?)"
    r"(?=(?:\s+(?:in|at)\s+[A-Z][\w’/-]+(?:\s[A-Z][\w’/-]+)*)?(?:\s+and|\s*,(?:\s+and)?)"
    r"\s+(?:(?:in|at)\s+[A-Z][\w’/-]+(?:\s[A-Z][\w’/-]+)*\s+)?(?:(?:on|from|between)\s+)?$)"
)


def _without_month(text: str, days: list[DateMention]) -> Iterator[DateMention]:
    """Days whose month is said with the next date only: "in Osh from 4 to 8 and in Batken from 11 to 15 April"."""
    for mention in days:
        following = mention
        while earlier := _day_before(text, following):
            yield earlier
            following = earlier


def _day_before(text: str, mention: DateMention) -> DateMention | None:
    """The day or days without a month that a list names right before `mention`."""
    offset = max(0, mention.start - 70)
    match = _SHORT.search(text[offset : mention.start])
    if not match:
        return None
    year, month = mention.year, int(mention.first[5:7])
    low, high = _day(year, month, match["first"]), _day(year, month, match["last"] or match["first"])
    if not (low and high and low <= high < mention.first):
        return None
    return DateMention(offset + match.start("first"), offset + match.end("said"), ((low, high),), Precision.DAY)


MOST_LISTED = 60  # ranges in one mention


def _joined(text: str, found: list[DateMention]) -> Iterator[DateMention]:
    """Dates of the same kind that only "and", commas or "on" separate are one mention of several ranges."""
    current: DateMention | None = None
    for mention in found:
        between = text[current.end : mention.start] if current else ""
        listed = current and len(current.ranges) < MOST_LISTED and _listed(between)
        if current and listed and current.precision == mention.precision == Precision.DAY:
            ranges = (*current.ranges, *mention.ranges)
            if _follows(current, mention):
                ranges = (*current.ranges[:-1], (current.ranges[-1][0], mention.ranges[0][1]), *mention.ranges[1:])
            current = replace(current, end=mention.end, ranges=ranges)
            continue
        if current:
            yield current
        current = mention
    if current:
        yield current


def _follows(last: DateMention, mention: DateMention) -> bool:
    """7 September and 8 September are one range."""
    return last.ranges[-1][1] != mention.ranges[0][0] and _next_day(last.ranges[-1][1]) == mention.ranges[0][0]


def _listed(between: str) -> bool:
    return bool(
        re.fullmatch(
            r"\s*(?:\([^()]{2,40}\))?\s*(?:,|;|and|as well as|,\s*and|&)\s*(?:on|from|again on|then on|"
            r"between)?\s*",
            between,
        )
    )
