"""What a service token may be limited to: pairs of a verb and a subject, kept as "verb subject"."""

from __future__ import annotations

from collections.abc import Iterable

from muster.features.accounts.vocabulary import RIGHTS, Subject, Verb

NEVER = {Subject.ROLE, Subject.ACCOUNT, Subject.AUDIT}  # people decide about people, not programs


def choices() -> list[tuple[str, list[tuple[str, str]]]]:
    """What can be chosen, by subject: the value that is kept, and how it reads."""
    return [(str(subject.label), _of(subject, verbs)) for subject, verbs in RIGHTS.items() if subject not in NEVER]


def words(kept: Iterable[str]) -> list[str]:
    """What a token may do, as it reads; what is not known any more as it is kept."""
    known = {value: f"{verb}: {subject}" for subject, group in choices() for value, verb in group}
    return [known.get(limit, limit) for limit in kept]


def _of(subject: Subject, verbs: tuple[Verb, ...]) -> list[tuple[str, str]]:
    return [(f"{verb.value} {subject.value}", str(verb.label)) for verb in verbs if verb is not Verb.BREAK_GLASS]


def pairs(kept: list[str]) -> frozenset[tuple[str, str]]:
    """As `rights.may` takes them into account."""
    return frozenset((verb, subject) for verb, _, subject in (limit.partition(" ") for limit in kept))
