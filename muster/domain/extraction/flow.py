"""Running text out of lines: paragraphs across page breaks, boxes and footnotes, each character traceable to its line.

A flow mends words broken at line ends and leaves out footnote marks; `spans` and `line_range` lead back to the source.
"""

from __future__ import annotations

import re
from bisect import bisect_right
from collections.abc import Iterator, Sequence, Set
from dataclasses import dataclass, field

from muster.domain.documents.model import LineRole
from muster.domain.extraction import line_ends
from muster.domain.extraction.layout import ENDS_SENTENCE, NOTE_MARK, LaidLine
from muster.domain.extraction.model import Span

BULLET = re.compile(r"^(?:[•●▪■◦‣➢✓–—*·-]|\(?[a-z]\)|\(?\d{1,2}[.)])\s+(?=\S)")


@dataclass(slots=True)
class Flow:
    """Text put together from pieces of the source."""

    text: str = ""
    lines: list[LaidLine] = field(default_factory=list)
    role: LineRole = LineRole.BODY
    bullet: bool = False
    level: int | None = None
    _flow_starts: list[int] = field(default_factory=list)
    _source_starts: list[int] = field(default_factory=list)
    _numbers: list[int] = field(default_factory=list)
    marks: list[tuple[int, str]] = field(default_factory=list)  # offset and number of footnote marks left out

    def add(self, piece: str, source_start: int, number: int) -> None:
        self._flow_starts.append(len(self.text))
        self._source_starts.append(source_start)
        self._numbers.append(number)
        self.text += piece

    def _at(self, offset: int) -> int:
        return max(0, bisect_right(self._flow_starts, offset) - 1)

    def source(self, offset: int) -> int:
        """The source offset of a character of the flow."""
        piece = self._at(offset)
        return self._source_starts[piece] + offset - self._flow_starts[piece]

    def spans(self, start: int, end: int) -> tuple[Span, ...]:
        """The source spans of `text[start:end]`: one where the source runs on, more where something interrupts."""
        found: list[list[int]] = []
        for piece in range(self._at(start), self._at(max(start, end - 1)) + 1):
            begin = max(start, self._flow_starts[piece])
            stop = min(end, self._flow_starts[piece + 1] if piece + 1 < len(self._flow_starts) else end)
            left = self._source_starts[piece] + begin - self._flow_starts[piece]
            right = left + len(self.text[begin:stop].rstrip()) if stop > begin else left
            follows = found and self._numbers[piece] - self._numbers[piece - 1] <= 1
            if follows:
                found[-1][1] = right
            elif right > left:
                found.append([left, right])
        return tuple((left, right) for left, right in found)

    def line_range(self, start: int, end: int) -> tuple[int, int]:
        """The first and last line number of `text[start:end]`."""
        return self._numbers[self._at(start)], self._numbers[self._at(max(start, end - 1))]


OPENER = re.compile(
    r"(?:On|From|Between|In|During|Throughout)\s+(?:\d|early|late|mid|(?:September|October|"
    r"November|December)\b|January|February|March|April|May|June|July|August|\d{4})"
)


def flows(laid: Sequence[LaidLine], width: int, headings: Set[int]) -> Iterator[Flow]:
    """Paragraphs in reading order; `headings` are line numbers that end what stands before them.

    A paragraph that a box, a footnote or a running head interrupts goes on behind it.
    """
    words = line_ends.vocabulary(line.text for line in laid)
    notes = (re.match(r"(\d{1,2})(?:\s|(?=[A-Z]))", line.text) for line in laid if line.role is LineRole.FOOTNOTE)
    marks = {note[1] for note in notes if note}
    open_flows: dict[LineRole, list[LaidLine]] = {}
    done: list[Flow] = []
    for line in laid:
        if line.number in headings or line.role is LineRole.HEADING:
            for role in (LineRole.BODY, LineRole.BOX):
                _close(open_flows, role, done, words, marks)
            continue
        if line.role in (LineRole.FURNITURE, LineRole.TABLE):
            continue
        group = open_flows.setdefault(line.role, [])
        if group and _breaks(group[-1], line, width):
            _close(open_flows, line.role, done, words, marks)
        open_flows.setdefault(line.role, []).append(line)
    for role in list(open_flows):
        _close(open_flows, role, done, words, marks)
    yield from sorted(done, key=lambda flow: flow.lines[0].number)


def _close(
    open_flows: dict[LineRole, list[LaidLine]], role: LineRole, done: list[Flow], words: Set[str], marks: Set[str]
) -> None:
    group = open_flows.pop(role, None)
    if group:
        done.append(join(group, words, marks))


NOTES_APART = 3  # lines between the foot of one page and that of another


def _breaks(last: LaidLine, line: LaidLine, width: int) -> bool:
    """Whether a new paragraph begins at `line`."""
    if line.opens is not None:
        return line.opens
    if line.role is LineRole.FOOTNOTE and line.number - last.number > NOTES_APART:
        return True
    whole = bool(ENDS_SENTENCE.search(last.text))
    bullet = BULLET.match(line.text)
    if bullet and (whole or last.text.endswith((":", ";")) or bullet[0].strip() in "•●▪■◦‣➢✓·"):
        return True
    if not width:
        return True
    if not whole or not (line.text[:1].isupper() or line.text[:1].isdigit() or line.text[:1] in '“"‘«('):
        return line.after_blank and whole
    if line.role is LineRole.FOOTNOTE:
        return bool(re.match(r"\d{1,2}(?:\s|(?=[A-Z]))|\*", line.text))
    if OPENER.match(line.text):
        return True
    return line.after_blank or len(last.text) + 1 + len(line.text.split()[0]) < width - 6


def join(group: Sequence[LaidLine], words: Set[str] = frozenset(), marks: Set[str] = frozenset()) -> Flow:
    """One flow out of the lines of a paragraph."""
    flow = Flow(lines=list(group), role=group[0].role, level=group[0].level)
    for index, line in enumerate(group):
        text, start = line.text, line.start
        bullet = BULLET.match(text) if index == 0 else None
        if bullet:
            flow.bullet = True
            text, start = text[bullet.end() :], start + bullet.end()
        following = group[index + 1].text if index + 1 < len(group) else ""
        kept, glue = line_ends.join(text, following, words)
        _add_without_marks(flow, kept + glue, start, line.number, marks)
    flow.text = flow.text.rstrip()
    return flow


def _add_without_marks(flow: Flow, text: str, start: int, number: int, marks: Set[str]) -> None:
    at = 0
    if marks:
        for mark in NOTE_MARK.finditer(text):
            if mark[1] in marks:
                flow.add(text[at : mark.start()], start + at, number)
                flow.marks.append((len(flow.text), mark[1]))
                at = mark.end()
    flow.add(text[at:], start + at, number)
