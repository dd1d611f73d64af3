"""Who gets at people, roles, and what people are named for."""

from muster.core.row_security import DOOR, MEMBER, PERSON, Rule, either, may, reference

_GRANT = may("grant", "account")
_PEOPLE = may("administer", "account")
_OVERSEERS = either(_GRANT, _PEOPLE, may("read", "audit"))
_ROLES = reference("role", "administer")
# Whoever acts for somebody absent has their roles: these stand to them as their own.
_ABSENT = f"SELECT s.absent_id FROM accounts_substitution s WHERE s.substitute_id = {PERSON}"  # noqa: S608 -- own names
_ACTED_FOR = f'{_ABSENT} AND current_date BETWEEN s.start AND s."end"'
_TO_ACT_FOR = f'{_ABSENT} AND s."end" >= current_date'
# Nobody adds to what they hold themselves.
_MINE = f"(held.person_id = {PERSON} OR held.person_id IN ({_ACTED_FOR}))"
_HELD = f"accounts_assignment held WHERE {_MINE} AND held.role_id = {{row}}.role_id"
_OF_OTHERS = f"{may('administer', 'role')} AND NOT EXISTS (SELECT 1 FROM {_HELD})"  # noqa: S608 -- own names
# Nobody gives themselves anything, whatever an action may forget.
_TO_OTHERS = f"{_GRANT} AND {{row}}.person_id <> {PERSON} AND {{row}}.person_id NOT IN ({_TO_ACT_FOR})"
_REVIEWED = f"accounts_assignment held WHERE {_MINE} AND held.id = {{row}}.assignment_id"
_OF_OTHERS_ROLES = f"{_GRANT} AND NOT EXISTS (SELECT 1 FROM {_REVIEWED})"  # noqa: S608 -- own names
_IN_PLAY = f"{{row}}.absent_id = {PERSON} OR {{row}}.substitute_id = {PERSON}"
_NAMED = f"{{row}}.person_id = {PERSON} OR {{row}}.made_by_id = {PERSON}"
_RECORDS = {"document": "intake_document", "activity": "activities_activity", "record": "registers_record"}
_BROUGHT = f"{{row}}.brought_by_id = {PERSON}"  # whose record it is learns who opened it


def _may(verb: str, subject: str) -> str:
    """Whether a row is of this subject and one has the right: somewhere, or, of records of registers, in that register
    at the record's unit, whether one sees it or not."""
    there = f"access_record_may('{verb}', {{row}}.key)" if subject == "record" else may(verb, subject)
    return f"{{row}}.subject = '{subject}' AND {there}"


_KEEPS = either(*(_may("mark", subject) for subject in _RECORDS))
# Whoever names somebody for a record sees it; nobody opens by a name what is closed to them.
_SEEN = "EXISTS (SELECT 1 FROM {table} whole WHERE whole.id = {{row}}.key)"  # by that table's own rule
_NAMES = either(*(f"{_may('mark', subject)} AND " + _SEEN.format(table=table) for subject, table in _RECORDS.items()))
# Nor oneself, nor while a record stands open in need: three hours are not for good.
_GLASS = f"""SELECT FROM accounts_brokenglass g WHERE g.subject = {{row}}.subject AND g.key = {{row}}.key
    AND g.until > now() AND g.person_id = {PERSON}"""
_NAMES_OTHERS = f"({_NAMES}) AND {{row}}.person_id IS DISTINCT FROM {PERSON} AND NOT EXISTS ({_GLASS})"
_IN_NEED = either(*(_may("break_glass", subject) for subject in _RECORDS))

RULES = {
    # To sign in, an account is looked up and its password compared before anybody is known.
    "accounts_user": Rule(
        see=either(DOOR, MEMBER, f"{{row}}.id = {PERSON}"),
        add=_PEOPLE,
        change=either(DOOR, f"{{row}}.id = {PERSON}", _PEOPLE),
    ),
    "accounts_user_groups": Rule(),
    "accounts_user_user_permissions": Rule(),
    "accounts_role": _ROLES,
    "accounts_permission": Rule(MEMBER, _OF_OTHERS, _OF_OTHERS, _OF_OTHERS),
    "accounts_assignment": Rule(
        see=either(f"{{row}}.person_id = {PERSON}", f"{{row}}.person_id IN ({_ACTED_FOR})", _OVERSEERS),
        add=_TO_OTHERS,
        change=_TO_OTHERS,
        remove=_TO_OTHERS,
    ),
    "accounts_substitution": Rule(
        see=either(_IN_PLAY, _OVERSEERS),
        add=either(f"{{row}}.absent_id = {PERSON}", f"{_GRANT} AND {{row}}.substitute_id <> {PERSON}"),
        change=either(f"{{row}}.absent_id = {PERSON}", f"{_GRANT} AND {{row}}.substitute_id <> {PERSON}"),
        remove=either(f"{{row}}.absent_id = {PERSON}", f"{_GRANT} AND {{row}}.substitute_id <> {PERSON}"),
    ),
    "accounts_needtoknow": Rule(
        see=either(_NAMED, _KEEPS, may("read", "audit")), add=_NAMES_OTHERS, change=_NAMES, remove=_NAMES
    ),
    "accounts_brokenglass": Rule(
        see=either(f"{{row}}.person_id = {PERSON}", _BROUGHT, _KEEPS, may("read", "audit")),
        add=f"{{row}}.person_id = {PERSON} AND ({_IN_NEED})",
        change=f"({either(_BROUGHT, _KEEPS)}) AND {{row}}.person_id <> {PERSON}",
    ),
    "accounts_accessreview": Rule(see=_OVERSEERS, add=_OF_OTHERS_ROLES),
}
