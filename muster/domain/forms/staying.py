"""What a record says that a version of its form does not ask for any more, and where that stands beside new answers.

In a repeat it stands in its row: there are as many rows as of answers, empty ones where nothing stays.
"""

from __future__ import annotations

from collections.abc import Callable, Mapping, Sequence
from typing import Any

from muster.domain.forms.answers import Answers, joined
from muster.domain.forms.model import LISTED, Form, Kind

WRITTEN, CHOSEN = 4, 1  # how much it says that two rows share an answer: many victims are adult, few have one name
Halves = tuple[Answers, Answers]  # plain answers, and those that stand apart (`answers.parted`)


def beyond(form: Form, answers: Answers, above: str = "") -> dict[str, Any]:
    """Of answers those that the form has no field for."""
    return _some(form, answers, above, known=False)


def within(form: Form, answers: Answers, above: str = "") -> dict[str, Any]:
    """Of answers those that the form has a field for."""
    return _some(form, answers, above, known=True)


def staying(form: Form, before: Halves, answers: Answers, above: str = "") -> tuple[dict[str, Any], dict[str, Any]]:
    """What stays of a record's answers in both halves when it is given these `answers`.

    A row of a repeat is the one of before that says the same, else the one that it shares most answers with; where as
    many rows are there as before, else the one at its place. What stood in rows that are no more goes with them.
    """
    plain, apart = (
        {path: one for path, one in half.items() if f"{above}{path}" not in form.by_path} for half in before
    )
    for path, rows in answers.items():
        field = form.by_path.get(f"{above}{path}")
        if field and field.kind == Kind.REPEAT:
            there, start = _rows(before, path), f"{field.path}/"
            pairs = [
                staying(form, one, row, start) for one, row in zip(_paired(form, there, rows, start), rows, strict=True)
            ]
            for half, found in zip((plain, apart), zip(*pairs, strict=True), strict=False):
                if any(found):
                    half[path] = list(found)
    return plain, apart


def _some(form: Form, answers: Answers, above: str, *, known: bool) -> dict[str, Any]:
    found: dict[str, Any] = {}
    for path, value in answers.items():
        field = form.by_path.get(f"{above}{path}")
        if field and field.kind == Kind.REPEAT and isinstance(value, list):
            rows = [_some(form, row, f"{field.path}/", known=known) for row in value]
            if any(rows):
                found[path] = rows
        elif (field is not None) == known:
            found[path] = value
    return found


def _rows(halves: Halves, path: str) -> list[Halves]:
    """Of a repeat, which may stand in either half or in both."""
    plain, apart = (half.get(path) or [] for half in halves)
    empty: list[Answers] = [{}] * max(len(plain), len(apart))
    return list(zip(plain or empty, apart or empty, strict=True))


def _paired(form: Form, there: Sequence[Halves], rows: Sequence[Answers], above: str) -> list[Halves]:
    """For each row of now the one of before that it is, or an empty one: what was said of one person is never told of
    another."""
    before = {at: within(form, joined(*one), above) for at, one in enumerate(there)}
    now = {place: within(form, row, above) for place, row in enumerate(rows)}
    same = _same(before, now, lambda path: CHOSEN if form.by_path[f"{above}{path}"].kind in LISTED else WRITTEN)
    if len(there) == len(rows):
        known = set(same.values())
        same |= {place: place for place in now if place not in same and place not in known}
    return [there[same[place]] if place in same else ({}, {}) for place in now]


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
