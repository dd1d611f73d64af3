"""The document as it is shown: its parts, with the drafts marked in them."""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Sequence
from dataclasses import dataclass, replace
from itertools import groupby

from django.utils.html import conditional_escape, format_html
from django.utils.safestring import SafeString, mark_safe

from muster.domain.documents.model import LineRole
from muster.domain.extraction.line_ends import broken_by_the_line
from muster.domain.extraction.sentences import sentences
from muster.domain.review.fields import SHAPES, Spans, read_of, words_of
from muster.domain.review.setting import Block, Mark, Segment, Setting, marks_of, segments
from muster.domain.review.words import LINE_END_JOIN, flat
from muster.features.intake.models import DocumentText, Draft
from muster.features.review.labels import FIELDS

HIDDEN = '<i class="joined">{}</i>'
AROUND = 1  # parts shown before and behind the one that is asked for


@dataclass(frozen=True, slots=True)
class Opening:
    """Where a draft begins: its number in the document."""

    draft: Draft
    number: int
    current: bool


@dataclass(frozen=True, slots=True)
class Piece:
    """A stretch of text and what it says of which draft."""

    text: SafeString
    draft: Draft | None = None
    current: bool = False
    openings: tuple[Opening, ...] = ()
    anchor: str = ""  # where links to the words of a field arrive
    fields: str = ""
    says: str = ""
    also: bool = False  # told here a second time


@dataclass(frozen=True, slots=True)
class Paragraph:
    """A block to show; `at` is the offset of its first character, `page` is set where a page begins."""

    at: int
    role: str
    level: int
    goes_on: bool
    pieces: tuple[Piece, ...]
    page: int = 0

    @property
    def heading(self) -> bool:
        return self.role == LineRole.HEADING

    @property
    def tag_level(self) -> int:
        """Of its heading below the page's own two levels."""
        return min(max(self.level, 1) + 2, 6)


@dataclass(frozen=True, slots=True)
class Gap:
    """Parts that are not shown yet, `first` to `last`; the next one to come is at the `edge`."""

    first: int
    last: int
    edge: str  # "first" | "last"
    pages: tuple[int, int]
    offset: int  # of the text at its edge, for those who follow the link


@dataclass(frozen=True, slots=True)
class Marked:
    """What is marked in the text: every draft that stands, the current one with the words of its fields."""

    drafts: dict[int, Draft]
    numbers: dict[int, int]
    current: int | None
    marks: tuple[Mark, ...]


def marked(standing: Sequence[Draft], current: Draft | None, text: str) -> Marked:
    """The marks of all drafts of a document; sentences that follow each other are marked through."""
    marks: list[Mark] = []
    for draft in standing:
        own = current is not None and draft.pk == current.pk
        words = ((name, words_of(read_of(draft.fields, name))) for name in SHAPES) if own else ()
        marks += marks_of(draft.pk, _closed(draft.spans, text), words)
        marks += [Mark(start, end, draft.pk, "also") for start, end in draft.also_spans]
    numbers = {draft.pk: number for number, draft in enumerate(standing, 1)}
    return Marked({draft.pk: draft for draft in standing}, numbers, current.pk if current else None, tuple(marks))


def _closed(spans: Spans, text: str) -> Spans:
    """Spans with nothing but white space between them are one."""
    closed: Spans = []
    for start, end in spans:
        if closed and closed[-1][1] <= start and not text[closed[-1][1] : start].strip():
            closed[-1][1] = end
        else:
            closed.append([start, end])
    return closed


def around(setting: Setting, offset: int) -> tuple[int, int]:
    """The first and last part to show first."""
    part = setting.part_at(offset)
    return max(0, part - AROUND), min(len(setting.parts) - 1, part + AROUND)


def page_of(setting: Setting, content: DocumentText, marks: Marked, shown: tuple[int, int]) -> list[Gap | Paragraph]:
    """The paragraphs of these parts, with what is before and behind them as gaps."""
    first, last = shown
    found: list[Gap | Paragraph] = []
    if first > 0:
        found.append(gap(setting, 0, first - 1, "last"))
    for number in range(first, last + 1):
        found += paragraphs(setting, content, marks, number)
    if last < len(setting.parts) - 1:
        found.append(gap(setting, last + 1, len(setting.parts) - 1, "first"))
    return found


