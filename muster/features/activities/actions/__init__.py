"""Writes of the register. Each asks for the right first, checks the version that was seen, and keeps history."""

from muster.features.activities.actions.bulk import BULK_LIMIT, BulkChange, change_in_bulk, preview_bulk, too_many
from muster.features.activities.actions.entries import (
    Source,
    register_activity,
    restore_activity,
    update_activity,
    withdraw_activity,
)
from muster.features.activities.actions.merging import merge_activities, take_apart
from muster.features.activities.actions.pairs import (
    find_all_pairs,
    keep_apart,
    look_for_pairs,
    settle,
    years_and_units,
)
from muster.features.activities.actions.partners import join_partners, part_partner
from muster.features.activities.actions.tables import (
    assign_columns,
    compare_again,
    drop_table,
    missing_columns,
    start_loading,
    take_table,
)
from muster.features.activities.actions.views import drop_view, save_view
from muster.features.activities.values import ActivityValues

__all__ = [
    "BULK_LIMIT",
    "ActivityValues",
    "BulkChange",
    "Source",
    "assign_columns",
    "change_in_bulk",
    "compare_again",
    "drop_table",
    "drop_view",
    "find_all_pairs",
    "join_partners",
    "keep_apart",
    "look_for_pairs",
    "merge_activities",
    "missing_columns",
    "part_partner",
    "preview_bulk",
    "register_activity",
    "restore_activity",
    "save_view",
    "settle",
    "start_loading",
    "take_apart",
    "take_table",
    "too_many",
    "update_activity",
    "withdraw_activity",
    "years_and_units",
]
