"""Who gets at statistics: facts as at the records that they are of; releases in preparation by who publishes them.

What is published is read by everybody, by the public page (`queries.public`). Facts are written by triggers alone,
what was truly counted is seen by no person.
"""

from muster.core.row_security import MEMBER, Rule, may
from muster.features.registers.access import identified, seen

_KEEPS = may("administer", "register")
_PREPARES = "{row}.register_id IN (SELECT statistics_publishes())"
_OF_RELEASE = "EXISTS (SELECT 1 FROM statistics_release whole WHERE whole.id = {row}.release_id)"  # by its own rule

RULES = {
    "statistics_layout": Rule(MEMBER),
    "statistics_fact": Rule(seen("record_id")),
    "statistics_personalfact": Rule(f"({seen('record_id')}) AND ({identified('{row}', 'record_id')})"),
    "statistics_population": Rule(MEMBER, _KEEPS, _KEEPS, _KEEPS),
    "statistics_release": Rule(_PREPARES, _PREPARES, _PREPARES, _PREPARES),
    "statistics_truth": Rule(),
    "statistics_order": Rule(_OF_RELEASE, _OF_RELEASE, _OF_RELEASE, _OF_RELEASE),
}
