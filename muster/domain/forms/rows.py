"""Which row of a repeat of before each row of now is: rows have no names, and one that goes moves those behind it."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Callable, Mapping, Sequence
from itertools import product
from typing import Any

from muster.domain.forms.answers import Answers, asks
from muster.domain.forms.asked import within
from muster.domain.forms.model import LISTED, Form, Kind

WRITTEN, CHOSEN = 4, 1  # how much it says that two rows share an answer: many victims are adult, few have one name


def paired(form: Form, there: Sequence[Answers], rows: Sequence[Answers], above: str) -> list[int | None]:
    """For each row of now the place of the one of before that it surely is: what was said of one person is never told
    of another.

    That says the same, else that it shares most answers with, not choices alone; where as many rows are there as
    before, else the one at its place.
    """
    before = {at: within(form, one, above) for at, one in enumerate(there)}
    now = {place: within(form, row, above) for place, row in enumerate(rows)}
    same = _equal(before, now)
    same |= _alike(
        {at: one for at, one in before.items() if at not in same.values()},
        {place: row for place, row in now.items() if place not in same},
        lambda path: CHOSEN if form.by_path[f"{above}{path}"].kind in LISTED else WRITTEN,
    )
    if len(there) == len(rows):
        known = set(same.values())
        same |= {place: place for place in now if place not in same and place not in known}
    return [same.get(place) for place in now]


def aligned(form: Form, before: Answers, now: Answers, above: str = "") -> tuple[dict[str, Any], dict[str, Any]]:
    """Answers of before with each row at the place where it is now, and the rows that are no more where they were."""
    moved, gone = dict(before), dict[str, Any]()
    for path, there in before.items():
        field = asks(form, f"{above}{path}", there)
        if field and field.kind == Kind.REPEAT:
            rows, start = now.get(path) or [], f"{field.path}/"
            places = _likely(form, there, rows, start)
            pairs = [
                ({}, {}) if at is None else aligned(form, there[at], row, start)
                for at, row in zip(places, rows, strict=True)
            ]
            moved[path] = [one for one, _left in pairs]
            left = {at: one for at, (_moved, one) in zip(places, pairs, strict=True) if at is not None}
            if any(rest := [left.get(at, one) for at, one in enumerate(there)]):
                gone[path] = rest
    return moved, gone


def _likely(form: Form, there: Sequence[Answers], rows: Sequence[Answers], above: str) -> list[int | None]:
    """As `paired`; of several that say the same any will do where it is only told what became of them."""
    found = paired(form, there, rows, above)
    left = {at: one for at, one in enumerate(there) if at not in found}
    for place, row in enumerate(rows):
        if found[place] is None and (at := next((at for at, one in left.items() if one == row), None)) is not None:
            found[place] = at
            del left[at]
    return found


def _equal(before: Mapping[int, Answers], now: Mapping[int, Answers]) -> dict[int, int]:
    """Rows of now with those of before that say the same; of several that do, where as many are left: else nobody knows
    which one is no more."""
    same: dict[int, int] = {}
    for place, row in now.items():
        theirs = [at for at, one in before.items() if one == row]
        ours = [other for other, one in now.items() if one == row]
        if len(theirs) == len(ours):
            same[place] = theirs[ours.index(place)]
    return same


def _alike(before: Mapping[int, Answers], now: Mapping[int, Answers], weight: Callable[[str], int]) -> dict[int, int]:
    """Rows of now with the one of before that they share most answers with, one at least that was written, and where
    neither has as many with another."""
    shared: dict[tuple[int, int], int] = {}
    for (place, row), (at, one) in product(now.items(), before.items()):
        if count := sum(weight(path) for path, value in row.items() if one.get(path) == value):
            shared[place, at] = count
    rows, columns = defaultdict[int, list[int]](list), defaultdict[int, list[int]](list)
    for (place, at), count in shared.items():
        rows[place].append(count)
        columns[at].append(count)
    return {
        place: at
        for (place, at), count in shared.items()
        if count >= WRITTEN and _is_most(count, rows[place]) and _is_most(count, columns[at])
    }


def _is_most(count: int, counts: Sequence[int]) -> bool:
    return count == max(counts) and counts.count(count) == 1
