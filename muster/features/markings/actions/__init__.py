"""Marking records, naming people for them, opening what is closed."""

from muster.features.markings.actions.marking import change_marks, keep_in_sight, name_alike
from muster.features.markings.actions.naming import end_naming, name_somebody
from muster.features.markings.actions.opening import acknowledge, break_glass
from muster.features.markings.actions.together import (
    Remarked,
    Wish,
    mark_together,
    mark_with_what_was_read,
    preview_together,
    raise_what_it_tells,
)

__all__ = [
    "Remarked",
    "Wish",
    "acknowledge",
    "break_glass",
    "change_marks",
    "end_naming",
    "keep_in_sight",
    "mark_together",
    "mark_with_what_was_read",
    "name_alike",
    "name_somebody",
    "preview_together",
    "raise_what_it_tells",
]
