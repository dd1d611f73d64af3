"""The fields of a draft: the shape of each, how people type it, and what a register entry cannot do without."""

from __future__ import annotations

import re
from collections.abc import Collection, Mapping
from enum import StrEnum
from itertools import zip_longest
from typing import Any, NotRequired, TypedDict

from muster.domain.periods import parse_partial

Spans = list[list[int]]
NO_WORDS = [0, 0]  # stands where an item of a list has no words, so that items and spans stay side by side
MOST = 1_000_000  # the largest number of people or sessions that the register takes


class Read(TypedDict):
    """A field as read or corrected: its value, the [start, end) of the words that say so, 0 to 1, and by which way."""

    value: Any
    spans: Spans
    confidence: float
    reason: str
    aside: NotRequired[list[Read]]  # readings that a merge set aside: another value, with its words


Fields = dict[str, Read]


class Shape(StrEnum):
    """What the value of a field looks like."""

    CODE = "code"  # of a code list
    LINE = "line"
    NUMBER = "number"
    DATE = "date"  # ISO text of day, month or year precision
    RANGES = "ranges"  # [[date, date], …]
    ITEMS = "items"  # names as written


SHAPES: Mapping[str, Shape] = {
    "theme": Shape.CODE,
    "kind": Shape.CODE,
    "column": Shape.CODE,
    "role": Shape.CODE,
    "title": Shape.LINE,
    "start": Shape.DATE,
    "end": Shape.DATE,
    "dates": Shape.RANGES,
    "sessions": Shape.NUMBER,
    "participants": Shape.NUMBER,
    "women": Shape.NUMBER,
    "men": Shape.NUMBER,
    "places": Shape.ITEMS,
    "partners": Shape.ITEMS,
}
CODE_LISTS = {"theme": "themes", "kind": "kinds", "column": "columns", "role": "roles"}
REQUIRED = ("theme", "kind", "column", "title")
LISTS = (Shape.RANGES, Shape.ITEMS)

_DATE = r"\d{4}(?:-\d{2}(?:-\d{2})?)?"
_RANGE = re.compile(rf"\s*({_DATE})\s*(?:(?:[-–—/]|to)\s*({_DATE}))?\s*")


def is_list(name: str) -> bool:
    """Whether the field holds items, each with one span of its own."""
    return SHAPES[name] in LISTS


def blank(name: str) -> Read:
    """A field of which the text says nothing."""
    return {"value": [] if is_list(name) else None, "spans": [], "confidence": 0.0, "reason": ""}


def read_of(fields: Mapping[str, Read], name: str) -> Read:
    """The field, also where extraction left it out."""
    return fields.get(name) or blank(name)


def words_of(read: Read) -> Spans:
    """The spans that cover characters."""
    return [span for span in read["spans"] if span[1] > span[0]]


def items_of(read: Read) -> list[tuple[Any, list[int]]]:
    """The items of a list with the span of each."""
    pairs = zip_longest(read["value"] or [], read["spans"][: len(read["value"] or [])], fillvalue=None)
    return [(item, list(span or NO_WORDS)) for item, span in pairs]


def missing(fields: Mapping[str, Read], *, has_unit: bool, has_period: bool) -> list[str]:
    """What an entry in the register cannot do without: names of fields, `unit`, and `start` where nothing says when."""
    names = [name for name in REQUIRED if not read_of(fields, name)["value"]]
    dated = any(read_of(fields, name)["value"] for name in ("start", "end", "dates"))
    if not dated and not has_period:
        names.append("start")
    return names if has_unit else [*names, "unit"]


def typed(name: str, value: Any) -> str:
    """The value as it stands in a form: items one a line."""
    if value is None:
        return ""
    if SHAPES[name] is Shape.RANGES:
        return "\n".join(low if low == high else f"{low} – {high}" for low, high in value)
    return "\n".join(value) if SHAPES[name] is Shape.ITEMS else str(value)


def parse(name: str, text: str, codes: Collection[str] = ()) -> Any:
    """The value that was typed; None or [] for nothing. Raises `ValueError` on text that is not of the shape."""
    shape, text = SHAPES[name], text.strip()
    if shape in LISTS:
        lines = [line.strip() for line in text.splitlines() if line.strip()]
        return [_range(line) for line in lines] if shape is Shape.RANGES else list(dict.fromkeys(lines))
    if not text:
        return None
    if shape is Shape.NUMBER:
        return _number(text)
    if shape is Shape.DATE:
        parse_partial(text)
    if shape is Shape.CODE and text not in codes:
        raise ValueError(f"not in the list: {text!r}")
    return " ".join(text.split())


def _number(text: str) -> int:
    digits = re.sub(r"(?<=\d)[ ,.’'](?=\d{3})", "", text)
    if not re.fullmatch(r"[0-9]+", digits) or int(digits) > MOST:
        raise ValueError(f"not a whole number: {text!r}")
    return int(digits)


def _range(line: str) -> list[str]:
    found = _RANGE.fullmatch(line)
    if not found:
        raise ValueError(f"not a date or two: {line!r}")
    low, high = found[1], found[2] or found[1]
    if parse_partial(low)[0] > parse_partial(high)[1]:
        raise ValueError(f"ends before it begins: {line!r}")
    return [low, high]


def contradictions(values: Mapping[str, Any]) -> dict[str, str]:
    """Field names with a code of what cannot be: `ends_before_start`, `more_than_all` (women and men, participants)."""
    found = {}
    start, end = values.get("start"), values.get("end")
    if start and end and parse_partial(start)[0] > parse_partial(end)[1]:
        found["end"] = "ends_before_start"
    counted = [values[name] for name in ("women", "men") if values.get(name) is not None]
    if counted and values.get("participants") is not None and sum(counted) > values["participants"]:
        found["participants"] = "more_than_all"
    return found
