"""Reads the sources of the demonstration reports: TOML between `+++` lines, then a little Markdown.

Known blocks: `#` headings, paragraphs, `- ` items, `|` tables, `>` boxes (their title in `**`), and footnotes
(`[^1]` in the text, `[^1]: ...` on a line of its own).
"""

from __future__ import annotations

import re
import tomllib
from dataclasses import dataclass
from datetime import date
from importlib.resources import files
from typing import Any

NOTE_LINE = re.compile(r"\[\^(\w+)\]: (.*)")
NOTE_MARK = re.compile(r"\[\^(\w+)\]")


@dataclass(frozen=True, slots=True)
class Piece:
    """Running text and the footnote that hangs on its end."""

    text: str
    note: str | None = None


@dataclass(frozen=True, slots=True)
class Block:
    kind: str  # heading, paragraph, item, table, box
    pieces: tuple[Piece, ...] = ()  # of a heading, paragraph, item; the title of a box
    level: int = 0  # of a heading, counted from 1
    rows: tuple[tuple[str, ...], ...] = ()  # of a table, the head first; of a box, one paragraph a row

    @property
    def text(self) -> str:
        return "".join(piece.text for piece in self.pieces)


@dataclass(frozen=True, slots=True)
class Report:
    name: str  # of the source and of the file, without its ending
    title: str
    structure: str  # a code of mission.toml
    kind: str  # weekly, monthly, quarterly, annual
    start: date
    end: date
    language: str  # en, sq, sr-Latn, sr-Cyrl
    format: str  # pdf, docx, html, txt
    columns: int
    activities: int  # told here for the first time; the rest retells other reports
    blocks: tuple[Block, ...]

    @property
    def file_name(self) -> str:
        return f"{self.name}.{self.format}"


def reports(folder: str = "reports") -> list[Report]:
    """Every demonstration report, in the order of their names; of `closed`, those that few may read."""
    sources = [source for source in files(f"muster.demo.{folder}").iterdir() if source.name.endswith(".md")]
    return [
        read(source.name.removesuffix(".md"), source.read_text(encoding="utf-8"))
        for source in sorted(sources, key=lambda source: source.name)
    ]


def mission() -> dict[str, Any]:
    """`mission.toml`: mission, structures, figures, accounts."""
    return tomllib.loads((files("muster.demo") / "mission.toml").read_text(encoding="utf-8"))


def read(name: str, source: str) -> Report:
    _, head, body = source.split("+++\n", 2)
    facts = tomllib.loads(head)
    start, end = (date.fromisoformat(day) for day in facts.pop("period"))
    return Report(name=name, start=start, end=end, blocks=tuple(parse(body)), **facts)


def parse(body: str) -> list[Block]:
    notes = dict(NOTE_LINE.findall(body))
    chunks = re.split(r"\n{2,}", re.sub(r"^(#+ .*)\n", r"\n\1\n\n", body, flags=re.MULTILINE).strip())
    return [block(chunk.strip("\n"), notes) for chunk in chunks if not NOTE_LINE.match(chunk.strip())]


def block(chunk: str, notes: dict[str, str]) -> Block:
    if heading := re.match(r"(#+) ", chunk):
        return Block("heading", pieces(chunk[heading.end() :], notes), level=len(heading[1]))
    if chunk.startswith("> "):
        return box(chunk)
    if chunk.startswith("|"):
        return Block("table", rows=table_rows(chunk))
    if chunk.startswith("- "):
        return Block("item", pieces(chunk[2:], notes))
    return Block("paragraph", pieces(chunk, notes))


def box(chunk: str) -> Block:
    lines = [line.removeprefix(">").strip() for line in chunk.split("\n")]
    paragraphs = tuple((line,) for line in lines[1:] if line)
    return Block("box", (Piece(lines[0].strip("*")),), rows=paragraphs)


def table_rows(chunk: str) -> tuple[tuple[str, ...], ...]:
    lines = [line for line in chunk.split("\n") if not set(line) <= set("|-: ")]
    return tuple(tuple(cell.strip() for cell in line.strip("|").split("|")) for line in lines)


def pieces(text: str, notes: dict[str, str]) -> tuple[Piece, ...]:
    parts = NOTE_MARK.split(" ".join(text.split()))
    marked = [Piece(part, notes[mark]) for part, mark in zip(parts[::2], parts[1::2], strict=False)]
    return (*marked, Piece(parts[-1])) if parts[-1] else tuple(marked)
