"""Which tellings are worth comparing: near in time, with two signs in common, whichever structures tell them.

Within one structure a single sign brings two tellings together. Of another structure there are many more at one time,
so there it takes a word, a number, a day, or a place joined with one of them.
"""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Collection, Iterable, Iterator
from datetime import date
from heapq import heappop, heappush

from muster.domain.matching.told import CLOSE, Told

SIGNS = 2  # places, days, partners, numbers of participants, words of the title that both have
WORDS = 4  # of title and narrative together: as good as one more sign
CROWD = 50  # tellings at one time under one sign; beyond, the sign tells nothing
CROWD_OF_ALL = 20  # the same where all structures tell

Ending = tuple[date, int, Told]  # until when a telling meets others, its key, the telling


def may_be_one(one: Told, other: Told) -> bool:
    """Whether two tellings are to be compared."""
    if one.key == other.key or not one.near_in_time(other):
        return False
    shared = len(one.signs & other.signs)
    return shared >= SIGNS or _same_text(one, other) or (shared > 0 and len(one.words & other.words) >= WORDS)


def candidate_pairs(tellings: Iterable[Told], units: Collection[int] = ()) -> Iterator[tuple[Told, Told]]:
    """Every pair that may be one, once, the lesser key first; with `units`, only pairs that one of them has part in.

    The tellings are gone through in the order of their beginnings; each meets those under its signs that are not over
    yet, at most a crowd a sign, so that the work grows with the number of tellings only.
    """
    going_on: dict[tuple[int, str], list[Ending]] = defaultdict(list)  # heaps, what ends first on top
    for told in sorted(tellings, key=lambda told: (told.period_start, told.key)):
        met: dict[int, Told] = {}
        for sign in _blocks(told):
            block = going_on[sign]
            while block and block[0][0] < told.period_start:
                heappop(block)
            if len(block) < (CROWD if sign[0] else CROWD_OF_ALL):
                met.update((key, before) for _end, key, before in block)
            heappush(block, (told.period_end + CLOSE, told.key, told))
        for before in met.values():
            if (not units or told.unit in units or before.unit in units) and may_be_one(before, told):
                yield (before, told) if before.key < told.key else (told, before)


def _blocks(told: Told) -> Iterator[tuple[int, str]]:
    """(unit, sign) for its own structure, (0, sign) for all of them."""
    yield from ((told.unit, sign) for sign in told.signs)
    yield from ((0, sign) for sign in told.rare_signs)


def _same_text(one: Told, other: Told) -> bool:
    return one.title_key == other.title_key
