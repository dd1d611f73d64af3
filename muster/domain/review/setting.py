"""A document set for reading: paragraphs, headings, boxes and notes out of its lines, in parts small enough to send.

Nothing of the text is changed or left out of a block, so that a place in a block is a place in the text.
"""

from __future__ import annotations

import re
from bisect import bisect_right
from collections.abc import Iterable, Iterator, Sequence
from dataclasses import dataclass, replace
from itertools import pairwise

from muster.domain.documents.model import Line, LineRole, SourceText
from muster.domain.extraction.headings import find_sections
from muster.domain.extraction.layout import LaidLine, body_width, lay_out
from muster.domain.extraction.line_ends import vocabulary_of
from muster.domain.review.fields import Spans

PART_LENGTH = 6_000  # characters that are sent at a time, a little more than a printed page
LONGEST = 3_000  # characters of one block; longer paragraphs go on in the next one
ENDS_SENTENCE = re.compile(r"[.!?:;…][\"”’»)]*\d{0,2}$")
BULLET = re.compile(r"[•●▪■◦‣➢✓–—*·]\s|\(?[a-z0-9]{1,2}[.)]\s")


@dataclass(frozen=True, slots=True)
class Block:
    """A paragraph, heading, note, … : `text[start:end]`."""

    start: int
    end: int
    page: int
    role: LineRole
    level: int | None = None
    goes_on: bool = False  # continues the block before it


@dataclass(frozen=True, slots=True)
class Setting:
    """All blocks of a document, in parts: `parts[n]` is a range of blocks; and the words that it knows."""

    blocks: tuple[Block, ...]
    parts: tuple[tuple[int, int], ...]
    pages: int
    known: frozenset[str] = frozenset()

    def part_at(self, offset: int) -> int:
        """The part that holds an offset of the text; the nearest one for an offset between blocks."""
        block = max(0, bisect_right(self.blocks, offset, key=lambda block: block.start) - 1)
        return max(0, bisect_right(self.parts, block, key=lambda part: part[0]) - 1)

    def start_of_page(self, page: int) -> int:
        """The offset at which a page begins; of the last one for a page behind it, 0 in a document without text."""
        last = self.blocks[-1].start if self.blocks else 0
        return next((block.start for block in self.blocks if block.page >= page), last)

    def page_at(self, offset: int) -> int:
        block = max(0, bisect_right(self.blocks, offset, key=lambda block: block.start) - 1)
        return self.blocks[block].page if self.blocks else 1

    def of_part(self, number: int) -> Sequence[Block]:
        low, high = self.parts[number]
        return self.blocks[low:high]


def set_document(source: SourceText) -> Setting:
    """The blocks and parts. Takes a while for a long document; its text never changes, so keep the answer."""
    laid = lay_out(source)
    headings = _heading_levels(laid)
    width = body_width([line.text for line in laid if line.role is LineRole.BODY])
    blocks: list[Block] = []
    before: LaidLine | None = None
    for line in laid:
        block = _block(line, source.lines[line.number - 1], headings.get(line.number))
        if blocks and before and _goes_on(blocks[-1], block, before, line, source.lines[line.number - 1], width):
            blocks[-1] = replace(blocks[-1], end=block.end)
        else:
            blocks.append(block)
        before = line
    short = tuple(piece for block in blocks for piece in _pieces(block, source.text))
    return Setting(
        short, tuple(_parts(short)), source.lines[-1].page if source.lines else 1, vocabulary_of(source.text)
    )


def _heading_levels(laid: Sequence[LaidLine]) -> dict[int, int]:
    """Line numbers of headings that the file itself does not mark, with their level."""
    width = body_width([line.text for line in laid if line.role is LineRole.BODY])
    return {
        number: 2 if section.theme else 1
        for section in find_sections(laid, width)
        for number in range(section.lines[0], section.lines[1] + 1)
    }


def _block(line: LaidLine, source: Line, heading: int | None) -> Block:
    if heading and line.role is LineRole.BODY:
        return Block(line.start, line.end, source.page, LineRole.HEADING, heading)
    return Block(line.start, line.end, source.page, line.role, line.level)


def _goes_on(block: Block, following: Block, before: LaidLine, line: LaidLine, source: Line, width: int) -> bool:
    """Whether a line belongs to the block above it."""
    if (block.role, block.level, block.page) != (following.role, following.level, following.page):
        return False
    if source.opens is not None:
        return not source.opens
    if block.role is LineRole.HEADING:
        return before.number + 1 == line.number
    if block.role in (LineRole.TABLE, LineRole.FURNITURE) or line.after_blank or not width:
        return False
    ended = bool(ENDS_SENTENCE.search(before.text))
    short = len(before.text) + 1 + len(line.text.split()[0]) < width - 6
    return not (BULLET.match(line.text) or (ended and short and not line.text[:1].islower()))


def _pieces(block: Block, text: str) -> Iterator[Block]:
    """The block, cut between words where it is too long to send at once."""
    start, first = block.start, True
    while block.end - start > LONGEST:
        stop = text.rfind(" ", start + LONGEST // 2, start + LONGEST) + 1 or start + LONGEST
        yield replace(block, start=start, end=stop, goes_on=not first)
        start, first = stop, False
    yield replace(block, start=start, goes_on=not first)


def _parts(blocks: Sequence[Block]) -> Iterator[tuple[int, int]]:
    first, length = 0, 0
    for number, block in enumerate(blocks):
        length += block.end - block.start
        if length > PART_LENGTH and number > first:
            yield first, number
            first, length = number, block.end - block.start
    if blocks:
        yield first, len(blocks)


@dataclass(frozen=True, slots=True)
class Mark:
    """Characters that say something: of which draft, and of which of its fields."""

    start: int
    end: int
    draft: int
    field: str = ""
    opens: bool = False  # the draft begins here


@dataclass(frozen=True, slots=True)
class Segment:
    """A stretch of a block under one set of marks."""

    start: int
    end: int
    marks: tuple[Mark, ...]


def marks_of(draft: int, spans: Spans, fields: Iterable[tuple[str, Spans]] = ()) -> list[Mark]:
    """The marks of a draft: its passage (the first span opens it) and the words of its fields."""
    passage = [Mark(start, end, draft, opens=number == 0) for number, (start, end) in enumerate(spans)]
    words = [Mark(start, end, draft, name) for name, found in fields for start, end in found if start < end]
    return passage + words


def segments(start: int, end: int, marks: Iterable[Mark]) -> list[Segment]:
    """`start` to `end` cut wherever a mark begins or ends; together they are every character once, in order."""
    here = [mark for mark in marks if mark.start < end and mark.end > start]
    cuts = sorted({start, end, *(min(max(edge, start), end) for mark in here for edge in (mark.start, mark.end))})
    return [
        Segment(low, high, tuple(mark for mark in here if mark.start < high and mark.end > low))
        for low, high in pairwise(cuts)
    ]
