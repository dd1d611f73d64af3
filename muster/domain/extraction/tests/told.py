"""Invented report text for the tests: no mission, no person and no event in it exists."""

from __future__ import annotations

import textwrap

from muster.domain.documents.model import SourceText
from muster.domain.extraction.extract import extract
from muster.domain.extraction.model import DraftActivity

INTRODUCTION = (
    "The OSCE Mission in Lorland (the Mission) works with the Lorland Police (LP) and the Ministry of Order (MoO)."
)


def report(*paragraphs: str, heading: str = "Hate Crime", width: int = 62) -> SourceText:
    """A chapter as a PDF reader gives it: lines of a column, no blank lines."""
    lines = [
        "Introduction",
        *textwrap.wrap(INTRODUCTION, width),
        "Activities Related to",
        "General Police Development",
        "and Reform",
        heading,
    ]
    for paragraph in paragraphs:
        lines += textwrap.wrap(paragraph, width, break_on_hyphens=False)
    return SourceText.from_plain("\n".join(lines) + "\n")


def activities(*paragraphs: str, heading: str = "Hate Crime", year: int = 2016) -> tuple[DraftActivity, ...]:
    return extract(report(*paragraphs, heading=heading), year=year).activities


def activity(*paragraphs: str, heading: str = "Hate Crime", year: int = 2016) -> DraftActivity:
    (only,) = activities(*paragraphs, heading=heading, year=year)
    return only
