"""How likely two tellings are of one activity: a sum of weights, each of them a reason that a person can read.

The weights are logarithms of odds, in the manner of Fellegi and Sunter: what agrees adds, what contradicts subtracts,
what one telling does not state says nothing. They and `THRESHOLD` were set on retellings of the annotated chapters
(`python -m tests.benchmarks.told_twice`).
"""

from __future__ import annotations

import math
from collections.abc import Iterator
from dataclasses import dataclass
from datetime import date, timedelta

from rapidfuzz import fuzz

from muster.domain.matching.told import CLOSE, Told

PRIOR = -3.0  # before anything is compared: about one candidate pair in twenty is one activity
THRESHOLD = 0.35  # from which on a pair is proposed to a person
MANY = 10  # participants; the same small number is met by chance
LONG = timedelta(days=62)  # a statement about so long a time covers much
TEACHING = {"training", "training_of_trainers", "workshop", "seminar"}  # reports use these words for one thing


@dataclass(frozen=True, slots=True)
class Reason:
    """One thing that speaks for (weight above 0) or against it. `name` is a message's key, `words` what it is about."""

    name: str
    weight: float
    words: str = ""


@dataclass(frozen=True, slots=True)
class Match:
    """The probability that two tellings are of one activity, 0 to 1, and the reasons, the weightiest first."""

    score: float
    reasons: tuple[Reason, ...]

    @property
    def proposed(self) -> bool:
        return self.score >= THRESHOLD


def compare(one: Told, other: Told) -> Match:
    """How likely two tellings are of one activity; alike whichever comes first."""
    one, other = sorted((one, other), key=lambda told: told.key)
    parts = (_dates, _places, _numbers, _words, _codes, _sources, _structures)
    reasons = [reason for part in parts for reason in part(one, other)]
    odds = PRIOR + sum(reason.weight for reason in reasons)
    ordered = sorted(reasons, key=lambda reason: (-abs(reason.weight), reason.name, reason.words))
    return Match(1 / (1 + math.exp(-odds)), tuple(ordered))


def _dates(one: Told, other: Told) -> Iterator[Reason]:
    first, second = _days(one), _days(other)
    if not first or not second:
        return
    if first == second and one.precision == other.precision:
        yield Reason("same_dates", {"day": 2.8, "month": 1.2}.get(one.precision, 0.2))
    elif first[0] > second[1] or second[0] > first[1]:
        gap = max(first[0], second[0]) - min(first[1], second[1])
        yield Reason("close_dates", -1.0) if gap <= CLOSE else Reason("different_dates", -7.0)
    elif one.precision == other.precision == "day" and max(_length(first), _length(second)) < LONG:
        yield Reason("overlapping_dates", 1.0)
    else:
        yield Reason("date_within", 0.2 if max(_length(first), _length(second)) > LONG else 0.9)


def _days(told: Told) -> tuple[date, date] | None:
    """The days that are stated, a month from its first to its last; the period of a report is no statement."""
    return (told.period_start, told.period_end) if told.start or told.end else None


def _length(days: tuple[date, date]) -> timedelta:
    return days[1] - days[0]


def _places(one: Told, other: Told) -> Iterator[Reason]:
    both = one.places & other.places
    if both:
        alike = one.places == other.places
        yield Reason("same_places" if alike else "shared_place", 1.2 if alike else 0.7, _list(both))
    elif one.places and other.places:
        yield Reason("different_places", -3.0)


def _numbers(one: Told, other: Told) -> Iterator[Reason]:
    yield from _number("participants", one.participants, other.participants, 2.2, -2.2)
    yield from _number("women", one.women, other.women, 1.0, -1.5)
    yield from _number("men", one.men, other.men, 1.0, -1.5)
    if one.sessions and other.sessions:
        same = one.sessions == other.sessions
        weight = (0.6 if one.sessions > 1 else 0.1) if same else -1.2
        yield Reason("same_sessions" if same else "different_sessions", weight)


def _number(name: str, one: int | None, other: int | None, alike: float, unlike: float) -> Iterator[Reason]:
    if one is None or other is None:
        return
    if one == other:
        yield Reason(f"same_{name}", alike if one >= MANY else alike / 2, str(one))
    elif abs(one - other) <= 0.1 * max(one, other):
        yield Reason(f"close_{name}", 0.2, f"{min(one, other)}, {max(one, other)}")
    else:
        yield Reason(f"different_{name}", unlike, f"{min(one, other)}, {max(one, other)}")


def _words(one: Told, other: Told) -> Iterator[Reason]:
    alike = fuzz.token_set_ratio(*sorted((one.title_key, other.title_key)))
    if alike >= 90:
        yield Reason("same_title", 2.0)
    elif alike >= 70:
        yield Reason("like_title", 1.0)
    elif alike < 40:
        yield Reason("unlike_title", -1.2)
    if not one.narrative or not other.narrative:
        return
    shared = one.words & other.words
    part = len(shared) / max(min(len(one.words), len(other.words)), 1)
    if part >= 0.7:
        yield Reason("same_words", 2.0, _list(shared))
    elif part >= 0.45:
        yield Reason("like_words", 1.0, _list(shared))
    elif part < 0.2:
        yield Reason("unlike_words", -1.2)


def _codes(one: Told, other: Told) -> Iterator[Reason]:
    if one.theme == other.theme:
        yield Reason("same_theme", 0.5)
    else:
        yield Reason("different_theme", -0.6 if one.category == other.category else -1.2)
    if one.kind == other.kind:
        yield Reason("same_kind", 0.4)
    elif not {one.kind, other.kind} <= TEACHING:
        yield Reason("different_kind", -0.8)
    if shared := one.partners & other.partners:
        yield Reason("shared_partner", 0.5, _list(shared))


def _sources(one: Told, other: Told) -> Iterator[Reason]:
    if one.documents & other.documents:
        yield Reason("same_document", -2.0)


def _structures(one: Told, other: Told) -> Iterator[Reason]:
    yield Reason("same_structure", 0.1) if one.unit == other.unit else Reason("other_structure", -0.9)


def _list(names: frozenset[str], limit: int = 6) -> str:
    return ", ".join(sorted(names)[:limit])
