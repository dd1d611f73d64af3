"""The text of a document, with every line's place in it.

Offsets are counted in characters of `SourceText.text`; they are what the register's fields point at,
so a text once stored never changes.
"""

from __future__ import annotations

from dataclasses import dataclass, field
from enum import StrEnum
from typing import Generic, TypeVar

from .sentences import Note

T = TypeVar("T")
Span = tuple[int, int]


class LineRole(StrEnum):
    """What a line is on its page."""

    BODY = "body"
    HEADING = "heading"
    FURNITURE = "furniture"  # running heads, page numbers, chart labels
    FOOTNOTE = "footnote"
    BOX = "box"
    TABLE = "table"


@dataclass(frozen=True, slots=True)
class Line:
    """One line of the text: `text[start:end]`, without its line end."""

    start: int
    end: int
    page: int = 1  # counted from 1
    role: LineRole | None = None  # None: the file does not say (plain text)
    level: int | None = None  # of a heading, counted from 1
    opens: bool | None = None  # begins a paragraph, item, row or heading; None: the file does not say


@dataclass(frozen=True, slots=True)
class SourceText:
    """A document as text. Line numbers, where people see them, count from 1: `lines[n - 1]`."""

    text: str
    lines: tuple[Line, ...]
    title: str | None = None
    notes: tuple[str, ...] = field(default=())  # what the reader of the file wants people to know

    @classmethod
    def from_plain(cls, text: str) -> SourceText:
        """One line per `\\n`; a form feed starts a new page and stays in its line."""
        lines, start, page = [], 0, 1
        for piece in text.split("\n"):
            page += piece.count("\f")
            lines.append(Line(start, start + len(piece), page))
            start += len(piece) + 1
        if text.endswith("\n"):
            lines.pop()
        return cls(text, tuple(lines))

    def line_text(self, number: int) -> str:
        """The characters of the line with this number (from 1)."""
        line = self.lines[number - 1]
        return self.text[line.start : line.end]


@dataclass(frozen=True, slots=True)
class Recognised(Generic[T]):
    """A value, where the text says it (None: not in the text), and why it is believed."""

    value: T
    span: Span | None
    reason: Note
