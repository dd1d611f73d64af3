"""What a document is: its title, language, period and the unit that reports, each with its words and its reason.

Everything here is a proposal that a person may change.
"""

from __future__ import annotations

import re
import unicodedata
from collections import Counter
from collections.abc import Iterable, Iterator, Mapping
from datetime import date
from functools import cache
from pathlib import PurePath
from typing import Any

from .model import Line, LineRole, Recognised, SourceText, Span
from .periods import ReportPeriod, find_period
from .sentences import Note
from .titles import title

__all__ = ["language", "period", "structure_hint", "title"]

_FIRST_LINES = 15  # where a report says who wrote it and for when
_LOOKED_AT = 400  # characters of one line
_SAMPLE = 20_000  # characters looked at for the language
_SURE = 0.75  # the least confidence in a language
_PERIOD_WORDS = re.compile(
    r"report|period|covering|raport|periudh|mujor|javor|vjetor|izve[sš]taj|izvje[sš]taj|razdoblj|"
    r"mese[cč]n|nedeljn|godi[sš]nj|извештај|период|месечн|недељн|годишњ",
    re.IGNORECASE,
)


def language(source: SourceText) -> Recognised[str] | None:
    """`en`, `sq`, `sr-Latn` or `sr-Cyrl` (Bosnian and Croatian count as Serbian); None when unsure."""
    sample = " ".join(_prose(source))[:_SAMPLE]
    letters = [letter for letter in sample if letter.isalpha()]
    if len(letters) < 40:
        return None
    cyrillic = sum(1 for letter in letters if "\u0400" <= letter <= "\u04ff") / len(letters)
    shares: Counter[str | None] = Counter()
    for found in _detector().compute_language_confidence_values(sample):
        shares[_LANGUAGES.get(found.language.name)] += found.value
    code, sure = shares.most_common(1)[0]
    if code is None or sure < _SURE:
        return None
    if code == "sr":
        code = "sr-Cyrl" if cyrillic > 0.5 else "sr-Latn"
    return Recognised(code, None, Note("language-words", percent=round(100 * sure)))


_LANGUAGES = {"ENGLISH": "en", "ALBANIAN": "sq", "SERBIAN": "sr", "BOSNIAN": "sr", "CROATIAN": "sr"}
# Neighbours, so that their texts are not taken for the nearest of ours.
_NEIGHBOURS = ("MACEDONIAN", "TURKISH", "GERMAN", "FRENCH", "RUSSIAN", "SLOVENE")


@cache
def _detector() -> Any:
    from lingua import Language, LanguageDetectorBuilder

    languages = [getattr(Language, name) for name in (*_LANGUAGES, *_NEIGHBOURS)]
    return LanguageDetectorBuilder.from_languages(*languages).with_low_accuracy_mode().build()


def period(source: SourceText, file_name: str = "", today: date | None = None) -> Recognised[ReportPeriod] | None:
    """The time the report tells of, from its title, its file's name or the lines that speak of a period."""
    today = today or date.today()
    named = title(source)
    if named is not None:
        found = find_period(named.value, today, loosely=True)
        if found:
            words = named.value[slice(*found[1])]
            return Recognised(found[0], _inside(source, named, found[1]), Note("period-title", words=words))
    for line in _opening_lines(source):
        found = find_period(_text(source, line)[:_LOOKED_AT], today)
        if found:
            start, end = line.start + found[1][0], line.start + found[1][1]
            return Recognised(found[0], (start, end), Note("period-line", words=source.text[start:end]))
    stem = PurePath(file_name).stem
    found = find_period(stem, today, loosely=True)
    if found:
        return Recognised(found[0], None, Note("period-file", words=stem[slice(*found[1])]))
    return None


