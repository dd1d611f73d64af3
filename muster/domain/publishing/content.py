"""One content tree for every output: PDF, DOCX, HTML and the frozen copy are made from a `Book` and nothing else.

Numbers stand in it as they are printed, in the report's language, so that no output can round or
group them its own way.
"""

from __future__ import annotations

import hashlib
import json
import unicodedata
from collections.abc import Callable, Iterator, Mapping
from dataclasses import asdict, dataclass, field, fields, is_dataclass, replace
from typing import Any, TypeVar

from muster.domain.publishing.emphasis import Run, plain

UNSEEN = {"Cc", "Cs", "Co", "Cn"}  # categories: controls, surrogates, private use (what PDFs give for bullets), none
Tree = TypeVar("Tree")


@dataclass(frozen=True, slots=True)
class Heading:
    level: int  # 2 a part of the chapter, 3 a theme
    text: str
    type: str = "heading"


@dataclass(frozen=True, slots=True)
class Paragraph:
    runs: tuple[Run, ...]
    type: str = "paragraph"

    @property
    def text(self) -> str:
        return plain(self.runs)


@dataclass(frozen=True, slots=True)
class Box:
    title: str
    paragraphs: tuple[Paragraph, ...]
    type: str = "box"


@dataclass(frozen=True, slots=True)
class Row:
    """A table's row; `kind` is body, group (a category with its sums) or total."""

    label: str
    cells: tuple[str, ...]
    kind: str = "body"


@dataclass(frozen=True, slots=True)
class Table:
    """`name` says what it is (matrix, budget, abbreviations, contacts, data); `head` has one more entry than cells."""

    name: str
    caption: str
    head: tuple[str, ...]
    rows: tuple[Row, ...]
    note: str = ""
    number: int | None = None  # of those with a printed number
    type: str = "table"


@dataclass(frozen=True, slots=True)
class Figure:
    """A chart: `image` is the SHA-256 of its SVG, `alt` what it says in words, `table` its figures."""

    name: str
    caption: str
    alt: str
    image: str
    table: Table
    number: int | None = None
    type: str = "figure"


Block = Heading | Paragraph | Box | Table | Figure


@dataclass(frozen=True, slots=True)
class Count:
    """Events of one theme in one column."""

    theme: str
    column: str
    events: int


@dataclass(frozen=True, slots=True)
class Chapter:
    key: str  # stable in every version of the report: summary, unit-north
    title: str
    number: str  # empty for front and back matter
    blocks: tuple[Block, ...]
    counts: tuple[Count, ...] = ()


@dataclass(frozen=True, slots=True)
class Book:
    """A whole report. `words` are the printed labels (contents, figure, table, draft, …) in its language."""

    title: str
    subtitle: str
    mission: str
    period: str
    language: str
    edition: int
    state: str  # draft or published
    dated: str
    notice: str  # what a correction corrects; empty otherwise
    words: Mapping[str, str]
    chapters: tuple[Chapter, ...] = field(default=())


def to_data(book: Book) -> dict[str, Any]:
    """The tree as JSON values."""
    return dict(json.loads(json.dumps(asdict(book))))


def from_data(data: Mapping[str, Any]) -> Book:
    """The tree again, from `to_data`."""
    plain_fields = {name: value for name, value in data.items() if name != "chapters"}
    return Book(**plain_fields, chapters=tuple(_chapter(each) for each in data["chapters"]))


def chapter_data(chapter: Chapter) -> dict[str, Any]:
    return dict(json.loads(json.dumps(asdict(chapter))))


def fingerprint(data: Mapping[str, Any]) -> str:
    """SHA-256 of the canonical JSON: two trees with the same words and numbers have the same one."""
    canonical = json.dumps(data, sort_keys=True, ensure_ascii=False, separators=(",", ":"))
    return hashlib.sha256(canonical.encode()).hexdigest()


def printable(tree: Tree) -> Tree:
    """The same tree without characters that no reader sees and no file format takes: controls, private use, marks."""
    if isinstance(tree, str):
        return "".join(map(_printed, tree))  # type: ignore[return-value]
    if isinstance(tree, tuple):
        return tuple(printable(each) for each in tree)  # type: ignore[return-value]
    if is_dataclass(tree) and not isinstance(tree, type):
        kept = {each.name: printable(getattr(tree, each.name)) for each in fields(tree)}
        return replace(tree, **kept)
    return tree


def _printed(character: str) -> str:
    if character in "\n\t\x0b\x0c\r":
        return " "
    return "" if unicodedata.category(character) in UNSEEN or character == "\ufeff" else character


def figures(book: Book) -> Iterator[Figure]:
    for chapter in book.chapters:
        yield from (block for block in chapter.blocks if isinstance(block, Figure))


def words_of(chapter: Chapter) -> str:
    """The running text of a chapter, without tables and charts."""
    parts: list[str] = []
    for block in chapter.blocks:
        if isinstance(block, Paragraph):
            parts.append(block.text)
        elif isinstance(block, Box):
            parts += [block.title, *(paragraph.text for paragraph in block.paragraphs)]
    return "\n\n".join(parts)


def chapter_from_data(data: Mapping[str, Any]) -> Chapter:
    return _chapter(data)


def _chapter(data: Mapping[str, Any]) -> Chapter:
    return Chapter(
        key=data["key"],
        title=data["title"],
        number=data["number"],
        blocks=tuple(_block(each) for each in data["blocks"]),
        counts=tuple(Count(**each) for each in data["counts"]),
    )


def _block(data: Mapping[str, Any]) -> Block:
    return READERS[data["type"]](data)


def _paragraph(data: Mapping[str, Any]) -> Paragraph:
    return Paragraph(tuple(Run(**run) for run in data["runs"]))


def _box(data: Mapping[str, Any]) -> Box:
    return Box(data["title"], tuple(_paragraph(each) for each in data["paragraphs"]))


def _table(data: Mapping[str, Any]) -> Table:
    rows = tuple(Row(row["label"], tuple(row["cells"]), row["kind"]) for row in data["rows"])
    return Table(**{**data, "head": tuple(data["head"]), "rows": rows})


def _figure(data: Mapping[str, Any]) -> Figure:
    return Figure(**{**data, "table": _table(data["table"])})


READERS: Mapping[str, Callable[[Mapping[str, Any]], Block]] = {
    "heading": lambda data: Heading(**data),
    "paragraph": _paragraph,
    "box": _box,
    "table": _table,
    "figure": _figure,
}
