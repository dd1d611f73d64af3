"""The words of a document that an entry stands on: passages quoted, the words of each field marked in them."""

from __future__ import annotations

from bisect import bisect_right
from collections.abc import Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass, replace
from itertools import pairwise

from muster.domain.extraction.line_ends import vocabulary_of
from muster.domain.review.words import flat
from muster.features.activities.models import ActivitySource
from muster.features.intake.models import DocumentText

AROUND = 60  # characters shown before and after words that stand outside of the passage
Spans = Sequence[Sequence[int]]


@dataclass(frozen=True, slots=True)
class Piece:
    """Some text and the fields whose words it is; none where it only stands between them."""

    text: str
    fields: tuple[str, ...] = ()


@dataclass(frozen=True, slots=True)
class Quote:
    """A stretch of a document: where it stands (counted from 1) and its pieces."""

    page: int
    line: int
    pieces: tuple[Piece, ...]


@dataclass(frozen=True, slots=True)
class QuotedSource:
    """One source of an entry: its passages, and words of fields that stand elsewhere (a heading)."""

    source: ActivitySource
    passages: tuple[Quote, ...]
    elsewhere: tuple[Quote, ...]


def quoted(source: ActivitySource, content: DocumentText | None) -> QuotedSource:
    """The source with its words; without any where the document's text is gone."""
    if content is None:
        return QuotedSource(source, (), ())
    passages = tuple(_quote(content, start, end, source.field_spans) for start, end in source.spans)
    outside = sorted(set(_outside(source.spans, source.field_spans)))
    return QuotedSource(source, passages, tuple(_in_its_place(content, *span, source.field_spans) for span in outside))


def words_of(source: ActivitySource, content: DocumentText, names: Iterable[str]) -> list[Quote]:
    """The words that say these fields, with what stands around them; words near each other in one quote."""
    lit = {name: source.field_spans[name] for name in names if name in source.field_spans}
    near: list[list[int]] = []
    for start, end in sorted(tuple(span) for spans in lit.values() for span in spans):
        if near and start - near[-1][1] < AROUND:
            near[-1][1] = max(near[-1][1], end)
        else:
            near.append([start, end])
    return [_in_its_place(content, start, end, lit) for start, end in near]


def pieces(text: str, offset: int, lit: Mapping[str, Spans]) -> Iterator[Piece]:
    """A text that stands at `offset` of its document, cut where the words of fields begin and end."""
    end = offset + len(text)
    cuts = {offset, end}
    for spans in lit.values():
        cuts.update(cut for span in spans for cut in span if offset < cut < end)
    ordered = sorted(cuts)
    for first, last in pairwise(ordered):
        fields = tuple(name for name, spans in lit.items() if any(low <= first and last <= high for low, high in spans))
        yield Piece(text[first - offset : last - offset], fields)


def _quote(content: DocumentText, start: int, end: int, lit: Mapping[str, Spans]) -> Quote:
    line = max(bisect_right(content.lines, start, key=lambda known: known[0]), 1)
    page = content.lines[line - 1][2] if content.lines else 1
    known = vocabulary_of(content.text)
    found = pieces(content.text[start:end], start, lit)
    return Quote(page, line, tuple(replace(piece, text=_running(piece.text, known)) for piece in found))


def _running(text: str, known: frozenset[str]) -> str:
    """Words as running text, those whole again that a line end broke; at its ends a space where there was one."""
    space = [" " if edge.isspace() else "" for edge in (text[:1], text[-1:])]
    return f"{space[0]}{words}{space[1]}" if (words := flat(text, known)) else space[0]


def _in_its_place(content: DocumentText, start: int, end: int, lit: Mapping[str, Spans]) -> Quote:
    """Words with what stands around them on the same lines, from word to word."""
    text = content.text
    return _quote(content, _word_before(text, start), _word_after(text, end), lit)


def _word_before(text: str, start: int) -> int:
    """Where the words before an offset begin: on its line, or with the word that the line end before broke."""
    line = text.rfind("\n", 0, start) + 1
    if start - line > AROUND:
        return min(text.find(" ", start - AROUND, start) + 1 or start, start)
    if not text.endswith("-\n", 0, line):
        return line
    return max(text.rfind(mark, 0, line - 1) for mark in " \n") + 1


def _word_after(text: str, end: int) -> int:
    """Where the words behind an offset end: on its line, or with the word that its end broke."""
    line = text.find("\n", end)
    line = len(text) if line < 0 else line
    if line - end > AROUND:
        return max(text.rfind(" ", end, end + AROUND), end)
    if not text.endswith("-", 0, line):
        return line
    rest = text[line + 1 :].split(maxsplit=1)
    return text.index(rest[0], line) + len(rest[0]) if rest else line


def _outside(passages: Spans, lit: Mapping[str, Spans]) -> Iterable[tuple[int, int]]:
    for spans in lit.values():
        for start, end in spans:
            if not any(low < end and start < high for low, high in passages):
                yield start, end
