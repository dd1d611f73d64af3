"""Which tellings are worth comparing: of one unit, near in time, with two signs in common."""

from __future__ import annotations

from collections import Counter, defaultdict
from collections.abc import Iterable, Iterator, Sequence

from muster.domain.matching.told import CLOSE, Told

SIGNS = 2  # places, numbers of participants, words of the title that both have
CROWD = 50  # tellings at one time under one sign; beyond, the sign tells nothing


def may_be_one(one: Told, other: Told) -> bool:
    """Whether two tellings are to be compared."""
    if one.key == other.key or one.unit != other.unit or not one.near_in_time(other):
        return False
    return len(one.signs & other.signs) >= SIGNS or _same_text(one, other)


def candidate_pairs(tellings: Iterable[Told]) -> Iterator[tuple[Told, Told]]:
    """Every pair that may be one, once, without comparing each with each."""
    blocks: dict[tuple[int, str], list[Told]] = defaultdict(list)
    for told in sorted(tellings, key=lambda told: (told.period_start, told.key)):
        for sign in told.signs:
            blocks[told.unit, sign].append(told)
    shared: Counter[tuple[int, int]] = Counter()
    by_key: dict[int, Told] = {}
    for block in blocks.values():
        for one, other in _at_one_time(block):
            shared[min(one.key, other.key), max(one.key, other.key)] += 1
            by_key[one.key], by_key[other.key] = one, other
    for first, second in sorted(shared):
        if may_be_one(by_key[first], by_key[second]):
            yield by_key[first], by_key[second]


def _at_one_time(block: Sequence[Told]) -> Iterator[tuple[Told, Told]]:
    """Pairs of a block, ordered by its beginnings, whose periods touch or nearly."""
    going_on: list[Told] = []
    for told in block:
        going_on = [before for before in going_on if before.period_end + CLOSE >= told.period_start]
        if len(going_on) < CROWD:
            yield from ((before, told) for before in going_on)
        going_on.append(told)


def _same_text(one: Told, other: Told) -> bool:
    return one.title_key == other.title_key
