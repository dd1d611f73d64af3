"""The role of every line: body, heading, running head, footnote, box, table.

Readers of PDF and Word files give roles where the file has them; for plain text they are judged here, from what
lines look like beside each other. Nothing is removed: lines keep their numbers, only their part in the flow changes.
"""

from __future__ import annotations

import itertools
import re
from collections import Counter
from collections.abc import Iterator, Sequence
from dataclasses import dataclass

from muster.domain.documents.model import LineRole, SourceText
from muster.domain.extraction.wordings import names_theme

NARROW = 0.62  # a box column is at most this share of the body's width
LESS_NARROW = 0.8  # … or this, where it stands in the middle of a sentence
BOX_LINES = 6  # shorter runs of narrow lines are lists or headings
WRAPPED = 120  # characters: files with longer usual lines carry a paragraph in a line

PAGE_NUMBER = re.compile(r"^(?:page\s*)?[-–]?\s*(?:\d{1,4}|[ivx]{1,5})\s*[-–]?(?:\s*(?:/|of)\s*\d+)?$", re.I)
SECTION_HEAD = re.compile(r"^\d+\.\d+\s+[A-Z].{2,60}$")
STAR_NOTE = re.compile(r"^\*{1,3}\s?\S")
NOTE_START = re.compile(r"^(\d{1,2})\s+(?=[A-Z“\"(])")
NOTE_MARK = re.compile(r"(?<=[a-zë)”\"’.,;])(\d{1,2})(?=[\s.,;:)]|$)")
CHART_WORDS = re.compile(
    r"^(?:EUR|total|staff\*?|budget\b.*|\(?(?:UB|ExB)\)?\d?\*?|figures? \d+.{0,60}|\d{4}(?: \d{4})"
    r"+)$",
    re.I,
)
CHART_SHARE = re.compile(r"^[A-Z].{3,55}\s{2,}\d{1,3}\s?%$")
MATRIX_ANCHOR = re.compile(r"activities on:|activities matrix", re.I)
MATRIX_WORDS = re.compile(
    r"total|information|exchange|institution|and|capacity-?building|training|analysis|of|lessons|learned"
    r"|assessments?|guidelines|activities|on|general|police|development|reform|threats|posed|by|"
    r"criminal|activity",
    re.I,
)
ENDS_SENTENCE = re.compile(r"[.!?…][\"”’»)]*\d{0,2}$")
OPENS_PAGE = re.compile(r"^[\f ]")


@dataclass(frozen=True, slots=True)
class LaidLine:
    """A line with the role it plays: `number` counts from 1; `start` and `end` leave out white space around it."""

    number: int
    start: int
    end: int
    text: str
    role: LineRole
    level: int | None = None
    opens_page: bool = False
    after_blank: bool = False
    opens: bool | None = None  # a paragraph, as the file says; None: it does not say


def lay_out(source: SourceText) -> list[LaidLine]:
    """Every line that has characters, with a role."""
    raw = [source.text[line.start : line.end] for line in source.lines]
    stripped = [text.strip() for text in raw]
    roles = [line.role for line in source.lines]
    if all(role is None for role in roles):
        roles = _judged(raw, stripped)
    laid = []
    for number, (line, text) in enumerate(zip(source.lines, stripped, strict=True), 1):
        if text:
            start = line.start + raw[number - 1].index(text)
            role = roles[number - 1] or LineRole.BODY
            opens = bool(OPENS_PAGE.match(raw[number - 1]))
            blank = number > 1 and not stripped[number - 2]
            laid.append(LaidLine(number, start, start + len(text), text, role, line.level, opens, blank, line.opens))
    return laid


