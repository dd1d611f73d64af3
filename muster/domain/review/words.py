"""Which words fill which field: the value that chosen words of a document say."""

from __future__ import annotations

import re
from typing import Any

from muster.domain.extraction.dates import DateMention, date_mentions
from muster.domain.extraction.headings import theme_of_heading
from muster.domain.extraction.line_ends import broken_by_the_line
from muster.domain.extraction.numbers import NUMBER, to_int
from muster.domain.names import search_key
from muster.domain.reference.codes import code_list
from muster.domain.review.fields import CODE_LISTS, SHAPES, Read, Shape, Spans, items_of

CHOSEN = "chosen"  # the reason of a field whose words a person chose
CORRECTED = "corrected"  # the reason of a field that a person typed
TITLE_LENGTH = 300
NUMBERS = re.compile(NUMBER, re.I)
LINE_END_JOIN = re.compile(r"([^\W\d_]+)([-/])(\s*\n\s*)(?=([^\W\d_]+))")
ONE_PLACE = re.compile(r"\b(?:Bosnia|Trinidad|Antigua|Saint \w+|Sao Tome|Turks|Wallis)\s+and\s+", re.I)
PLACE_BREAK = re.compile(r"\s*[,;]\s*(?:and\s+)?|\s+and\s+")
EDGES = " \t\r\n\f,;:.()[]“”\"'«»"


class Unreadable(ValueError):
    """The chosen words do not say what this field holds."""


def flat(words: str, known: frozenset[str] = frozenset()) -> str:
    """Words as one line: line ends become spaces, but not behind a hyphen or between two names of a place.

    With the document's vocabulary, words that a line end broke are whole again.
    """

    def join(found: re.Match[str]) -> str:
        broken = found[2] == "-" and known and broken_by_the_line(found[1], found[4], known)
        return found[1] if broken else found[1] + found[2]

    return " ".join(LINE_END_JOIN.sub(join, words).split())


def trimmed(text: str, start: int, end: int) -> list[int]:
    """The span without white space and punctuation at its edges; empty spans stay where they begin."""
    words = text[start:end]
    left = len(words) - len(words.lstrip(EDGES))
    right = len(words.rstrip(EDGES))
    return [start + left, start + right] if right > left else [start, start]


def read_words(name: str, text: str, span: tuple[int, int], year: int) -> Read:
    """The field as `text[span]` says it; dates without a year belong to `year`.

    A list has an item for everything that is named, each with its words. A code that the words do not name has the
    value None: the words are evidence, and a person says of what. Raises `Unreadable`.
    """
    chosen = trimmed(text, *span)
    if chosen[0] == chosen[1]:
        raise Unreadable(name)
    value, spans = READERS[SHAPES[name]](name, text, chosen, year)
    return {"value": value, "spans": spans, "confidence": 1.0, "reason": CHOSEN}


def added(before: Read, found: Read) -> Read:
    """The items of a list with those of newly chosen words behind them; one that is there already gets the words."""
    items = {_key(value): (value, span) for value, span in items_of(before)}
    items |= {_key(value): (value, span) for value, span in items_of(found)}
    values, spans = [value for value, _ in items.values()], [span for _, span in items.values()]
    return {**found, "value": values, "spans": spans}


def _key(value: Any) -> str:
    return repr(value)


def _code(name: str, text: str, span: list[int], year: int) -> tuple[Any, Spans]:
    words = flat(text[slice(*span)])
    if name == "theme" and (found := theme_of_heading(words, None)):
        return found[0], [span]
    padded = f" {search_key(words)}"
    labels = sorted(
        ((search_key(entry.label("en")), code) for code, entry in code_list(CODE_LISTS[name]).items()),
        key=lambda pair: -len(pair[0]),
    )
    return next((code for key, code in labels if code != "other" and f" {key}" in padded), None), [span]


def _line(name: str, text: str, span: list[int], year: int) -> tuple[Any, Spans]:
    words = flat(text[slice(*span)])[:TITLE_LENGTH]
    return words[0].upper() + words[1:], [span]


def _number(name: str, text: str, span: list[int], year: int) -> tuple[Any, Spans]:
    found = NUMBERS.search(text[slice(*span)])
    if not found:
        raise Unreadable(name)
    return to_int(found[0].lower()), [span]


def _mentions(name: str, text: str, span: list[int], year: int) -> list[DateMention]:
    """Dates in the words; "in" is put before them, since a month alone is a date only after a preposition."""
    words = text[slice(*span)]
    bare = re.fullmatch(r"(?:19|20)\d\d|[A-Z][a-z]{2,8}\.?", words)
    shift = span[0] - (3 if bare else 0)
    found = [mention.moved(shift) for mention in date_mentions(f"in {words}" if bare else words, year)]
    if not found:
        raise Unreadable(name)
    return found


def _date(name: str, text: str, span: list[int], year: int) -> tuple[Any, Spans]:
    found = _mentions(name, text, span, year)
    return (found[0].first if name == "start" else found[-1].last), [span]


def _ranges(name: str, text: str, span: list[int], year: int) -> tuple[Any, Spans]:
    pairs = [
        (list(item), [max(span[0], found.start), found.end])
        for found in _mentions(name, text, span, year)
        for item in found.ranges
    ]
    return [item for item, _ in pairs], [words for _, words in pairs]


def _items(name: str, text: str, span: list[int], year: int) -> tuple[Any, Spans]:
    spans = _places(text, span) if name == "places" else [span]
    return [flat(text[slice(*part)]) for part in spans], spans


def _places(text: str, span: list[int]) -> Spans:
    words = text[slice(*span)]
    if ONE_PLACE.search(words):
        return [span]
    ends = [(found.start(), found.end()) for found in PLACE_BREAK.finditer(words)]
    starts = [0, *(end for _, end in ends)]
    stops = [*(start for start, _ in ends), len(words)]
    parts = [trimmed(text, span[0] + low, span[0] + high) for low, high in zip(starts, stops, strict=True)]
    return [part for part in parts if part[1] > part[0]]


READERS = {
    Shape.CODE: _code,
    Shape.LINE: _line,
    Shape.NUMBER: _number,
    Shape.DATE: _date,
    Shape.RANGES: _ranges,
    Shape.ITEMS: _items,
}
