"""Answers by which a record is looked for before a new one is made: what is compared, and why two are offered as alike.

Names meet across scripts and spellings by the field's transliteration table (`muster.domain.names`), in any order of
words, written together or apart, in initials, with one letter wrong. Numbers of documents, weapons and plates meet
whatever stands between their signs, and where signs are taken for one another; who looks for one may know its beginning
alone. Rules propose; a person decides.
"""

from __future__ import annotations

import re
import unicodedata
from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from enum import StrEnum
from functools import lru_cache
from itertools import permutations

from rapidfuzz.distance import DamerauLevenshtein, JaroWinkler

from muster.domain.forms.answers import Answers, every
from muster.domain.forms.model import Form, Kind
from muster.domain.forms.settings import Key
from muster.domain.names import CYRILLIC, match_key, to_latin

LIMIT = 300  # characters of an answer that are compared
WORDS = 6  # of a name; further ones say little and cost much
OFFERED = 0.5  # likeness from which a record is offered to somebody who searches
TWIN = 0.8  # from which it is named beside a record that nobody searched for
BEGUN = 4  # signs from which the beginning of a number is looked for
LONG = 5  # signs from which one that differs may be a slip
NEAR = 0.92  # Jaro-Winkler similarity of two words
SAME_FIELD = frozenset({"number"})  # numbers of cases and of teams may be the same and mean nothing
WITH_SLIPS = frozenset({"person", "vehicle", "weapon", "document"})  # numbers in a row differ by one sign, and rightly

# Cyrillic signs that look like Latin ones, on plates and on weapons.
LOOK_ALIKE = str.maketrans("АВЕЅІЈКМНОРСТУХ", "ABESIJKMHOPCTYX")
TAKEN_FOR = str.maketrans("OI", "01")
PLAIN = str.maketrans("GJSZC", "ddszc")  # what is left of the letters of a match key where only plain ones were typed
_APART = re.compile(r"[^\W\d_]+|\d+")
COMPARED = frozenset({Kind.TEXT, Kind.BARCODE, Kind.INTEGER, Kind.DECIMAL, Kind.ONE})  # words and numbers


class Why(StrEnum):
    """Why two answers may mean one person or thing."""

    SAME = "same"
    SCRIPT = "script"  # the same in another script
    SPELLING = "spelling"
    ORDER = "order"  # of words
    TOGETHER = "together"  # or apart
    INITIALS = "initials"
    PART = "part"  # one says more words than the other
    LETTER = "letter"  # one letter differs
    CLOSE = "close"  # much alike
    SIGNS = "signs"  # that look alike, such as O and 0
    GAPS = "gaps"  # spaces, dashes, dots
    ZEROS = "zeros"  # before a number
    DIGIT = "digit"  # one sign differs
    BEGINNING = "beginning"  # alone was written


@dataclass(frozen=True, slots=True)
class Likeness:
    """`score` from 0 to 1, not a probability: it orders what is offered. `why` is in the order of `Why`."""

    score: float
    why: tuple[Why, ...]

    @property
    def offered(self) -> bool:
        return self.score >= OFFERED


@dataclass(frozen=True, slots=True)
class KeyAnswer:
    """An answer to a key: as it was said, and what of it is compared."""

    key: Key
    said: str
    folded: str


NOT_ALIKE = Likeness(0.0, ())
COST = {
    Why.SCRIPT: 0.02,
    Why.SPELLING: 0.03,
    Why.ORDER: 0.02,
    Why.TOGETHER: 0.05,
    Why.INITIALS: 0.25,
    Why.PART: 0.15,
    Why.LETTER: 0.15,
    Why.CLOSE: 0.25,
    Why.SIGNS: 0.05,
    Why.GAPS: 0.01,
    Why.ZEROS: 0.04,
    Why.DIGIT: 0.25,
    Why.BEGINNING: 0.4,
}
ALONE = 0.3  # further cost where only one word of a longer name is said
WIDE = 0.08  # further cost where two names are the same in plain letters alone: Đ as D, Ć as C


