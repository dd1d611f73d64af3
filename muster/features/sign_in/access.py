"""Who gets at sign-in: nobody is known before its end (`DOOR`); afterwards each at their own, administrators at all."""

from muster.core.row_security import DOOR, PERSON, Rule, either, may, unguarded

_PEOPLE = may("administer", "account")


def _of(column: str) -> Rule:
    reached = either(DOOR, f"{{row}}.{column} = {PERSON}", _PEOPLE)
    return Rule(reached, reached, reached, reached)


_TOKEN = f"{{row}}.person_id = {PERSON}"
_LINKED = (
    "EXISTS (SELECT 1 FROM socialaccount_socialaccount whole WHERE whole.id = {row}.account_id)"  # seen by its own rule
)

RULES = {
    "sign_in_attempts": Rule(DOOR, DOOR, DOOR, DOOR),
    "sign_in_cacheentry": unguarded("counters of rate limits and codes that were used, for some minutes"),
    "sign_in_servicetoken": Rule(see=either(DOOR, _TOKEN, _PEOPLE), add=_PEOPLE, change=either(DOOR, _TOKEN, _PEOPLE)),
    "account_emailaddress": _of("user_id"),
    "account_emailconfirmation": Rule(),
    "mfa_authenticator": _of("user_id"),
    "socialaccount_socialaccount": _of("user_id"),
    "socialaccount_socialapp": Rule(see=DOOR),
    "socialaccount_socialtoken": Rule(_LINKED, _LINKED, _LINKED, _LINKED),
    "usersessions_usersession": _of("user_id"),
}
