"""What a person may do. Every action asks here first; a page may ask in order to show or hide a button.

The rights are those that the database works out (`access_grants`), by which its row security goes too.
"""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from datetime import date
from typing import NamedTuple

from django.contrib.auth.models import AnonymousUser
from django.core.exceptions import PermissionDenied
from django.db import connection
from django.db.models import BooleanField, F, Func, Q
from django.http import HttpRequest
from django.utils.translation import gettext as _

from muster.core.identity import SYSTEM, acting_as
from muster.core.models import Unit
from muster.features.accounts.models import Assignment, User, lasting
from muster.features.accounts.vocabulary import LOOKING, Subject, Verb, verbs_of

__all__ = [
    "Subject",
    "Verb",
    "carries",
    "may",
    "may_at",
    "may_over",
    "may_some",
    "require",
    "require_at",
    "require_over",
    "signed_in",
    "works_as",
]


class Grant(NamedTuple):
    """Where a right holds: in `units`, or `everywhere`; `marking` is the highest that it lets read anywhere.

    `unused` are the assignments that give it and were not used yet today, each with a unit where it does (0 for
    everywhere).
    """

    everywhere: bool
    units: frozenset[int]
    marking: int
    unused: tuple[tuple[int, int], ...]


def signed_in(request: HttpRequest) -> User:
    """The person of a request that only people who signed in can make."""
    assert isinstance(request.user, User)  # LoginRequiredMiddleware, or the API's, let nobody else through
    return request.user


def grants(person: User) -> Mapping[tuple[str, str], Grant]:
    """All rights of a person today, own and of those they act for, by (verb, subject). Asked once for an object."""
    if person.known_grants is None:
        statement = """
            SELECT g.verb, g.subject, bool_or(g.unit IS NULL),
                array_agg(DISTINCT g.unit) FILTER (WHERE g.unit IS NOT NULL), max(g.marking),
                array_agg(DISTINCT ARRAY[coalesce(g.unit, 0), a.id])
                    FILTER (WHERE a.id IS NOT NULL AND a.used_on IS DISTINCT FROM %s)
            FROM access_grants(%s, %s) g LEFT JOIN accounts_assignment a ON a.id = g.assignment
            GROUP BY g.verb, g.subject
        """
        unit = person.token_unit.pk if person.token_unit else None
        with connection.cursor() as cursor:
            cursor.execute(statement, [date.today(), person.pk, unit])
            rows = cursor.fetchall()
        person.known_grants = {
            (verb, subject): Grant(all_, frozenset(units or ()), high, tuple(map(tuple, unused or ())))
            for verb, subject, all_, units, high, unused in rows
        }
    return person.known_grants


def _grant(person: User, verb: Verb, subject: str) -> Grant | None:
    """Where somebody has a right to a subject; to a kind of it, what is given for the whole subject counts too."""
    known, whole = grants(person), subject.partition(".")[0]
    found = [known[right] for one in {whole, subject} if (right := (verb.value, str(one))) in known]
    return (
        Grant(
            any(one.everywhere for one in found),
            frozenset().union(*(one.units for one in found)),
            max(one.marking for one in found),
            tuple(pair for one in found for pair in one.unused),
        )
        if found
        else None
    )


def carries(person: User, verb: Verb, subject: str) -> bool:
    """Whether the token lets do this that the person comes by; who comes by none is limited by nothing.

    To be asked for what somebody may without a right: what was given to them to do, what they offered themselves.
    """
    return person.token_limits is None or (verb.value, subject.partition(".")[0]) in person.token_limits


def may(person: User | AnonymousUser, verb: Verb, subject: str, unit: Unit | int | None = None) -> bool:
    """Whether this person may do this, at this unit where one is meant, at any unit otherwise."""
    assert verb in verbs_of(subject), f"Nobody can {verb} {subject}"
    if not isinstance(person, User) or not person.is_active:
        return False
    if not carries(person, verb, subject):
        return False
    grant = _grant(person, verb, subject)
    if grant is None:
        return False
    pk = unit.pk if isinstance(unit, Unit) else unit
    return pk is None or grant.everywhere or pk in grant.units


def may_at(person: User | AnonymousUser, verb: Verb, subject: str, unit: Unit | None) -> bool:
    """As `may`; but where no unit is meant, the right must hold everywhere."""
    if not may(person, verb, subject, unit) or not isinstance(person, User):
        return False
    grant = _grant(person, verb, subject)
    return unit is not None or (grant is not None and grant.everywhere)