def answered(form: Form, keys: Sequence[Key], answers: Answers) -> Iterator[KeyAnswer]:
    """Every answer to a key, those in repeats too; what has nothing to compare is left out."""
    by_path = {key.path: key for key in keys}
    for field, value in every(form, answers):
        key = by_path.get(field.path)
        if key and field.kind in COMPARED and (folded := fold(key.how, str(value))):
            yield KeyAnswer(key, str(value)[:LIMIT], folded)


def fold(how: str, said: str) -> str:
    """What is compared first, and looked up in an index; "" where the answer has no letter or digit.

    Names: the words, each as its wider match key, in alphabetical order. All others: their letters and digits, without
    zeros before a number, signs that look alike as one.
    """
    said = said[:LIMIT]
    if how == "person":
        return " ".join(sorted(_words(said)))[:LIMIT]
    return "".join(_runs(said))[:LIMIT]


def compare(how: str, one: str, other: str) -> Likeness:
    """How alike two answers are, whichever comes first."""
    one, other = sorted((one[:LIMIT], other[:LIMIT]))
    return _names(one, other) if how == "person" else _numbers(how, one, other)


def beginning(how: str, wanted: str) -> str:
    """What answers begin with, folded, of which `wanted` is how they begin; "" where that says too little.

    Zeros at its end may be those before a number, which are left out.
    """
    if how == "person" or len(_signs(wanted[:LIMIT])) < BEGUN:
        return ""
    *runs, last = _runs(wanted[:LIMIT])
    return "".join(runs if last == "0" else (*runs, last))


def begins(how: str, wanted: str, said: str) -> Likeness:
    """Whether an answer begins with what is looked for."""
    begun = beginning(how, wanted)
    return _likeness({Why.BEGINNING}) if begun and fold(how, said).startswith(begun) else NOT_ALIKE


def _likeness(found: set[Why], further: float = 0.0) -> Likeness:
    if not found:
        return Likeness(1.0, (Why.SAME,))
    cost = sum(COST[why] for why in found) + further
    return Likeness(round(max(0.0, 1.0 - cost), 4), tuple(why for why in Why if why in found))


# Names


def _names(one: str, other: str) -> Likeness:
    ours, theirs = sorted((_words(one), _words(other)), key=lambda words: (len(words), words))
    if not _say_something(ours) or not _say_something(theirs):
        return NOT_ALIKE
    written = _writing(one, other)
    wide = 0.0 if sorted(_keys_of(one)) == sorted(_keys_of(other)) else WIDE
    if sorted(ours) == sorted(theirs):
        return _likeness(written | ({Why.ORDER} if ours != theirs else set()), wide)
    if _together(ours, theirs):
        return _likeness(written | {Why.TOGETHER})
    return _by_words(ours, theirs, written)


@lru_cache(maxsize=16_384)
def _keys_of(said: str) -> tuple[str, ...]:
    """The match key of each word; what a mark of omission stands in is one word."""
    latin = to_latin(unicodedata.normalize("NFKC", said))
    pieces = re.split(r"[\W_]+", re.sub(r"(?<=\w)['’ʼ`](?=\w)", "", latin))
    return tuple(key for piece in pieces if (key := match_key(piece)))[:WORDS]


def _words(said: str) -> list[str]:
    """Folded as far as plain letters go."""
    return [key.translate(PLAIN).replace("dz", "d") for key in _keys_of(said)]


def _say_something(words: list[str]) -> bool:
    """Initials alone are nobody's name."""
    return any(len(word) > 1 for word in words)


def _writing(one: str, other: str) -> set[Why]:
    """How the same name is written otherwise."""
    if bool(CYRILLIC.search(one)) != bool(CYRILLIC.search(other)):
        return {Why.SCRIPT}
    return set() if set(_plain(one)) == set(_plain(other)) else {Why.SPELLING}


def _plain(said: str) -> list[str]:
    """The words as they are written, but for capitals."""
    return re.findall(r"\w+", unicodedata.normalize("NFKC", said).casefold())


