"""Which lines are headings, and which category and theme they put the text below them under.

A heading that names a theme starts a section of that theme; any other heading (a project, a place) stays under the
theme above it. Headings broken over lines are put together first.
"""

from __future__ import annotations

import re
from collections.abc import Sequence
from dataclasses import dataclass, replace

from muster.domain.documents.model import LineRole
from muster.domain.extraction.flow import OPENER
from muster.domain.extraction.layout import ENDS_SENTENCE, LaidLine
from muster.domain.extraction.wordings import category_of_heading, heading_keys, key
from muster.domain.reference.codes import code_list

BACKGROUND_TITLES = re.compile(
    r"^(?:\d[\d.]* )?(?:introduction|background|overview|general overview|mandate|context|"
    r"executive summary|conclusions?"
    r"|lessons learned|outlook|way forward|future activities|plans for \d{4}|challenges|"
    r"staff(?:ing)?|budget|general information|preface"
    r"|priorities|priorities for \d{4}|looking ahead|security situation|strategic objectives|annexes?)$"
)
LONGEST = 4  # lines of one heading
UNFINISHED = {
    "of",
    "the",
    "and",
    "in",
    "for",
    "to",
    "a",
    "an",
    "with",
    "on",
    "by",
    "from",
    "its",
    "at",
    "as",
    "or",
    "–",
    "-",
}


@dataclass(frozen=True, slots=True)
class Section:
    """What a heading says of the text below it. `theme` is a code."""

    title: str
    lines: tuple[int, int]
    span: tuple[int, int]
    category: str | None = None
    theme: str | None = None
    background: bool = False
    certainty: float = 1.0
    theme_span: tuple[int, int] | None = None  # of the heading that named the theme


def theme_of_heading(title: str, category: str | None) -> tuple[str, float] | None:
    """The theme that a heading names, with how surely: by its wording, else by nearly all of its words."""
    wording = key(title)
    code = heading_keys().get(wording)
    if code is None and len(wording) > 3:
        return _nearest(wording, category)
    if code is None:
        return None
    return (_within(code, category), UNIT_CERTAINTY if UNIT.search(wording) else 1.0)


# A unit's work is mostly on what its name says, not always.
UNIT = re.compile(r"\b(?:unit|section|department)$|^(?:tntd|office of the special)\b")
UNIT_CERTAINTY = 0.85


def _within(code: str, category: str | None) -> str:
    """`Other` belongs to the category that it stands under."""
    return {"A99": "B99", "B99": "B99"}.get(code, code) if category == "threats" and code == "A99" else code


STOP = {"and", "of", "the", "in", "for", "on", "to", "including", "related", "activities", "police", "crime"}


def _nearest(wording: str, category: str | None) -> tuple[str, float] | None:
    words = set(wording.split()) - STOP
    if not words or len(wording.split()) > 14:
        return None
    best, best_score = "", 0.0
    for known, code in heading_keys().items():
        other = set(known.split()) - STOP
        if not other:
            continue
        shared = len(words & other)
        score = 2 * shared / (len(words) + len(other))
        if score > best_score:
            best, best_score = code, score
    return (_within(best, category), best_score) if best_score >= 0.8 else None


def find_sections(laid: Sequence[LaidLine], width: int) -> list[Section]:
    """The sections of a document in reading order; text before the first heading has none."""
    sections: list[Section] = []
    chapters = _chapter_starts(laid)
    lines = [line for line in laid if _may_be_heading(line) or line.number in chapters]
    index = 0
    while index < len(lines):
        furniture = lines[index].role is LineRole.FURNITURE
        count = _named_lines(lines, index) if furniture else _heading_lines(lines, index, width)
        if count:
            part = lines[index : index + count]
            sections.append(_section(part, sections[-1] if sections and part[0].number not in chapters else None))
        index += max(1, count)
    return sections


def _named_lines(lines: Sequence[LaidLine], index: int) -> int:
    """How many lines from a chapter's number on are the wording of a theme; else the one line."""
    counts = range(min(LONGEST, len(lines) - index), 1, -1)
    return next((n for n in counts if _exact(" ".join(part.text for part in lines[index : index + n]))), 1)


CHAPTER = re.compile(r"(?P<number>\d+(?:\.\d+)+)\.?\s+(?=[A-Z])")


def _chapter_starts(laid: Sequence[LaidLine]) -> set[int]:
    """The lines where a numbered chapter follows another: 2.4 behind 2.3. A running head says its number again."""
    starts: set[int] = set()
    numbers: list[str] = []
    for line in laid:
        numbered = CHAPTER.match(line.text.strip())
        if numbered and line.role is not LineRole.TABLE and numbered["number"] not in numbers:
            follows = bool(numbers) and numbered["number"].count(".") <= numbers[0].count(".")
            if follows:
                starts.add(line.number)
            numbers.append(numbered["number"])
    return starts


