"""Putting lines together to a `SourceText`.

The stored form of every format, chosen once because offsets count its characters: Unicode NFC; ligatures
(ﬁ, ﬀ) as their letters; every kind of space as an ordinary one; invisible characters gone; a soft hyphen that is
printed at a line's end stands as `-`, any other is gone. Words hyphenated at a line's end stay as printed.
"""

from __future__ import annotations

import re
import unicodedata
from collections.abc import Sequence

from .limits import Budget
from .model import Line, LineRole, SourceText
from .sentences import Note, UnreadableDocument

_LIGATURES = {
    0xFB00: "ff", 0xFB01: "fi", 0xFB02: "fl", 0xFB03: "ffi", 0xFB04: "ffl", 0xFB05: "st", 0xFB06: "st",
}  # fmt: skip
_SPACES = dict.fromkeys([0xA0, *range(0x2000, 0x200B), 0x202F, 0x205F, 0x3000], " ")
_HYPHENS = {0x2010: "-", 0x2011: "-"}
_CONTROLS = (*range(0x00, 0x09), 0x0B, *range(0x0E, 0x20), *range(0x7F, 0xA0))
_INVISIBLE = (0xAD, *range(0x200B, 0x2010), *range(0x202A, 0x202F), 0x2060, *range(0x2066, 0x206A), 0xFEFF)
_GONE = dict.fromkeys((*_CONTROLS, *_INVISIBLE))
_LINE_ENDS = {0x2028: " ", 0x2029: " ", 0x85: " "}
_TABLE: dict[int, str | None] = {**_LIGATURES, **_SPACES, **_HYPHENS, **_GONE, **_LINE_ENDS}
_UNCLEAN = re.compile("[" + "".join(re.escape(chr(code)) for code in _TABLE) + "\ud800-\udfff]")
_SURROGATES = re.compile("[\ud800-\udfff]")


def clean(text: str) -> str:
    """`text` in the stored form; `\\n`, `\\t` and `\\f` stay."""
    if _UNCLEAN.search(text):
        text = _SURROGATES.sub("\ufffd", text)
        text = re.sub("\u00ad(?=[ \t]*(?:\n|$))", "-", text).translate(_TABLE)
    return unicodedata.normalize("NFC", text)


def row_role(cells: Sequence[str]) -> LineRole:
    """A table's row, unless a cell holds sentences: reports are often written into the cells of a form."""
    told = any(len(words) >= 20 or (len(words) >= 10 and cell.rstrip().endswith((".", "!", "?")))
               for cell in cells for words in [cell.split()])  # fmt: skip
    return LineRole.BODY if told else LineRole.TABLE


_MADE_UP = re.compile(
    r"microsoft word\b|untitled|document\s*\d*$|scan\w*\W*\d*$|\S*[\d_]\S*$|"
    r".*\.(?:docx?|pdf|rtf|odt|indd|tiff?|jpe?g)$",
    re.IGNORECASE,
)


def stated_title(title: str | None) -> str | None:
    """A title from a file's properties, unless a program made it up (`Microsoft Word - report.doc`, `scan_0012`)."""
    shown = (title or "").strip()
    return shown if shown and not _MADE_UP.match(shown) else None


class Composer:
    """Collects lines in reading order and counts their offsets."""

    def __init__(self, budget: Budget) -> None:
        self.notes: list[Note] = []
        self._budget = budget
        self._pieces: list[str] = []
        self._lines: list[Line] = []
        self._at = 0

    @property
    def is_empty(self) -> bool:
        """Nothing was added yet."""
        return not self._lines

    def add(
        self,
        text: str,
        page: int,
        role: LineRole,
        *,
        level: int | None = None,
        opens: bool | None = True,
    ) -> None:
        """Add one line; a line of nothing but space is left out."""
        line = clean(text).replace("\n", " ").replace("\r", " ").replace("\f", " ")
        line = line.strip(" " if role is LineRole.TABLE else " \t")  # cells at a table's edge may be empty
        if not line.strip():
            return
        self._budget.spend(len(line) + 1, f"page {page}")
        self._lines.append(Line(self._at, self._at + len(line), page, role, level, opens))
        self._pieces.append(line)
        self._at += len(line) + 1

    def finish(self, title: str | None) -> SourceText:
        """The document; raises `no-text` when no line was added."""
        if not self._lines:
            raise UnreadableDocument("no-text")
        lost = sum(piece.count("\ufffd") for piece in self._pieces)
        if lost:
            self.notes.append(Note("lossy", count=lost))
        shown = " ".join(clean(title or "").split())[:300] or None
        return SourceText("\n".join(self._pieces), tuple(self._lines), shown, tuple(self.notes))
