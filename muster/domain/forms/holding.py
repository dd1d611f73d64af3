"""Whether a form can hold what a record says that was filled in by another version of it."""

from __future__ import annotations

from collections.abc import Callable, Mapping
from datetime import date, datetime, time
from decimal import Decimal, InvalidOperation
from typing import Any

from muster.domain.forms.answers import CONFIRMED, Answers, asks
from muster.domain.forms.model import LISTED, PLACES, Field, Form, Kind


def holds(form: Form, answers: Answers, above: str = "") -> bool:
    """Whether every answer can stand in this form as it was given: its choice is still one, it is still a number, its
    field still stands in its repeat. What the form has no question of outside of repeats stays beside it anyway.

    `form` has the lists beside it, too.
    """
    for path, value in answers.items():
        field = asks(form, f"{above}{path}", value)
        if field is None:
            if above or path in form.by_path:
                return False
        elif field.kind == Kind.REPEAT:
            if not all(holds(form, row, f"{field.path}/") for row in value):
                return False
        elif not _fits(form, field, value):
            return False
    return True


def _fits(form: Form, field: Field, value: Any) -> bool:
    if field.kind in LISTED:
        return {*(value if isinstance(value, list) else [value])} <= {*form.choices_of(field)}
    if field.kind == Kind.INTEGER:
        return isinstance(value, int)
    if field.kind in PLACES:
        return isinstance(value, list)
    if field.kind == Kind.CONFIRMED:
        return bool(value == CONFIRMED)
    read = _READ.get(field.kind)
    return read is None or _is_read(read, value)


_READ: Mapping[Kind, Callable[[str], object]] = {
    Kind.DECIMAL: Decimal,
    Kind.DATE: date.fromisoformat,
    Kind.TIME: time.fromisoformat,
    Kind.MOMENT: lambda text: datetime.strptime(text[:11], "%Y-%m-%dT"),
}


def _is_read(read: Callable[[str], object], value: Any) -> bool:
    try:
        found = read(str(value))
    except (ValueError, InvalidOperation):
        return False
    return not isinstance(found, Decimal) or found.is_finite()
