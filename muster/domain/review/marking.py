"""An activity that a person found: the passage that they chose, and what its own words say."""

from __future__ import annotations

from collections.abc import Iterable
from typing import cast

from muster.domain.documents.model import LineRole, SourceText
from muster.domain.extraction.extract import read_chosen
from muster.domain.extraction.model import FIELD_NAMES, Reading
from muster.domain.review.fields import SHAPES, Fields, Read, Spans, blank
from muster.domain.review.setting import Block

READ_LANGUAGES = ("", "en")  # of documents whose words can be read; "" where nobody knows
ABOVE = ("theme", "category")  # proposed by what stands above, so without words of the passage too
UNSAID: Read = {"value": None, "spans": [], "confidence": 0.0, "reason": ""}


def passage_of(blocks: Iterable[Block], text: str, start: int, end: int) -> Spans:
    """The chosen characters, one span a paragraph, without running heads and page numbers that stand between.

    Empty where the choice holds nothing but these, or white space.
    """
    found: Spans = []
    for block in blocks:
        low, high = max(block.start, start), min(block.end, end)
        words = text[low:high] if low < high and block.role is not LineRole.FURNITURE else ""
        if words.strip():
            low, high = low + len(words) - len(words.lstrip()), low + len(words.rstrip())
            found = [*found[:-1], [found[-1][0], high]] if found and block.goes_on else [*found, [low, high]]
    return found


def overlaps(first: Spans, second: Spans) -> bool:
    """Whether any character is in both."""
    return any(low < end and start < high for low, high in first for start, end in second)


def read_passage(source: SourceText, spans: Spans, year: int) -> Fields:
    """Every field as the words of the passage say it; empty where they do not."""
    found = read_chosen(source, (spans[0][0], spans[-1][1]), year=year)
    if found is None:
        return unsaid()
    readings = found.readings()
    if not readings["kind"].spans:  # the column was only guessed from it
        readings["column"] = Reading(None)
    kept = {name: one for name, one in readings.items() if one.value and (one.spans or name in ABOVE)}
    return {**unsaid(), **{name: cast(Read, one.to_json()) for name, one in kept.items()}}


def unsaid() -> Fields:
    """All fields, empty."""
    return {name: blank(name) if name in SHAPES else {**UNSAID} for name in FIELD_NAMES}
