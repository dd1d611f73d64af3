"""What a service token may be limited to: pairs of a verb and a subject, kept as "verb subject"."""

from __future__ import annotations

from muster.features.accounts.rights import Verb

ALL = "*"  # a subject that means all of them


def choices() -> list[tuple[str, str]]:
    """What can be chosen: the value that is kept, and how it reads."""
    return [(f"{verb.value} {ALL}", verb.value.replace("_", " ")) for verb in Verb if verb is not Verb.ADMINISTER]


def pairs(kept: list[str]) -> frozenset[tuple[str, str]]:
    """As `rights.may` takes them into account."""
    return frozenset((verb, subject) for verb, _, subject in (limit.partition(" ") for limit in kept))
