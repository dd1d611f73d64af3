"""What a record says that a version of its form does not ask for any more, and where that stands beside new answers.

In a repeat it stands in its row: there are as many rows as of answers, empty ones where nothing stays.
"""

from __future__ import annotations

from typing import Any

from muster.domain.forms.answers import Answers, asks, joined
from muster.domain.forms.model import Form, Kind
from muster.domain.forms.rows import paired

Halves = tuple[Answers, Answers]  # plain answers, and those that stand apart (`answers.parted`)


def staying(form: Form, before: Halves, answers: Answers, above: str = "") -> tuple[dict[str, Any], dict[str, Any]]:
    """What stays of a record's answers in both halves when it is given these `answers`.

    In a repeat it stays with the row of now that is surely the one of before (`rows.paired`). What stood in rows that
    are no more goes with them.
    """
    plain, apart = (
        {path: one for path, one in half.items() if path not in answers and not asks(form, f"{above}{path}", one)}
        for half in before
    )
    for path, rows in answers.items():
        field = form.by_path.get(f"{above}{path}")
        if field and field.kind == Kind.REPEAT:
            there, start = _rows(before, path), f"{field.path}/"
            same = paired(form, [joined(*one) for one in there], rows, start)
            pairs = [
                staying(form, ({}, {}) if at is None else there[at], row, start)
                for at, row in zip(same, rows, strict=True)
            ]
            for half, found in zip((plain, apart), zip(*pairs, strict=True), strict=False):
                if any(found):
                    half[path] = list(found)
    return plain, apart


def _rows(halves: Halves, path: str) -> list[Halves]:
    """Of a repeat, which may stand in either half or in both."""
    plain, apart = (half.get(path) or [] for half in halves)
    empty: list[Answers] = [{}] * max(len(plain), len(apart))
    return list(zip(plain or empty, apart or empty, strict=True))
