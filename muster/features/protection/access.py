"""Who gets at what is decided about personal data: those who protect it; people in a record: who sees the record."""

from muster.core.data_sets import data_sets
from muster.core.row_security import Rule, either, may

_READS, _CHANGES = may("read", "personal_data"), may("change", "personal_data")
_ERASES, _RESTRICTS, _RECTIFIES = (may(verb, "personal_data") for verb in ("erase", "restrict", "rectify"))
_TELLS = either(_CHANGES, _ERASES, _RESTRICTS, _RECTIFIES)
_OF = "{{row}}.code = '{code}' AND EXISTS (SELECT 1 FROM {table} whole WHERE whole.id = {{row}}.key)"  # by its own rule
# Records with a marking are those that people are named in.
_SEEN = {one.code: _OF.format(code=one.code, table=one.table) for one in data_sets().values() if one.marked}
_SEES = either(_READS, *_SEEN.values())
_NAMES = either(_CHANGES, *(f"{seen} AND {may('change', code)}" for code, seen in _SEEN.items()))

RULES = {
    "protection_sheet": Rule(_READS, _CHANGES, _CHANGES, _CHANGES),
    "protection_personinrecord": Rule(_SEES, _NAMES, _NAMES, _NAMES),
    "protection_holding": Rule(_READS, _CHANGES, _CHANGES),
    "protection_restriction": Rule(_READS, _RESTRICTS, _RESTRICTS),
    "protection_tombstone": Rule(_SEES, _ERASES),
    "protection_notice": Rule(_READS, _TELLS, _TELLS),
    "protection_request": Rule(_READS, _CHANGES, _CHANGES),
}