def gap(setting: Setting, first: int, last: int, edge: str) -> Gap:
    """What is not shown between two parts, both included."""
    opening, closing = setting.of_part(first)[0], setting.of_part(last)[-1]
    offset = opening.start if edge == "first" else setting.of_part(last)[0].start
    return Gap(first, last, edge, (opening.page, closing.page), offset)


def paragraphs(setting: Setting, content: DocumentText, marks: Marked, part: int) -> list[Paragraph]:
    """One part."""
    blocks = setting.of_part(part)
    start, end = blocks[0].start, blocks[-1].end
    here = [mark for mark in marks.marks if mark.start < end and mark.end > start]
    before = setting.blocks[setting.parts[part][0] - 1].page if part else 0
    found = []
    for block in blocks:
        shown = _paragraph(block, content.text, setting.known, marks, here)
        found.append(replace(shown, page=block.page) if block.page != before else shown)
        before = block.page
    return found


def _paragraph(block: Block, text: str, known: frozenset[str], marks: Marked, here: Iterable[Mark]) -> Paragraph:
    cut = segments(block.start, block.end, here)
    pieces = tuple(_piece(segment, text, known, marks) for segment in cut)
    return Paragraph(block.start, block.role, min(block.level or 2, 3), block.goes_on, pieces)


def _piece(segment: Segment, text: str, known: frozenset[str], marks: Marked) -> Piece:
    words = set_words(text[segment.start : segment.end], known)
    if not segment.marks:
        return Piece(words)
    leading = next((mark for mark in segment.marks if mark.draft == marks.current), segment.marks[0])
    own = [mark for mark in segment.marks if mark.draft == leading.draft]
    names = sorted({mark.field for mark in own if mark.field and mark.field != "also"})
    return Piece(
        words,
        marks.drafts[leading.draft],
        leading.draft == marks.current,
        tuple(_openings(segment, marks)),
        f"t-{segment.start}" if any(mark.field and mark.start == segment.start for mark in own) else "",
        " ".join(names),
        ", ".join(str(FIELDS[name]) for name in names),
        all(mark.field == "also" for mark in own),
    )


def _openings(segment: Segment, marks: Marked) -> Iterator[Opening]:
    for mark in segment.marks:
        if mark.opens and mark.start == segment.start:
            yield Opening(marks.drafts[mark.draft], marks.numbers[mark.draft], mark.draft == marks.current)


def set_words(words: str, known: frozenset[str]) -> SafeString:
    """The characters as they are; a line end inside a word is kept but not shown, so that offsets hold."""
    shown, at = [], 0
    for found in LINE_END_JOIN.finditer(words):
        broken = found[2] == "-" and broken_by_the_line(found[1], found[4], known)
        start = found.start(2) if broken else found.start(3)
        shown += [conditional_escape(words[at:start]), format_html(HIDDEN, words[start : found.end()])]
        at = found.end()
    return mark_safe("".join([*shown, conditional_escape(words[at:])]))  # noqa: S308 -- every piece is escaped


def sentences_of(draft: Draft, text: str) -> list[tuple[int, str]]:
    """Where a draft can be divided: the offset at which each further sentence begins, and the sentence."""
    found = [
        (start + low, flat(text[start + low : start + high]))
        for start, end in draft.spans
        for low, high in sentences(text[start:end])
    ]
    return found[1:]


def sentences_in(setting: Setting, text: str, part: int) -> list[tuple[int, int, str]]:
    """Sentences of a part, to choose from: first offset, offset behind the last character, words."""
    return [
        (block.start + low, block.start + high, flat(text[block.start + low : block.start + high]))
        for block in setting.of_part(part)
        if block.role is not LineRole.FURNITURE
        for low, high in sentences(text[block.start : block.end])
    ]


def groups(paragraphs: Iterable[Gap | Paragraph]) -> list[tuple[bool, list[Gap | Paragraph]]]:
    """Runs of box paragraphs stand together in their box."""
    runs = groupby(paragraphs, lambda one: isinstance(one, Paragraph) and one.role == LineRole.BOX)
    return [(boxed, list(run)) for boxed, run in runs]
