"""Who gets at units, places and the audit trail."""

from muster.core.row_security import MEMBER, Rule, may, reference

_UNITS = reference("unit", "administer")

RULES = {
    "core_unit": _UNITS,
    "core_placement": _UNITS,
    "core_place": Rule(see=MEMBER),
    # Written by database functions alone (decision 8).
    "core_auditentry": Rule(see=may("read", "audit")),
    "core_auditseal": Rule(see=may("read", "audit")),
}
