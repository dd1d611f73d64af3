"""HTML that stands alone: readable without a network, printable, accessible; also shown as a page of Muster."""

from __future__ import annotations

import base64
from collections.abc import Iterable, Mapping
from dataclasses import dataclass, field
from typing import Any

from django.contrib.staticfiles import finders
from django.template.loader import render_to_string
from django.utils.html import format_html, format_html_join
from django.utils.safestring import SafeString, mark_safe

from muster.domain.publishing.content import Block, Box, Chapter, Figure, Heading, Paragraph, Table
from muster.domain.publishing.emphasis import Run
from muster.features.publishing.composing import Made

STYLES = "publishing/book.css"
LANGUAGES = {"sr": "sr-Cyrl", "sr-latn": "sr-Latn"}


def render(made: Made) -> bytes:
    """The report as one file, its styles and charts inside."""
    return render_to_string("publishing/book.html", {**view(made), "styles": _styles()}).encode()


def view(made: Made) -> dict[str, Any]:
    """Context of the templates that show a report."""
    book = made.book
    chapters = [chapter_view(chapter, made.images) for chapter in book.chapters if chapter.blocks]
    return {
        "book": book,
        "words": book.words,
        "chapters": chapters,
        "lang": LANGUAGES.get(book.language, book.language),
    }


@dataclass(slots=True)
class _Notes:
    """Footnotes of a chapter as they are met."""

    chapter: str
    texts: list[str] = field(default_factory=list)

    def mark(self, run: Run) -> SafeString:
        self.texts.append(run.text)
        number = len(self.texts)
        place = f"{self.chapter}-{number}"
        return format_html('<sup><a id="ref-{}" href="#note-{}" role="doc-noteref">{}</a></sup>', place, place, number)

    def listed(self) -> list[dict[str, str]]:
        return [{"place": f"{self.chapter}-{n}", "text": text} for n, text in enumerate(self.texts, 1)]


def chapter_view(chapter: Chapter, images: Mapping[str, bytes]) -> dict[str, Any]:
    """Context of `publishing/book_blocks.html` for one chapter."""
    notes = _Notes(chapter.key)
    blocks = [_block(block, notes, images) for block in chapter.blocks]
    return {
        "key": chapter.key,
        "title": chapter.title,
        "number": chapter.number,
        "blocks": blocks,
        "notes": notes.listed(),
    }


def _block(block: Block, notes: _Notes, images: Mapping[str, bytes]) -> dict[str, Any]:
    match block:
        case Heading():
            return {"type": "heading", "level": block.level + 1, "text": block.text}
        case Paragraph():
            return {"type": "paragraph", "html": _runs(block.runs, notes)}
        case Box():
            return {"type": "box", "title": block.title, "texts": [_runs(p.runs, notes) for p in block.paragraphs]}
        case Table():
            return {"type": "table", "table": block}
        case Figure():
            return {"type": "figure", "figure": block, "source": _source(images.get(block.image))}


def _runs(runs: Iterable[Run], notes: _Notes) -> SafeString:
    return format_html_join("", "{}", ((_run(run, notes),) for run in runs))


def _run(run: Run, notes: _Notes) -> SafeString:
    if run.style == "note":
        return notes.mark(run)
    pattern = {"strong": "<strong>{}</strong>", "emphasis": "<em>{}</em>"}.get(run.style, "{}")
    return format_html(pattern, run.text)


def _source(svg: bytes | None) -> str:
    return f"data:image/svg+xml;base64,{base64.b64encode(svg).decode()}" if svg else ""


def _styles() -> SafeString:
    path = finders.find(STYLES)
    with open(str(path), encoding="utf-8") as handle:
        return mark_safe(handle.read())  # noqa: S308 -- our own file
