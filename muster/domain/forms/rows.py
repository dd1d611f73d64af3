"""Which row of a repeat of before each row of now is: rows have no names, and one that goes moves those behind it."""

from __future__ import annotations

from collections.abc import Callable, Mapping, Sequence
from typing import Any

from muster.domain.forms.answers import Answers
from muster.domain.forms.asked import asks, within
from muster.domain.forms.model import LISTED, Form, Kind

WRITTEN, CHOSEN = 4, 1  # how much it says that two rows share an answer: many victims are adult, few have one name


def paired(form: Form, there: Sequence[Answers], rows: Sequence[Answers], above: str) -> list[int | None]:
    """For each row of now the place of the one of before that it surely is: what was said of one person is never told
    of another.

    That says the same, else that it shares most answers with; where as many rows are there as before, else the one at
    its place.
    """
    before = {at: within(form, one, above) for at, one in enumerate(there)}
    now = {place: within(form, row, above) for place, row in enumerate(rows)}
    same = _same(before, now, lambda path: CHOSEN if form.by_path[f"{above}{path}"].kind in LISTED else WRITTEN)
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
    left = dict(enumerate(there))
    found: dict[int, int | None] = {}
    for place, row in enumerate(rows):
        if (at := next((at for at, one in left.items() if one == row), None)) is not None:
            found[place] = at
            del left[at]
    others = [place for place in range(len(rows)) if place not in found]
    keys = list(left)
    pairs = paired(form, [left[at] for at in keys], [rows[place] for place in others], above)
    found |= {place: None if at is None else keys[at] for place, at in zip(others, pairs, strict=True)}
    return [found[place] for place in range(len(rows))]


def _same(before: Mapping[int, Answers], now: Mapping[int, Answers], weight: Callable[[str], int]) -> dict[int, int]:
    """Rows of now with those of before that say the same, else with the one that shares most answers with them and
    with no other row as many."""
    same: dict[int, int] = {}
    for place, row in now.items():
        if sum(one == row for one in before.values()) != sum(one == row for one in now.values()):
            continue  # of several that say the same nobody knows which one is no more
        if (at := next((at for at, one in before.items() if one == row and at not in same.values()), None)) is not None:
            same[place] = at
    shared = {
        (place, at): sum(weight(path) for path, value in row.items() if one.get(path) == value)
        for place, row in now.items()
        for at, one in before.items()
        if place not in same and at not in same.values()
    }
    for pair, count in shared.items():
        rivals = [other for key, other in shared.items() if key != pair and (key[0] == pair[0] or key[1] == pair[1])]
        if count and count > max(rivals, default=0):
            same[pair[0]] = pair[1]
    return same
