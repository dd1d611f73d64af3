"""Who gets at the register: entries by their marking and unit, all else through its entries."""

from dataclasses import replace

from muster.core.models import Marking
from muster.core.row_security import Rule, either, may, own, part_of, record

ACTIVITY = record("activity")
PART = part_of("activities_activity", "activity_id", ACTIVITY)
KEPT = part_of("activities_activity", "kept_id", ACTIVITY)
# What was made one and is apart again tells what the others said, which may be closed now.
_APART = """{row}.undone_at IS NULL OR NOT EXISTS (SELECT 1 FROM unnest({row}.merged) AS one(id)
    WHERE NOT EXISTS (SELECT 1 FROM activities_activity whole WHERE whole.id = one.id))"""
LOAD = own("uploaded_by_id")
_BOTH = " AND ".join(part_of("activities_activity", column, ACTIVITY).see for column in ("first_id", "second_id"))
_DECIDES = f"{_BOTH} AND {may('merge', 'activity')}"
# A name has the marking of the least marked entry that writes it: what is open, members read across the organisation;
# of what is closed they must see an entry, for it is closed at its unit or to who is not named.
_WRITTEN = (  # found by a function (migration 0008), seen by their own rule
    "EXISTS (SELECT 1 FROM activities_written_in({row}.id) AS one(id) "
    "JOIN activities_activity whole ON whole.id = one.id)"
)
_NAMES = either(f"{{row}}.marking <= least({Marking.INTERNAL:d}, (SELECT access_level('activity', 'some')))", _WRITTEN)

RULES = {
    "activities_activity": ACTIVITY,
    "activities_activitysource": PART,
    "activities_partnername": Rule(see=_NAMES, change=may("change", "partner")),
    "activities_pair": Rule(see=_BOTH, add=_DECIDES, change=_DECIDES),
    "activities_merge": replace(KEPT, see=f"{KEPT.see} AND ({_APART})"),
    "activities_savedview": own("owner_id", see="{row}.shared AND (SELECT access_member())"),
    "activities_tableload": LOAD,
    "activities_tablerow": part_of("activities_tableload", "load_id", LOAD),
}
