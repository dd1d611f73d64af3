"""The difference between two texts, and between two versions of a report."""

from __future__ import annotations

import re
from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from difflib import SequenceMatcher

from muster.domain.publishing.content import Book, Box, Chapter, Heading, Paragraph, Table


@dataclass(frozen=True, slots=True)
class Stretch:
    """A stretch of words: kind is same, gone or new."""

    kind: str
    text: str


@dataclass(frozen=True, slots=True)
class Change:
    """One difference: kind is text, number, added or removed; for numbers `theme` and `column` say which."""

    chapter: str
    kind: str
    before: str
    after: str
    theme: str = ""
    column: str = ""

    @property
    def stretches(self) -> list[Stretch]:
        return word_difference(self.before, self.after)


def word_difference(before: str, after: str) -> list[Stretch]:
    """Both texts in one, word by word."""
    old, new = re.findall(r"\s+|\S+", before), re.findall(r"\s+|\S+", after)
    parts: list[Stretch] = []
    for tag, start, end, new_start, new_end in SequenceMatcher(None, old, new, autojunk=False).get_opcodes():
        if tag == "equal":
            parts.append(Stretch("same", "".join(old[start:end])))
            continue
        if end > start:
            parts.append(Stretch("gone", "".join(old[start:end])))
        if new_end > new_start:
            parts.append(Stretch("new", "".join(new[new_start:new_end])))
    return parts


def differences(before: Book, after: Book) -> list[Change]:
    """What the later version says otherwise, chapter by chapter: paragraphs, then numbers of the matrix."""
    old = {chapter.key: chapter for chapter in before.chapters}
    new = {chapter.key: chapter for chapter in after.chapters}
    changes: list[Change] = []
    for key in [*old, *(key for key in new if key not in old)]:
        if key not in new:
            changes.append(Change(old[key].title, "removed", old[key].title, ""))
        elif key not in old:
            changes.append(Change(new[key].title, "added", "", new[key].title))
        else:
            changes += chapter_differences(old[key], new[key])
    return changes


def chapter_differences(before: Chapter, after: Chapter) -> list[Change]:
    texts = _text_changes(after.title, list(_lines(before)), list(_lines(after)))
    return [*texts, *_number_changes(before, after)]


def _lines(chapter: Chapter) -> Iterator[str]:
    """What can be compared line by line: headings, paragraphs, boxes, rows of tables other than the matrix."""
    for block in chapter.blocks:
        if isinstance(block, Heading | Paragraph):
            yield block.text
        elif isinstance(block, Box):
            yield " ".join([block.title, *(paragraph.text for paragraph in block.paragraphs)])
        elif isinstance(block, Table) and block.name != "matrix":
            yield from (" · ".join([row.label, *row.cells]) for row in block.rows)


def _text_changes(title: str, old: Sequence[str], new: Sequence[str]) -> Iterator[Change]:
    for tag, start, end, new_start, new_end in SequenceMatcher(None, old, new, autojunk=False).get_opcodes():
        if tag != "equal":
            yield from _paired(title, old[start:end], new[new_start:new_end])


def _paired(title: str, old: Sequence[str], new: Sequence[str]) -> Iterator[Change]:
    both = min(len(old), len(new))
    for before, after in zip(old, new, strict=False):
        yield Change(title, "text", before, after)
    yield from (Change(title, "removed", text, "") for text in old[both:])
    yield from (Change(title, "added", "", text) for text in new[both:])


def _number_changes(before: Chapter, after: Chapter) -> Iterator[Change]:
    old = {(count.theme, count.column): count.events for count in before.counts}
    new = {(count.theme, count.column): count.events for count in after.counts}
    for theme, column in sorted(old.keys() | new.keys()):
        was, now = old.get((theme, column), 0), new.get((theme, column), 0)
        if was != now:
            yield Change(after.title, "number", str(was), str(now), theme, column)