def body_width(lines: Sequence[str]) -> int:
    """The usual full length of a line; 0 where a line carries a whole paragraph."""
    lengths = sorted(len(line) for line in lines if line)
    if not lengths or lengths[len(lengths) // 2] > WRAPPED or lengths[int(len(lengths) * 0.9)] > 2 * WRAPPED:
        return 0
    return lengths[int(len(lengths) * 0.85)]


def _judged(raw: Sequence[str], lines: Sequence[str]) -> list[LineRole | None]:
    width = body_width(lines)
    roles: list[LineRole | None] = [_alone(line) for line in lines]
    for index in _running_heads(lines, width):
        roles[index] = LineRole.FURNITURE
    for index in _underlined(lines):
        roles[index] = LineRole.HEADING
    for index in _matrix_table(lines):
        roles[index] = LineRole.TABLE
    if width:
        for index in _footnotes(raw, lines, roles, width):
            roles[index] = LineRole.FOOTNOTE
        for index in _boxes(raw, lines, roles, width):
            roles[index] = LineRole.BOX
    return roles


def _alone(line: str) -> LineRole | None:
    """What can be said of a line without its neighbours."""
    if PAGE_NUMBER.match(line) or CHART_WORDS.match(line) or CHART_SHARE.match(line):
        return LineRole.FURNITURE
    if STAR_NOTE.match(line):
        return LineRole.FOOTNOTE
    letters = [char for char in line if char.isalpha()]
    if line and not letters:
        return LineRole.FURNITURE
    return None


UNDERLINE = re.compile(r"(?:=+|-+|~+|_+)$")


def _underlined(lines: Sequence[str]) -> Iterator[int]:
    """Lines that plain text underlines with signs of its own: === or ---."""
    for index, (line, below) in enumerate(itertools.pairwise(lines)):
        if line and len(below) > 2 and UNDERLINE.match(below) and len(below) * 2 > len(line) and _alone(line) is None:
            yield index


def _running_heads(lines: Sequence[str], width: int) -> Iterator[int]:
    """Lines that come again and again, section numbers with a title, and capitals that stand apart."""
    keys = [re.sub(r"\d+", "#", line.lower()) for line in lines]
    seen = Counter(key for key in keys if 3 < len(key) < 80)
    for index, (line, key) in enumerate(zip(lines, keys, strict=True)):
        often = 1 + (len(line) > 0.85 * width > 0)  # full lines of a column may chance to be the same
        repeated = seen[key] > often and not ENDS_SENTENCE.search(line) and _set_apart(lines, index)
        if repeated or SECTION_HEAD.match(line) or _capitals(line):
            yield index


def _set_apart(lines: Sequence[str], index: int) -> bool:
    """Whether a repeated line reads as a head: not a common line end of a paragraph, not a heading used twice."""
    line = lines[index]
    titled = sum(word[:1].isupper() or word[:1].isdigit() for word in line.split()) * 2 > len(line.split())
    return titled and not re.search(r"[,;:]$", line) and len(line.split()) > 2


def _capitals(line: str) -> bool:
    words = re.findall(r"[^\W\d_]{3,}", line)
    return len(words) >= 2 and line == line.upper() and not line.endswith((".", ","))


def _matrix_table(lines: Sequence[str]) -> Iterator[int]:
    """The head of the activities matrix, wherever the page put it."""
    anchors = [index for index, line in enumerate(lines) if MATRIX_ANCHOR.search(line)]
    for anchor in anchors:
        yield anchor
        for index in range(max(0, anchor - 6), min(len(lines), anchor + 7)):
            left = re.sub(r"[\W\d]", "", MATRIX_WORDS.sub("", lines[index]))
            if not left and lines[index] and not lines[index].endswith("."):
                yield index


def _footnotes(raw: Sequence[str], lines: Sequence[str], roles: Sequence[LineRole | None], width: int) -> Iterator[int]:
    """Numbered notes whose number is glued to a word of the text, with the lines that they run over."""
    marks = {mark for line in lines for mark in NOTE_MARK.findall(line)}
    index = 0
    while index < len(lines):
        start = NOTE_START.match(lines[index])
        if not (start and start[1] in marks and roles[index] is None):
            index += 1
            continue
        end = _note_end(raw, lines, roles, index, width)
        yield from range(index, end)
        index = end


def _note_end(
    raw: Sequence[str], lines: Sequence[str], roles: Sequence[LineRole | None], index: int, width: int
) -> int:
    """The first line after the note: a new page, a running head, or a line back in the body's width."""
    for at in range(index + 1, min(index + 12, len(lines))):
        whole = bool(ENDS_SENTENCE.search(lines[at - 1]) or "http" in lines[at - 1])
        wide = len(lines[at]) > width + 6
        if OPENS_PAGE.match(raw[at]) or roles[at] is not None or not lines[at] or (whole and not wide):
            return at
    return min(index + 12, len(lines))


def _boxes(raw: Sequence[str], lines: Sequence[str], roles: Sequence[LineRole | None], width: int) -> Iterator[int]:
    """Runs of narrow lines, with the title that stands right below; wider ones where they part a sentence in two."""
    for run in _runs(lines, roles, NARROW * width):
        unfinished = sum(ENDS_SENTENCE.search(lines[at]) is None for at in run) > len(run) / 2
        if len(run) >= BOX_LINES and unfinished:
            yield from run
            if run[-1] + 1 < len(lines) and _box_title(raw, lines, run[-1] + 1):
                yield run[-1] + 1
    for run in _runs(lines, roles, LESS_NARROW * width):
        if len(run) >= BOX_LINES + 2 and _parts_a_sentence(lines, run):
            yield from run


def _runs(lines: Sequence[str], roles: Sequence[LineRole | None], limit: float) -> Iterator[list[int]]:
    """Stretches of lines of at most this length, ended by longer ones and by headings that name a theme."""
    run: list[int] = []
    for index in range(len(lines) + 1):
        inside = index < len(lines) and roles[index] is None and 0 < len(lines[index]) <= limit
        if inside and not names_theme(*lines[index : index + 3]):
            run.append(index)
        else:
            if run:
                yield run
            run = []


def _parts_a_sentence(lines: Sequence[str], run: Sequence[int]) -> bool:
    """Whether a stretch stands where a sentence above is open and goes on in small letters below."""
    if run[0] == 0 or run[-1] + 1 >= len(lines):
        return False
    above, below = lines[run[0] - 1], lines[run[-1] + 1]
    return bool(above) and not ENDS_SENTENCE.search(above) and lines[run[0]][:1].isupper() and below[:1].islower()


def _box_title(raw: Sequence[str], lines: Sequence[str], index: int) -> bool:
    if index + 1 >= len(lines):
        return False
    following = lines[index + 1]
    titled = lines[index][:1].isupper() and not ENDS_SENTENCE.search(lines[index])
    breaks = SECTION_HEAD.match(following) or _capitals(following) or OPENS_PAGE.match(raw[index + 1])
    return titled and bool(breaks or not following[:1].isupper())
