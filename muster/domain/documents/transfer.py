"""A `SourceText` as JSON and back, for handing it from process to process."""

from __future__ import annotations

from typing import Any

from .model import Line, LineRole, SourceText
from .sentences import NOTES, Note


def to_json(source: SourceText) -> dict[str, Any]:
    """`source` as plain JSON values."""
    lines = [[line.start, line.end, line.page, line.role, line.level, line.opens] for line in source.lines]
    notes = [[note.code, note.params] if isinstance(note, Note) else note for note in source.notes]
    return {"text": source.text, "lines": lines, "title": source.title, "notes": notes}


def from_json(values: dict[str, Any]) -> SourceText:
    """The opposite of `to_json`."""
    lines = tuple(
        Line(start, end, page, LineRole(role) if role else None, level, opens)
        for start, end, page, role, level, opens in values["lines"]
    )
    notes = tuple(
        note if isinstance(note, str) else Note(note[0], **note[1])
        for note in values["notes"]
        if isinstance(note, str) or note[0] in NOTES
    )
    return SourceText(values["text"], lines, values["title"], notes)
