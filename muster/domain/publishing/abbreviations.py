"""Abbreviations that a text defines, as in “Kosovo Police (KP)”, and those that it uses without saying.

The long form is found as by Schwartz and Hearst (A simple algorithm for identifying abbreviation definitions in
biomedical text, 2003): from the right, every letter of the short form must be met, the first at the start of a word.
"""

from __future__ import annotations

import re
from collections.abc import Iterable
from dataclasses import dataclass, field

IN_BRACKETS = re.compile(r"\(([^\W\d_][\w&/.-]{1,11})\)")
WORD = re.compile(r"(?<![\w@./-])[^\W\d_][\w&-]*[\w]")
ROMAN = re.compile(r"[IVXLC]+")


@dataclass(slots=True)
class Found:
    """What one text says: `defined` short → long; `used` short → how often; `twice` short → its other long forms."""

    defined: dict[str, str] = field(default_factory=dict)
    used: dict[str, int] = field(default_factory=dict)
    twice: dict[str, set[str]] = field(default_factory=dict)

    @property
    def undefined(self) -> dict[str, int]:
        return {short: times for short, times in sorted(self.used.items()) if short not in self.defined}


def find(texts: Iterable[str]) -> Found:
    """Over all chapters together: an abbreviation defined in one counts as defined in all."""
    found = Found()
    for text in texts:
        for match in IN_BRACKETS.finditer(text):
            _keep_definition(found, match[1], text[: match.start()])
        for word in WORD.findall(text):
            if is_abbreviation(word):
                short = singular(word)
                found.used[short] = found.used.get(short, 0) + 1
    return found


def is_abbreviation(word: str) -> bool:
    """At least two capitals, at most nine letters, not a Roman numeral, not a name like McDonald."""
    core = singular(word)
    capitals = sum(letter.isupper() for letter in core)
    return capitals >= 2 and len(core) <= 9 and capitals * 2 > len(core) and not ROMAN.fullmatch(core)


def singular(word: str) -> str:
    """`NGOs` as `NGO`."""
    return word[:-1] if word.endswith("s") and word[:-1].isupper() and len(word) > 2 else word


def long_form(short: str, before: str) -> str | None:
    """The words before the bracket that the short form stands for; None where the letters are not met in order."""
    letters = [letter.lower() for letter in short if letter.isalnum()]
    candidate = _candidate(short, before)
    at = len(candidate) - 1
    for number, letter in reversed(list(enumerate(letters))):
        while at >= 0 and not _meets(candidate, at, letter, first=number == 0):
            at -= 1
        if at < 0:
            return None
        at -= 1
    words = candidate[at + 1 :].strip()
    return words if len(words) > len(short) else None


def _keep_definition(found: Found, bracketed: str, before: str) -> None:
    short = singular(bracketed)
    if not is_abbreviation(short):
        return
    words = long_form(short, before)
    if words is None:
        return
    kept = found.defined.setdefault(short, words)
    if kept.casefold() != words.casefold():
        found.twice.setdefault(short, set()).add(words)


def _candidate(short: str, before: str) -> str:
    """At most min(letters + 5, letters × 2) words before the bracket, of the same sentence."""
    sentence = re.split(r"[.;:!?]\s|\n", before)[-1]
    return " ".join(sentence.split()[-min(len(short) + 5, len(short) * 2) :])


def _meets(text: str, at: int, letter: str, *, first: bool) -> bool:
    if text[at].lower() != letter:
        return False
    return not first or at == 0 or not text[at - 1].isalnum()
