"""Which of a record's answers a version of its form asks for, and which are left from others."""

from __future__ import annotations

from typing import Any

from muster.domain.forms.answers import Answers, can_stand
from muster.domain.forms.model import Field, Form, Kind


def beyond(form: Form, answers: Answers, above: str = "") -> dict[str, Any]:
    """Of answers those that the form has no field for."""
    return _some(form, answers, above, known=False)


def within(form: Form, answers: Answers, above: str = "") -> dict[str, Any]:
    """Of answers those that the form has a field for."""
    return _some(form, answers, above, known=True)


def asks(form: Form, path: str, value: Any) -> Field | None:
    """The field that the form has for such an answer; None where it has none, or one of a kind with other answers."""
    field = form.by_path.get(path)
    return field if field and can_stand(field.kind, value) else None


def _some(form: Form, answers: Answers, above: str, *, known: bool) -> dict[str, Any]:
    found: dict[str, Any] = {}
    for path, value in answers.items():
        field = asks(form, f"{above}{path}", value)
        if field and field.kind == Kind.REPEAT:
            rows = [_some(form, row, f"{field.path}/", known=known) for row in value]
            if any(rows):
                found[path] = rows
        elif (field is not None) == known:
            found[path] = value
    return found
