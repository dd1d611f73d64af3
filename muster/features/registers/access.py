"""Who gets at registers: definitions are seen by who reads registers; records by the rights to their own register.

A record's rights go by three things at once: its register, its unit, its marking. What somebody may see is a set of
keys (`access_records`, migration 0002) that a query asks for once.
"""

from dataclasses import replace

from muster.core.row_security import MEMBER, PERSON, Rule, carries, either, history_of, may, own, part_of

_AT = f"{{row}}.register_id * {1 << 40} + {{row}}.unit_id"


def _in(column: str, which: str) -> str:
    return f"{column} IN (SELECT access_records('{which}'))"


def seen(key: str = "id") -> str:
    """Rows with a record's register, unit, marking and maker, and its number in the column `key`."""
    found = either(
        _in("{row}.register_id * 4 + {row}.marking", "everywhere"),
        _in(f"({_AT}) * 4 + {{row}}.marking", "keys"),
        f"{{row}}.{key} = ANY ((SELECT access_set('record', 'named'))::bigint[])"
        f" AND {_in('{row}.register_id', 'registers')}",
        f"{{row}}.created_by_id = {PERSON} AND {_in('{row}.register_id * 4 + {row}.marking', 'own')}",
    )
    return f"({found}) AND (NOT {{row}}.restricted OR {may('read', 'personal_data')})"


def identified(row: str, key: str = "id") -> str:
    """Of rows such as those: whose names one sees, by the right to see personal fields there, and of what one recorded
    oneself (not by a token that does not carry it) or was named for, as with a referral."""
    return either(
        _in(f"{row}.register_id", "identifies_everywhere"),
        _in(_AT.replace("{row}", row), "identifies"),
        f"{row}.created_by_id = {PERSON} AND {carries('identify', 'record')}",
        f"{row}.{key} = ANY ((SELECT access_set('record', 'named'))::bigint[])"
        f" AND {_in(f'{row}.register_id', 'identifies_somewhere')}",
    )


_WRITTEN = either(
    _in("{row}.register_id", "writes_everywhere"),
    _in(_AT, "writes"),
)
RECORD = Rule(seen(), _WRITTEN, _WRITTEN, _WRITTEN)
PART = part_of("registers_record", "record_id", RECORD)
_WHOLE = "SELECT 1 FROM registers_record whole WHERE whole.id = {row}.record_id"
_PERSONAL = f"EXISTS ({_WHOLE} AND ({identified('whole')}))"
PERSONAL = replace(PART, see=_PERSONAL)
_GROWING = replace(PART, change="false", remove="false")
_NOTED = replace(PERSONAL, add=either(PART.add, _PERSONAL), change="false", remove="false")
_DOER = f"{{row}}.assigned_to_id = {PERSON}"
_TASK = replace(PERSONAL, see=either(_PERSONAL, _DOER), change=either(PART.change, _DOER))
# Whoever a record is offered to: who may accept records of that register at that unit, or the person named, who reads
# it somewhere; and whoever offered it, who may not see the record any more.
_READS = _in("{row}.register_id", "registers")
_OFFERED = either(
    f"{{row}}.to_person_id = {PERSON} AND {_READS}",
    _in("{row}.register_id", "accept everywhere"),
    _in(f"{{row}}.register_id * {1 << 40} + {{row}}.to_unit_id", "accept"),
)
_OFFERED = f"({_OFFERED}) AND NOT registers_restricted({{row}}.record_id)"  # while something about it is clarified
_OFFERS = f"{{row}}.by_id = {PERSON} AND {_READS}"
_HANDOVER = Rule(either(PART.see, _OFFERED, _OFFERS), PART.add, either(PART.change, _OFFERED, _OFFERS))
_OTHER = "EXISTS (SELECT 1 FROM registers_record other WHERE other.id = {row}.other_id)"
_BOTH = f"{PART.see} AND {_OTHER}"
_PAIR = Rule(_BOTH, *(f"{right} AND {_OTHER}" for right in (PART.add, PART.change, PART.remove)))
_OF_FILE = "EXISTS (SELECT 1 FROM registers_attachment a WHERE a.id = {row}.attachment_id)"  # by that table's own rule
# A version of a record that says in the open what is personal by now: for who sees the personal answers.
_VERSIONS = history_of("registers_record", "id", RECORD.see)
_OPENLY = (
    "EXISTS (SELECT 1 FROM registers_renewal now, jsonb_array_elements_text(now.apart) AS held(at)"
    " WHERE now.register_id = {row}.register_id AND jsonb_path_exists({row}.data, held.at::jsonpath))"
)
_PERSONAL_THEN = _PERSONAL.replace("{row}.record_id", "{row}.pgh_obj_id")
_KEEPS = may("administer", "register")
_KEPT = Rule(may("read", "register"), _KEEPS, _KEEPS)
_UNPUBLISHED = "EXISTS (SELECT 1 FROM registers_version v WHERE v.id = {row}.version_id AND v.published_at IS NULL)"
_LOAD = own("uploaded_by_id")

RULES = {
    # that there is one, and why, is no secret to those inside
    "registers_register": replace(_KEPT, see=MEMBER, remove=f"{_KEEPS} AND {{row}}.current_id IS NULL"),
    "registers_version": replace(_KEPT, remove=f"{_KEEPS} AND {{row}}.published_at IS NULL"),
    "registers_versionfile": replace(_KEPT, remove=f"{_KEEPS} AND {_UNPUBLISHED}"),
    "registers_record": RECORD,
    "registers_personal": PERSONAL,
    "registers_submission": replace(PERSONAL, change="false", remove="false"),
    "registers_attachment": PERSONAL,
    "registers_note": _NOTED,
    "registers_attention": _NOTED,
    "registers_step": _GROWING,
    "registers_task": _TASK,
    "registers_handover": _HANDOVER,
    "registers_link": _PAIR,
    "registers_difference": _PAIR,
    "registers_custody": Rule(_OF_FILE, _OF_FILE),
    "registers_key": Rule(f"CASE WHEN {{row}}.personal THEN {_PERSONAL} ELSE {PART.see} END"),
    "registers_load": _LOAD,
    "registers_loadrow": part_of("registers_load", "load_id", _LOAD),
    "registers_naming": Rule(f"({seen('record_id')}) AND ({identified('{row}', 'record_id')})"),
    "registers_renewal": Rule(MEMBER),
    "registers_recordevent": replace(_VERSIONS, see=f"({_VERSIONS.see}) AND (NOT {_OPENLY} OR {_PERSONAL_THEN})"),
}
