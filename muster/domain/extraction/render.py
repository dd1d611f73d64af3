"""Draft activities for people and programs: JSON Lines, a table, the document with its activities marked."""

from __future__ import annotations

import json
import re
from collections.abc import Iterator, Sequence
from html import escape
from importlib import resources
from itertools import pairwise
from typing import Any

from muster.domain.documents.model import LineRole, SourceText
from muster.domain.extraction.headings import find_sections
from muster.domain.extraction.layout import body_width, lay_out
from muster.domain.extraction.model import DraftActivity, Extraction, Reading, Span
from muster.domain.reference.codes import code_list

MONTHS = ("Jan", "Feb", "Mar", "Apr", "May", "Jun", "Jul", "Aug", "Sep", "Oct", "Nov", "Dec")


def to_jsonl(extraction: Extraction) -> str:
    """One activity a line, with the plain values of its fields; themes by name, `lines` counted from 1."""
    rows = (plain(draft, number) for number, draft in enumerate(extraction.activities, 1))
    return "".join(json.dumps(row, ensure_ascii=False) + "\n" for row in rows)


def plain(draft: DraftActivity, number: int) -> dict[str, Any]:
    """The fields without spans, in the order of the code book of annotation."""
    values = {name: _plain(reading.value) for name, reading in draft.readings().items()}
    values["theme"] = _label("themes", draft.theme.value)
    order = (
        "category",
        "theme",
        "kind",
        "column",
        "start",
        "end",
        "dates",
        "sessions",
        "places",
        "participants",
        "women",
        "men",
        "role",
        "partners",
        "title",
    )
    return {
        "id": f"{number:03d}",
        "lines": list(draft.lines),
        **{name: values[name] for name in order},
        "also_lines": [list(lines) for lines in draft.also_lines],
        "confidence": round(draft.confidence, 2),
    }


def _plain(value: Any) -> Any:
    return [_plain(item) for item in value] if isinstance(value, tuple) else value


def _label(codes: str, code: str | None) -> str | None:
    return code_list(codes)[code].label() if code else None


def to_table(extraction: Extraction) -> str:
    """A table for the terminal, one activity a line."""
    head = ("lines", "when", "kind", "sessions", "people", "places", "title")
    rows = [head, *(_table_row(draft) for draft in extraction.activities)]
    widths = [min(40, max(len(row[column]) for row in rows)) for column in range(len(head) - 1)]
    return "".join(
        "  ".join([*(cell[:width].ljust(width) for cell, width in zip(row, widths, strict=False)), row[-1]]) + "\n"
        for row in rows
    )


def _table_row(draft: DraftActivity) -> tuple[str, ...]:
    def number(reading: Reading[int | None]) -> str:
        return "" if reading.value is None else str(reading.value)

    return (
        f"{draft.lines[0]}–{draft.lines[1]}",
        when(draft),
        draft.kind.value,
        number(draft.sessions),
        number(draft.participants),
        ", ".join(draft.places.value),
        draft.title.value,
    )


def when(draft: DraftActivity) -> str:
    """The dates as people write them: 5–6 Apr 2016."""
    start, end = draft.start.value, draft.end.value
    if start == end:
        return _date(start) if start else ""
    if not start or not end:
        return f"from {_date(start)}" if start else f"until {_date(str(end))}"
    if len(start) == len(end) == 10 and start[:7] == end[:7]:
        return f"{int(start[8:])}–{_date(end)}"
    return f"{_date(start)[: -5 if start[:4] == end[:4] and len(start) > 4 else None]} – {_date(end)}"


def _date(iso: str) -> str:
    year, *rest = iso.split("-")
    month = [MONTHS[int(rest[0]) - 1]] if rest else []
    day = [str(int(rest[1]))] if len(rest) > 1 else []
    return " ".join([*day, *month, year])