def structure_hint(
    source: SourceText, names: Mapping[str, Iterable[str]], file_name: str = ""
) -> Recognised[str] | None:
    """The key of the unit that reports: the one named in the title, the first lines, the running heads, the file name.

    `names` gives for each key the ways of writing it; case, accents and script do not matter.
    """
    searched = sorted(((_fold(name)[0], key) for key, ways in names.items() for name in ways), key=_longest_first)
    named = title(source)
    if named is not None and named.span is not None:
        found = _first_name(source.text[slice(*named.span)], searched)
        if found:
            return _unit(source, found, named.span[0], "unit-title")
    heads = [line for line in source.lines if line.role is LineRole.FURNITURE and line.page <= 2]
    for line in (*_body_opening(source), *heads):
        found = _first_name(_text(source, line)[:_LOOKED_AT], searched)
        if found:
            return _unit(source, found, line.start, "unit-line")
    found = _first_name(re.sub(r"[_.+-]+", " ", PurePath(file_name).stem), searched)
    return Recognised(found[0], None, Note("unit-file", words=PurePath(file_name).stem)) if found else None


def _unit(source: SourceText, found: tuple[str, int, int], at: int, code: str) -> Recognised[str]:
    start, end = at + found[1], at + found[2]
    return Recognised(found[0], (start, end), Note(code, words=source.text[start:end]))


def _longest_first(one: tuple[str, str]) -> tuple[int, str]:
    return -len(one[0]), one[1]


def _first_name(text: str, searched: list[tuple[str, str]]) -> tuple[str, int, int] | None:
    """Key, start and end of the earliest name in `text`; of two at one place the longer."""
    folded, places = _fold(text)
    best: tuple[int, int, str, int] | None = None
    for rank, (name, key) in enumerate(searched):
        for match in re.finditer(rf"(?<!\w){re.escape(name)}(?!\w)", folded) if name else ():
            if best is None or (match.start(), rank) < best[:2]:
                best = (match.start(), rank, key, match.end())
            break
    if best is None:
        return None
    return best[2], places[best[0]], places[best[3] - 1] + 1


_LATIN = "a b v g d dj e z z i j k l lj m n nj o p r s t c u f h c c dz s"
_CYRILLIC = dict(zip("абвгдђежзијклљмнњопрстћуфхцчџш", _LATIN.split(" "), strict=True))


def _fold(text: str) -> tuple[str, list[int]]:
    """Lower case, Latin, without accents; with the place in `text` of every letter of it."""
    folded: list[str] = []
    places: list[int] = []
    for at, letter in enumerate(text):
        low = letter.lower()
        plain = _CYRILLIC.get(low) or ("dj" if low == "đ" else unicodedata.normalize("NFD", low)[:1])
        if plain.isspace():
            plain = " " if folded and folded[-1] != " " else ""
        folded.extend(plain)
        places += [at] * len(plain)
    return "".join(folded).rstrip(), places


def _text(source: SourceText, line: Line) -> str:
    return source.text[line.start : line.end]


def _prose(source: SourceText) -> Iterator[str]:
    """Lines of running text and headings; tables, notes and running heads are full of names."""
    for line in source.lines:
        if line.role in (None, LineRole.BODY, LineRole.HEADING, LineRole.BOX):
            yield _text(source, line)


def _body_opening(source: SourceText) -> list[Line]:
    opening = [line for line in source.lines if line.page == 1 and line.role is not LineRole.FURNITURE]
    return [line for line in opening if line.end > line.start][:_FIRST_LINES]


def _opening_lines(source: SourceText) -> Iterator[Line]:
    """Lines of the first page that may name the period: headings, short first lines, lines that speak of it."""
    opening = _body_opening(source)
    heads = [line for line in source.lines if line.page == 1 and line.role is LineRole.FURNITURE]
    for index, line in enumerate((*opening, *heads)):
        short = index < 8 and line.end - line.start <= 80
        telling = line.end - line.start <= 250 and _PERIOD_WORDS.search(_text(source, line))
        if line.role is LineRole.HEADING or short or telling:
            yield line


def _inside(source: SourceText, named: Recognised[str], span: Span) -> Span | None:
    if named.span is None or source.text[slice(*named.span)] != named.value:
        return named.span
    return named.span[0] + span[0], named.span[0] + span[1]
