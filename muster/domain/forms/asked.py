"""Which of a record's answers a version of its form asks for, and which are left from others."""

from __future__ import annotations

from typing import Any

from muster.domain.forms.answers import Answers, asks
from muster.domain.forms.model import Form, Kind


def beyond(form: Form, answers: Answers, above: str = "") -> dict[str, Any]:
    """Of answers those that the form does not ask for (`answers.asks`)."""
    return _some(form, answers, above, known=False)


def within(form: Form, answers: Answers, above: str = "") -> dict[str, Any]:
    """Of answers those that the form asks for, with the rows of repeats that say nothing of it."""
    return _some(form, answers, above, known=True)


def _some(form: Form, answers: Answers, above: str, *, known: bool) -> dict[str, Any]:
    found: dict[str, Any] = {}
    for path, value in answers.items():
        field = asks(form, f"{above}{path}", value)
        if field and field.kind == Kind.REPEAT:
            rows = [_some(form, row, f"{field.path}/", known=known) for row in value]
            if known or any(rows):
                found[path] = rows
        elif (field is not None) == known:
            found[path] = value
    return found