def _together(ours: list[str], theirs: list[str]) -> bool:
    """Whether the same letters follow one another, in some order of the words."""
    if len(ours) == len(theirs) or sorted("".join(ours)) != sorted("".join(theirs)):
        return False
    wanted = {"".join(order) for order in permutations(theirs)} if len(theirs) <= 4 else {"".join(theirs)}
    return any("".join(order) in wanted for order in (permutations(ours) if len(ours) <= 4 else [ours]))


def _by_words(ours: list[str], theirs: list[str], written: set[Why]) -> Likeness:
    """The shorter name's words each beside one of the longer's, in the best way."""
    best = max((_beside(ours, order) for order in permutations(theirs, len(ours))), key=lambda found: found.score)
    if best == NOT_ALIKE:
        return best
    found = {*best.why} - {Why.SAME} | (written & {Why.SCRIPT})
    alone = 0.0
    if len(ours) < len(theirs):
        found.add(Why.PART)
        alone = ALONE if sum(len(word) > 1 for word in ours) == 1 else 0.0
    return _likeness(found, alone)


def _beside(ours: Sequence[str], theirs: Sequence[str]) -> Likeness:
    """At most one word may differ by a slip, and one whole word at least must be the same where there are several."""
    found = [_word(one, other) for one, other in zip(ours, theirs, strict=True)]
    slips = sum(why in (Why.LETTER, Why.CLOSE) for why in found)
    same = any(why is Why.SAME and len(one) > 1 for why, one in zip(found, ours, strict=True))
    if None in found or slips > 1 or not (same or len(ours) == 1):
        return NOT_ALIKE
    return _likeness({why for why in found if why and why is not Why.SAME})


@lru_cache(maxsize=65_536)
def _word(one: str, other: str) -> Why | None:
    """How two words, folded, are alike; None where they are not."""
    if one == other:
        return Why.SAME
    shorter, longer = sorted((one, other), key=len)
    if len(shorter) == 1:
        return Why.INITIALS if longer.startswith(shorter) else None
    if len(longer) >= LONG and DamerauLevenshtein.distance(one, other) <= 1:
        return Why.LETTER
    return Why.CLOSE if len(shorter) >= LONG and JaroWinkler.similarity(one, other) >= NEAR else None


# Numbers


def _numbers(how: str, one: str, other: str) -> Likeness:
    ours, theirs = _signs(one), _signs(other)
    if not ours or not theirs:
        return NOT_ALIKE
    gaps = {Why.GAPS} if _typed(one) != _typed(other) else set()
    if ours == theirs:
        return _likeness({Why.SCRIPT} if _in_two_scripts(one, other) else gaps)
    if ours.translate(TAKEN_FOR) == theirs.translate(TAKEN_FOR):
        return _likeness({Why.SIGNS})
    if _runs(one) == _runs(other):
        return _likeness({Why.ZEROS})
    slip = how in WITH_SLIPS and min(len(ours), len(theirs)) >= LONG
    if slip and DamerauLevenshtein.distance(ours.translate(TAKEN_FOR), theirs.translate(TAKEN_FOR)) <= 1:
        return _likeness({Why.DIGIT})
    return NOT_ALIKE


def _in_two_scripts(one: str, other: str) -> bool:
    return bool(CYRILLIC.search(one)) != bool(CYRILLIC.search(other))


def _typed(said: str) -> str:
    return "".join(unicodedata.normalize("NFKC", said).upper().split())


@lru_cache(maxsize=16_384)
def _latin(said: str) -> str:
    """Capitals without marks; Cyrillic signs as the Latin ones that they look like, the others by their sound."""
    latin = to_latin(unicodedata.normalize("NFKC", said).upper().translate(LOOK_ALIKE)).upper().replace("Đ", "D")
    return "".join(sign for sign in unicodedata.normalize("NFKD", latin) if not unicodedata.combining(sign))


def _signs(said: str) -> str:
    return "".join(_APART.findall(_latin(said)))


def _runs(said: str) -> list[str]:
    """Letters and numbers as they stand apart, without zeros before a number; O is 0 and I is 1."""
    return [run.lstrip("0") or "0" for run in _APART.findall(_latin(said).translate(TAKEN_FOR))]