def may_some(person: User | AnonymousUser, verb: Verb, subject: str) -> bool:
    """As `may`, to the subject or to any kind of it."""
    if not isinstance(person, User):
        return False
    kinds = {of for _verb, of in grants(person) if of.partition(".")[0] == subject}
    return any(may(person, verb, kind) for kind in {subject, *kinds})


def works_as(person: User, roles: Iterable[str], subject: str, unit: Unit) -> bool:
    """Whether one of these roles (codes), own or of whom they act for, gives this person more than looking there."""
    whole = subject.partition(".")[0]
    if not person.is_active or not carries(person, Verb.CHANGE, subject):
        return False
    statement = """
        SELECT EXISTS (
            SELECT 1 FROM access_grants(%s, %s) g JOIN accounts_assignment a ON a.id = g.assignment
                JOIN accounts_role r ON r.id = a.role_id
            WHERE r.code = ANY (%s) AND g.subject = ANY (%s) AND coalesce(g.unit, %s) = %s AND NOT g.verb = ANY (%s)
        )
    """
    within = person.token_unit.pk if person.token_unit else None
    looking = [verb.value for verb in LOOKING]
    values = [person.pk, within, [*roles], [subject, whole], unit.pk, unit.pk, looking]
    with acting_as(SYSTEM), connection.cursor() as cursor:  # assignments of whom they act for are not theirs to read
        cursor.execute(statement, values)
        return bool(cursor.fetchone()[0])


def units_where(person: User, verb: Verb, subject: str) -> frozenset[int] | None:
    """The units (primary keys) at which this person may do this; None where it is everywhere."""
    grant = _grant(person, verb, subject) if may(person, verb, subject) else None
    if grant is None:
        return frozenset()
    return None if grant.everywhere else grant.units


def in_reach(person: User, subject: str) -> Q:
    """Rows of this subject that somebody may read at all, said in such a way that PostgreSQL finds them by their unit.

    Nothing is decided here: row security holds in any case. But its rule begins with the marking, for which there is no
    index, so that who reads one unit alone would wait for all others to be walked through.
    """
    units = units_where(person, Verb.READ, subject)
    if units is None:
        return Q()
    whole = subject.partition(".")[0]
    template = f"%(expressions)s = ANY ((SELECT access_set('{whole}', 'named'))::bigint[])"
    named = Func(F("pk"), template=template, output_field=BooleanField())
    return Q(unit__in=units) | Q(unit=None) | Q(named)


def require(person: User | AnonymousUser, verb: Verb, subject: str, unit: Unit | None = None) -> User:
    """The person, if they may; raises `PermissionDenied` with a sentence otherwise."""
    if may(person, verb, subject, unit) and isinstance(person, User):
        _note_use(person, verb, subject, unit)
        return person
    if isinstance(person, User) and not carries(person, verb, subject):
        raise PermissionDenied(_("The token that you use does not include this: take one that does."))
    if unit is None:
        raise PermissionDenied(_("Your role does not include this."))
    raise PermissionDenied(_("Your role does not include this for %(unit)s.") % {"unit": unit.name})


def require_at(person: User | AnonymousUser, verb: Verb, subject: str, unit: Unit | None) -> User:
    """As `require`; but where no unit is meant, the right must hold everywhere."""
    somebody = require(person, verb, subject, unit)
    if not may_at(somebody, verb, subject, unit):
        raise PermissionDenied(_("This takes a role that is given for everywhere, not for one unit."))
    return somebody


def may_over(person: User, verb: Verb, somebody: User) -> bool:
    """Whether they may do this to somebody's account: where that person works, has a role, or acts for who has one.

    Or whoever looks after one unit could come by what reaches beyond it.
    """
    units = units_where(person, verb, Subject.ACCOUNT)
    if not units:
        return units is None  # everywhere
    now = lasting(date.today())
    whose = Q(person=somebody) | Q(person__in=somebody.substitutions.filter(now).values("absent"))
    return units.issuperset((somebody.unit_id, *Assignment.objects.filter(whose, now).values_list("unit", flat=True)))


def require_over(person: User | AnonymousUser, verb: Verb, somebody: User) -> User:
    """The person, if `may_over`; raises `PermissionDenied` with a sentence otherwise."""
    who = require(person, verb, Subject.ACCOUNT)
    if not may_over(who, verb, somebody):
        raise PermissionDenied(_("This person works, or has a role, where yours does not reach."))
    return who


def _note_use(person: User, verb: Verb, subject: str, unit: Unit | None) -> None:
    """Remember which assignments gave the right that is used now; `uses.keep` writes it down after the request."""
    grant = _grant(person, verb, subject)
    unused = grant.unused if grant else ()
    if used := {assignment for where, assignment in unused if unit is None or where in (0, unit.pk)}:
        person.used_assignments = person.used_assignments | used
