"""Writes of the register. Each asks for the right first, checks the version that was seen, and keeps history."""

from muster.features.activities.actions.entries import (
    Source,
    register_activity,
    restore_activity,
    update_activity,
    withdraw_activity,
)
from muster.features.activities.actions.merging import merge_activities, take_apart
from muster.features.activities.actions.pairs import find_pairs, keep_apart
from muster.features.activities.actions.views import drop_view, save_view
from muster.features.activities.values import ActivityValues

__all__ = [
    "ActivityValues",
    "Source",
    "drop_view",
    "find_pairs",
    "keep_apart",
    "merge_activities",
    "register_activity",
    "restore_activity",
    "save_view",
    "take_apart",
    "update_activity",
    "withdraw_activity",
]