def to_html(source: SourceText, extraction: Extraction, name: str) -> str:
    """A page that stands alone: the text line by line, activities marked, their fields beside them."""
    template = resources.files(__package__).joinpath("page.html").read_text(encoding="utf-8")
    cards = "\n".join(_card(draft, number) for number, draft in enumerate(extraction.activities, 1))
    count = len(extraction.activities)
    filled = {
        "title": escape(source.title or name),
        "count": f"{count} {'activity' if count == 1 else 'activities'}",
        "year": str(extraction.year),
        "text": "\n".join(_lines(source, extraction.activities)),
        "cards": cards or "<p>No activity was found in this text.</p>",
    }
    return re.sub(r"\{\{ (\w+) \}\}", lambda match: filled[match[1]], template)


def _lines(source: SourceText, drafts: Sequence[DraftActivity]) -> Iterator[str]:
    laid = lay_out(source)
    roles = {line.number: line.role for line in laid}
    for section in find_sections(laid, body_width([line.text for line in laid])):
        roles.update(dict.fromkeys(range(section.lines[0], section.lines[1] + 1), LineRole.HEADING))
    opened: set[int] = set()
    for number, line in enumerate(source.lines, 1):
        role = roles.get(number, LineRole.BODY)
        marked = _marked(source.text, (line.start, line.end), drafts, opened)
        yield f'<li id="l{number}" class="{role.value}"><span>{marked or "&#8203;"}</span></li>'


def _marked(text: str, line: Span, drafts: Sequence[DraftActivity], opened: set[int]) -> str:
    """A line's text with the parts inside activities and the words that fields point at wrapped."""
    cuts = {line[0], line[1]}
    inside = [(number, draft) for number, draft in enumerate(drafts, 1) if _meets(line, draft.spans)]
    for _, draft in inside:
        for span in (*draft.spans, *_field_spans(draft)):
            cuts.update(edge for edge in span if line[0] < edge < line[1])
    edges = sorted(cuts)
    return "".join(_piece(text, (low, high), inside, opened) for low, high in pairwise(edges))


def _meets(piece: Span, spans: Sequence[Span]) -> bool:
    return any(low < piece[1] and piece[0] < high for low, high in spans)


def _field_spans(draft: DraftActivity) -> list[Span]:
    """Where the words stand that fields were read from; long stretches (titles, headings) are left out."""
    named = {
        name: reading
        for name, reading in draft.readings().items()
        if name not in ("title", "theme", "category", "column")
    }
    return [span for reading in named.values() for span in reading.spans]


def _piece(text: str, piece: Span, inside: Sequence[tuple[int, DraftActivity]], opened: set[int]) -> str:
    shown = escape(text[piece[0] : piece[1]].replace("\f", ""))
    for number, draft in inside:
        if _meets(piece, draft.spans):
            says = [
                name
                for name, reading in draft.readings().items()
                if name not in ("title", "theme", "category", "column") and _meets(piece, reading.spans)
            ]
            anchor = "" if number in opened else f' id="a{number}"'
            opened.add(number)
            title = f' title="{escape(", ".join(says))}"' if says else ""
            strong = f"<b{title}>{shown}</b>" if says else shown
            return f'<mark{anchor} class="c{number % 6}"><a href="#d{number}">{strong}</a></mark>'
    return shown


FIELDS = ("theme", "kind", "column", "when", "sessions", "places", "participants", "women", "men", "role", "partners")


def _card(draft: DraftActivity, number: int) -> str:
    rows = "".join(f"<dt>{name}</dt><dd>{escape(value)}</dd>" for name in FIELDS if (value := _shown(draft, name)))
    sure = "high" if draft.confidence >= 0.9 else "middle" if draft.confidence >= 0.7 else "low"
    return (
        f'<article id="d{number}" class="c{number % 6}">'
        f'<h2><a href="#a{number}">{number}. {escape(draft.title.value)}</a></h2>'
        f'<p class="sure">lines {draft.lines[0]}–{draft.lines[1]} · confidence {sure} ({draft.confidence:.2f})'
        f"</p><dl>{rows}</dl></article>"
    )


def _shown(draft: DraftActivity, name: str) -> str:
    if name == "when":
        return when(draft)
    value = draft.readings()[name].value
    if name in ("theme", "kind", "column", "role"):
        return _label({"theme": "themes"}.get(name, f"{name}s"), value) or ""
    if isinstance(value, tuple):
        return ", ".join(value)
    return "" if value is None else str(value)
