"""What a document is called: its own title, the line that reads like a report's, its highest heading, its first line.

The largest or first words of a page are often the letterhead; a line that names a report and its kind or its time is
a better title. A title that goes on in the next line is put together.
"""

from __future__ import annotations

import re
from collections.abc import Iterator
from datetime import date
from itertools import pairwise

from .model import Line, LineRole, Recognised, SourceText, Span
from .periods import find_period
from .sentences import Note

_FIRST_LINES = 15  # among which the title stands
_LONGEST = 200  # characters
_LOOKED_AT = 400  # characters of one line
_MOST_WORDS = 18  # a longer line is running text
_MORE_LINES = 2  # that a title may go on for
_REPORT = re.compile(
    r"report|raport|izv(?:j)?e[sš]taj|извештај|bulletin|buletin|bilten|билтен|newsletter", re.IGNORECASE
)
_KIND = re.compile(
    r"\b(?:(?:bi-?)?weekly|daily|(?:bi-?)?monthly|fortnightly|quarterly|annual|yearly|interim|progress|situation|"
    r"activity|"
    r"ditor|javor|(?:tre|dy|gjasht[eë])?mujor|vjetor|periodik|"
    r"dnevn|nedelj|sedmi[cč]n|mese[cč]n|kvartaln|trome?se[cč]n|polugodi[sš]nj|godi[sš]nj|"
    r"дневн|недељ|седмичн|месечн|квартал|тромесечн|полугодишњ|годишњ)",
    re.IGNORECASE,
)
_LABEL = re.compile(r"(?:subject|re|title|l[eë]nda|tema|titulli|predmet|naslov|предмет|наслов)\s*:\s*", re.IGNORECASE)
_MARKUP = re.compile(r"\s*(?:#{1,6}\s+)?")  # of a plain text's heading
_RULE = re.compile(r"\s*(?:={4,}|-{4,}|_{4,}|\*{4,}|~{4,})\s*$")
_SENTENCE_END = re.compile(r"[^\W\d][.!?…][\"”“»')\]]*$")
_GOES_ON = re.compile(
    r"(?:[-–—,:/&]|\b(?:of|for|and|on|the|in|to|from|by|with|i|e|t[eë]|s[eë]|p[eë]r|dhe|n[eë]|nga|za|u|o|od|do|sa|"
    r"за|и|у|о|од|до|са))\s*$",
    re.IGNORECASE,
)


def title(source: SourceText) -> Recognised[str] | None:
    """The document's title with its words and the reason; None for a document without words."""
    opening = list(_opening(source))
    own = _own(source)
    shown = own is not None and own.span is not None  # a file's properties are often those of the one it was made from
    if own is not None and shown and _telling(own.value):
        return _whole(source, opening, own)
    better = _line_like_a_title(source, opening)
    if better is not None and not (own is not None and shown and _dated(own.value)):
        return _whole(source, opening, better)
    found = own or _underlined(source, opening) or _first_line(source, opening)
    return _whole(source, opening, found) if found else None


def _own(source: SourceText) -> Recognised[str] | None:
    """The title that the file gives, else its highest heading on page 1."""
    if source.title:
        return Recognised(source.title, _find_lines(source, source.title), Note("title-own"))
    heads = [line for line in source.lines if line.page == 1 and line.role is LineRole.HEADING]
    if not heads:
        return None
    best = min(heads, key=lambda line: (line.level or 9, line.start))
    return Recognised(_text(source, best), (best.start, best.end), Note("title-heading"))


def _opening(source: SourceText) -> Iterator[Line]:
    """The lines with words of the first page, up to its running text."""
    seen = 0
    for line in source.lines:
        if line.page > 1 or seen >= _FIRST_LINES:
            return
        text = _text(source, line)
        if line.role in (None, LineRole.BODY, LineRole.HEADING) and any(letter.isalpha() for letter in text):
            if line.role is not LineRole.HEADING and _running(text):
                return
            seen += 1
            yield line


def _running(text: str) -> bool:
    """A sentence or a part of one."""
    return len(text.split()) > _MOST_WORDS or bool(_SENTENCE_END.search(text.rstrip()) and len(text.split()) > 4)


def _line_like_a_title(source: SourceText, opening: list[Line]) -> Recognised[str] | None:
    """The first of the opening lines that names a report and its time, or its kind, else one called the subject.

    A running head that nobody marked as such repeats the title with the number of the page.
    """
    telling = [line for line in opening if _telling(_text(source, line))]
    telling.sort(key=lambda line: not _dated(_text(source, line)))
    if telling:
        first = _letters(source, telling[0])
        plain = (
            line for line in telling[1:] if re.fullmatch(re.escape(_letters(source, line)) + r"[\dil]{1,3}", first)
        )
        return _recognised(source, next(plain, telling[0]), "title-report")
    labelled = [line for line in opening if _LABEL.match(_text(source, line))]
    return _recognised(source, labelled[0], "title-report") if labelled else None


