"""Who gets at the register: entries by their marking and unit, all else through its entries."""

from muster.core.row_security import Rule, may, own, part_of, record

ACTIVITY = record("activity")
PART = part_of("activities_activity", "activity_id", ACTIVITY)
KEPT = part_of("activities_activity", "kept_id", ACTIVITY)
LOAD = own("uploaded_by_id")
_BOTH = " AND ".join(part_of("activities_activity", column, ACTIVITY).see for column in ("first_id", "second_id"))
_DECIDES = f"{_BOTH} AND {may('merge', 'activity')}"
# A name is seen by who may see the least marked entry that writes it somewhere.
_NAMES = "{row}.marking <= (SELECT access_level('activity', 'some'))"

RULES = {
    "activities_activity": ACTIVITY,
    "activities_activitysource": PART,
    "activities_partnername": Rule(see=_NAMES, change=may("change", "partner")),
    "activities_pair": Rule(see=_BOTH, add=_DECIDES, change=_DECIDES),
    "activities_merge": KEPT,
    "activities_savedview": own("owner_id", see="{row}.shared AND (SELECT access_member())"),
    "activities_tableload": LOAD,
    "activities_tablerow": part_of("activities_tableload", "load_id", LOAD),
}
