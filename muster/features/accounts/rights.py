"""What a person may do. Every action asks here first; a page may ask in order to show or hide a button.

The rights are those that the database works out (`access_grants`), by which its row security goes too.
"""

from __future__ import annotations

from collections.abc import Mapping
from typing import NamedTuple

from django.contrib.auth.models import AnonymousUser
from django.core.exceptions import PermissionDenied
from django.db import connection
from django.http import HttpRequest
from django.utils.translation import gettext as _

from muster.core.models import Unit
from muster.features.accounts.models import User
from muster.features.accounts.vocabulary import RIGHTS, Subject, Verb

__all__ = ["Subject", "Verb", "may", "require", "signed_in"]


class Grant(NamedTuple):
    """Where a right holds: in `units`, or `everywhere`; `marking` is the highest that it lets read anywhere."""

    everywhere: bool
    units: frozenset[int]
    marking: int


def signed_in(request: HttpRequest) -> User:
    """The person of a request that only people who signed in can make."""
    assert isinstance(request.user, User)  # LoginRequiredMiddleware, or the API's, let nobody else through
    return request.user


def grants(person: User) -> Mapping[tuple[str, str], Grant]:
    """All rights of a person today, own and of those they act for, by (verb, subject). Asked once for an object."""
    known: dict[tuple[str, str], Grant] | None = person.__dict__.get("_grants")
    if known is None:
        statement = """
            SELECT verb, subject, bool_or(unit IS NULL), array_agg(DISTINCT unit) FILTER (WHERE unit IS NOT NULL),
                max(marking)
            FROM access_grants(%s, %s) GROUP BY verb, subject
        """
        with connection.cursor() as cursor:
            cursor.execute(statement, [person.pk, person.token_unit.pk if person.token_unit else None])
            rows = cursor.fetchall()
        known = {
            (verb, subject): Grant(all_, frozenset(units or ()), high) for verb, subject, all_, units, high in rows
        }
        person.__dict__["_grants"] = known
    return known


def may(person: User | AnonymousUser, verb: Verb, subject: Subject, unit: Unit | int | None = None) -> bool:
    """Whether this person may do this, at this unit where one is meant, at any unit otherwise."""
    assert verb in RIGHTS[subject], f"Nobody can {verb} {subject}"
    if not isinstance(person, User) or not person.is_active:
        return False
    right = (verb.value, subject.value)
    if person.token_limits is not None and right not in person.token_limits:
        return False
    grant = grants(person).get(right)
    if grant is None:
        return False
    pk = unit.pk if isinstance(unit, Unit) else unit
    return pk is None or grant.everywhere or pk in grant.units


def require(person: User | AnonymousUser, verb: Verb, subject: Subject, unit: Unit | None = None) -> User:
    """The person, if they may; raises `PermissionDenied` with a sentence otherwise."""
    if may(person, verb, subject, unit) and isinstance(person, User):
        return person
    if unit is None:
        raise PermissionDenied(_("Your role does not include this."))
    raise PermissionDenied(_("Your role does not include this for %(unit)s.") % {"unit": unit.name})
