"""Whether a form can hold what a record says that was filled in by another version of it."""

from __future__ import annotations

from decimal import Decimal, InvalidOperation
from typing import Any

from muster.domain.forms.answers import Answers
from muster.domain.forms.model import LISTED, Field, Form, Kind


def holds(form: Form, answers: Answers, above: str = "") -> bool:
    """Whether every answer can stand in this form as it was given: its choice is still one, it is still a number, its
    field still stands in its repeat. What the form does not ask for outside of repeats stays beside it anyway.

    `form` has the lists beside it, too.
    """
    for path, value in answers.items():
        field = form.by_path.get(f"{above}{path}")
        if field is None:
            if above:
                return False
        elif field.kind == Kind.REPEAT:
            if not isinstance(value, list) or not all(holds(form, row, f"{field.path}/") for row in value):
                return False
        elif not _fits(form, field, value):
            return False
    return True


def _fits(form: Form, field: Field, value: Any) -> bool:
    if field.kind in LISTED:
        several = field.kind != Kind.ONE
        names = value if several else [value]
        return isinstance(value, list) == several and {*names} <= {*form.choices_of(field)}
    if field.kind == Kind.INTEGER:
        return isinstance(value, int)
    if field.kind == Kind.DECIMAL:
        return _is_number(value)
    return not isinstance(value, list) or not value or not isinstance(value[0], dict)


def _is_number(value: Any) -> bool:
    try:
        return Decimal(str(value)).is_finite()
    except InvalidOperation:
        return False
