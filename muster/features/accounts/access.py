"""Who gets at people, roles, and what people are named for."""

from muster.core.row_security import DOOR, MEMBER, PERSON, Rule, either, may, reference

_GRANT = may("grant", "account")
_PEOPLE = may("administer", "account")
_OVERSEERS = either(_GRANT, _PEOPLE, may("read", "audit"))
_ROLES = reference("role", "administer")
# Nobody adds to what they hold themselves.
_HELD = "accounts_assignment held WHERE held.person_id = {mine} AND held.role_id = {{row}}.role_id"
_OF_OTHERS = f"{may('administer', 'role')} AND NOT EXISTS (SELECT 1 FROM {_HELD.format(mine=PERSON)})"  # noqa: S608 -- own names
# Nobody gives themselves anything, whatever an action may forget.
_TO_OTHERS = f"{_GRANT} AND {{row}}.person_id <> {PERSON}"
_IN_PLAY = f"{{row}}.absent_id = {PERSON} OR {{row}}.substitute_id = {PERSON}"
_NAMED = f"{{row}}.person_id = {PERSON} OR {{row}}.made_by_id = {PERSON}"
_RECORDS = {"document": "intake_document", "activity": "activities_activity"}
_KEEPS = either(*(may("mark", subject) for subject in _RECORDS))
# Whoever names somebody for a record sees it; nobody opens by a name what is closed to them.
_SEEN = "EXISTS (SELECT 1 FROM {table} whole WHERE whole.id = {{row}}.key)"  # by that table's own rule
_NAMES = either(
    *(
        f"{{row}}.subject = '{subject}' AND {may('mark', subject)} AND " + _SEEN.format(table=table)
        for subject, table in _RECORDS.items()
    )
)
_IN_NEED = either(*(f"{{row}}.subject = '{subject}' AND {may('break_glass', subject)}" for subject in _RECORDS))

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
        see=either(f"{{row}}.person_id = {PERSON}", _OVERSEERS), add=_TO_OTHERS, change=_TO_OTHERS, remove=_TO_OTHERS
    ),
    "accounts_substitution": Rule(
        see=either(_IN_PLAY, _OVERSEERS),
        add=either(f"{{row}}.absent_id = {PERSON}", f"{_GRANT} AND {{row}}.substitute_id <> {PERSON}"),
        change=either(f"{{row}}.absent_id = {PERSON}", f"{_GRANT} AND {{row}}.substitute_id <> {PERSON}"),
    ),
    "accounts_needtoknow": Rule(
        see=either(_NAMED, _KEEPS, may("read", "audit")), add=_NAMES, change=_NAMES, remove=_NAMES
    ),
    "accounts_brokenglass": Rule(
        see=either(f"{{row}}.person_id = {PERSON}", _KEEPS, may("read", "audit")),
        add=f"{{row}}.person_id = {PERSON} AND ({_IN_NEED})",
        change=f"{_KEEPS} AND {{row}}.person_id <> {PERSON}",
    ),
    "accounts_accessreview": Rule(see=_OVERSEERS, add=_GRANT),
}
