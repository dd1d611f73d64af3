"""Marking records, naming people for them, opening what is closed."""

from muster.features.markings.actions.marking import change_marks, keep_in_sight, name_alike, raise_what_it_tells
from muster.features.markings.actions.naming import end_naming, name_somebody
from muster.features.markings.actions.opening import acknowledge, break_glass

__all__ = [
    "acknowledge",
    "break_glass",
    "change_marks",
    "end_naming",
    "keep_in_sight",
    "name_alike",
    "name_somebody",
    "raise_what_it_tells",
]