def _may_be_heading(line: LaidLine) -> bool:
    """Themes come under more than one structure, so a repeated line may be a heading all the same."""
    if line.role in (LineRole.BODY, LineRole.HEADING):
        return True
    return line.role is LineRole.FURNITURE and key(line.text) in heading_keys() and len(line.text) > 4


def _heading_lines(lines: Sequence[LaidLine], index: int, width: int) -> int:
    """How many lines from `index` are one heading; 0 if none."""
    line = lines[index]
    before = lines[index - 1] if index else None
    marked = line.role is LineRole.HEADING
    if not marked and not _may_open(line, width):
        return 0
    closed = marked or before is None or _closed(before, lines, index)
    for count in range(min(LONGEST, len(lines) - index), 0, -1):
        title = " ".join(part.text for part in lines[index : index + count])
        same_role = all((part.role is LineRole.HEADING) == marked for part in lines[index : index + count])
        named = same_role and len(title) < 130 and bool(category_of_heading(title) or _exact(title))
        if named and (closed or len(key(title).split()) > 2) and _ends_here(lines, index, count):
            return count
    if marked or not closed:
        return int(marked)
    return _plain_heading(lines, index, width)


def _exact(title: str) -> bool:
    wording = key(title)
    return wording in heading_keys() or bool(BACKGROUND_TITLES.match(wording))


def _may_open(line: LaidLine, width: int) -> bool:
    text = line.text
    return (
        (text[0].isupper() or text[0].isdigit())
        and not text.endswith((".", ";", ":"))
        and (len(text) <= (width or 100) + 5)
    )


def _closed(before: LaidLine, lines: Sequence[LaidLine], index: int) -> bool:
    """Whether nothing is left open above: a finished sentence, a blank line, another heading."""
    return bool(ENDS_SENTENCE.search(before.text)) or lines[index].after_blank or len(before.text) < 40


def _ends_here(lines: Sequence[LaidLine], index: int, count: int) -> bool:
    """A category heading of one word more would be another: the next line must begin something new."""
    after = lines[index + count] if index + count < len(lines) else None
    return after is None or after.role is LineRole.HEADING or not after.text[0].islower()


def _plain_heading(lines: Sequence[LaidLine], index: int, width: int) -> int:
    """A short line in title style between a finished paragraph and a new one, or two of them."""
    for count in (1, 2):
        part = lines[index : index + count]
        after = lines[index + count] if index + count < len(lines) else None
        if len(part) < count or after is None:
            return 0
        if _titled(part, after, width):
            return count
    return 0


NOT_IN_TITLES = re.compile(
    r"\b(?:was|were|has|have|is|are|will|the Mission|organized|supported|which|that)\b|[.,;:?!]$", re.I
)


def _titled(part: Sequence[LaidLine], after: LaidLine, width: int) -> bool:
    """Whether lines read as a title: short of the column, or in capitals throughout, before something new."""
    last = part[-1].text
    title = " ".join(line.text for line in part)
    new = after.text[0].isupper() or after.text[0].isdigit() or after.text[0] in '“"‘('
    if not new or len(title.split()) > 12 or NOT_IN_TITLES.search(title) or title.split()[-1].lower() in UNFINISHED:
        return False
    words = [word for word in re.findall(r"[^\W\d_]+", title) if len(word) > 3]
    capitals = sum(word[0].isupper() for word in words)
    breaks = len(last) + 1 + len(after.text.split()[0]) < (width or 100) - 6 or after.after_blank
    if not breaks:
        return len(words) > 2 and capitals == len(words) and bool(OPENER.match(after.text))
    return bool(words) and (capitals * 2 >= len(words) or len(title.split()) <= 6)


def _below(above: Section | None, theme: str, certainty: float) -> bool:
    """Whether a heading that only nearly names a theme stands below the one above: themes come in their order."""
    return (
        certainty < UNIT_CERTAINTY + 0.1
        and above is not None
        and theme < (above.theme or "")
        and theme[0] == (above.theme or "")[:1]
    )


def _section(part: Sequence[LaidLine], above: Section | None) -> Section:
    title = " ".join(line.text for line in part)
    lines, span = (part[0].number, part[-1].number), (part[0].start, part[-1].end)
    category = category_of_heading(title)
    if category:
        return Section(title, lines, span, category)
    inherited = above.category if above else None
    theme = theme_of_heading(title, inherited)
    if theme and not _below(above, *theme):
        return Section(title, lines, span, code_list("themes")[theme[0]].category, theme[0], False, theme[1], span)
    if BACKGROUND_TITLES.match(key(title)):
        of_unit = above if above and above.theme and above.certainty == UNIT_CERTAINTY else None
        return (
            replace(of_unit, title=title, lines=lines, span=span, background=True)
            if of_unit
            else Section(title, lines, span, inherited, None, True)
        )
    background = bool(above and above.background and above.lines[1] + 1 >= lines[0])
    if above and above.theme:
        return replace(above, title=title, lines=lines, span=span, background=background)
    return Section(title, lines, span, inherited, None, background)