def _letters(source: SourceText, line: Line) -> str:
    return re.sub(r"\W+", "", _text(source, line).casefold())


def _telling(text: str) -> bool:
    return bool(_REPORT.search(text)) and (bool(_KIND.search(text)) or _dated(text))


def _dated(text: str) -> bool:
    return find_period(text, date.today(), loosely=True) is not None


def _underlined(source: SourceText, opening: list[Line]) -> Recognised[str] | None:
    """The line of a plain text under which a rule is drawn."""
    drawn = {number for number, line in enumerate(source.lines) if _RULE.match(_text(source, line))}
    for line in opening:
        if line.role is None and source.lines.index(line) + 1 in drawn:
            return _recognised(source, line, "title-first-line")
    return None


def _first_line(source: SourceText, opening: list[Line]) -> Recognised[str] | None:
    """The first line with a word; running text where there is nothing else."""
    first = [line for line in source.lines if line.page == 1 and line.role is not LineRole.FURNITURE]
    for line in [*opening, *first[:_FIRST_LINES]]:
        if sum(letter.isalpha() for letter in _text(source, line)) >= 4:
            return _recognised(source, line, "title-first-line")
    return None


def _recognised(source: SourceText, line: Line, reason: str) -> Recognised[str]:
    """A line without its label or markup."""
    text = _text(source, line)
    head = _MARKUP.match(text)
    skipped = head.end() if head else 0
    label = _LABEL.match(text, skipped)
    start = line.start + (label.end() if label else skipped)
    end = min(line.start + len(text.rstrip()), start + _LONGEST)
    return Recognised(source.text[start:end], (start, end), Note(reason))


def _whole(source: SourceText, opening: list[Line], found: Recognised[str]) -> Recognised[str]:
    """The title with the lines before and behind that belong to it."""
    span = _grown(source, opening, found.span) if found.span else None
    if span in (None, found.span) or span[1] - span[0] > _LONGEST:
        return found
    return Recognised(" ".join(source.text[slice(*span)].split()), span, found.reason)


def _grown(source: SourceText, opening: list[Line], span: Span) -> Span:
    """The span from the beginning of the line that leads to it to the end of the last line that it goes on in."""
    within = [at for at, line in enumerate(opening) if line.start < span[1] and line.end > span[0]]
    if not within:
        return span
    (start, end), first, last = span, within[0], within[-1]
    if first and start == opening[first].start and _leads_on(source, opening[first - 1], opening[first]):
        start = opening[first - 1].start
    for above, below in pairwise(opening[last : last + 1 + _MORE_LINES]):
        if not _goes_on(source, above, below):
            break
        end = below.start + len(_text(source, below).rstrip())
    return start, end


def _adjacent(source: SourceText, above: Line, below: Line) -> bool:
    """Lines of one kind with no empty line and no rule between them, of which the lower is no title by itself."""
    if _telling(_text(source, above)) and _telling(_text(source, below)):
        return False
    between = source.text[above.end : below.start]
    alike = (above.role, above.level) == (below.role, below.level)
    return alike and not between.strip() and "\n\n" not in between and not _LABEL.match(_text(source, below))


def _leads_on(source: SourceText, above: Line, below: Line) -> bool:
    """Whether the upper line breaks off."""
    return _adjacent(source, above, below) and bool(_GOES_ON.search(_text(source, above)))


def _goes_on(source: SourceText, above: Line, below: Line) -> bool:
    """Whether a title goes on in the next line: it broke off, or only the time is still to come."""
    if not _adjacent(source, above, below):
        return False
    words, more = _text(source, above).strip(), _text(source, below).strip()
    return bool(_GOES_ON.search(words)) or more[:1].islower() or _only_time(words, more)


def _only_time(above: str, below: str) -> bool:
    found = find_period(below, date.today(), loosely=True)
    return found is not None and found[1][1] - found[1][0] >= 0.7 * len(below.strip(" .()")) and not _dated(above)


def _text(source: SourceText, line: Line) -> str:
    return source.text[line.start : min(line.end, line.start + _LOOKED_AT)]


def _find_lines(source: SourceText, words: str) -> Span | None:
    """Where the words stand on the first pages, also across line ends; in a running head only if nowhere else."""
    pattern = re.compile(r"\s+".join(re.escape(word) for word in words.split()[:60]))
    found = [match.span() for match in pattern.finditer(source.text, 0, 20_000)]
    heads = [(line.start, line.end) for line in source.lines if line.role is LineRole.FURNITURE]
    shown = [span for span in found if not any(start <= span[0] < end for start, end in heads)]
    return next(iter(shown or found), None)
