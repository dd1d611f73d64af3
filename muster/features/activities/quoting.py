"""The words of a document that an entry stands on: passages quoted, the words of each field marked in them."""

from __future__ import annotations

from bisect import bisect_right
from collections.abc import Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass
from itertools import pairwise

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
    return Quote(page, line, tuple(pieces(content.text[start:end], start, lit)))


def _in_its_place(content: DocumentText, start: int, end: int, lit: Mapping[str, Spans]) -> Quote:
    """Words with what stands around them on the same lines, from word to word."""
    text, first, last = content.text, max(start - AROUND, 0), min(end + AROUND, len(content.text))
    before = text.rfind("\n", first, start) + 1 or (first and min(text.find(" ", first, start) + 1 or first, start))
    after = text.find("\n", end, last)
    if after < 0:
        after = last if last == len(text) else max(text.rfind(" ", end, last), end)
    return _quote(content, before, after, lit)


def _outside(passages: Spans, lit: Mapping[str, Spans]) -> Iterable[tuple[int, int]]:
    for spans in lit.values():
        for start, end in spans:
            if not any(low < end and start < high for low, high in passages):
                yield start, end
