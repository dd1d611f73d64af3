"""Reads about people and their roles."""

from __future__ import annotations

from dataclasses import dataclass, field
from datetime import date
from typing import Any

from django.db.models import Case, Count, Exists, OuterRef, Q, QuerySet, Value, When
from django.utils import timezone

from muster.core.identity import SYSTEM, acting_as
from muster.core.models import Unit
from muster.core.units import below, path_to
from muster.features.accounts.models import Assignment, Permission, Role, Substitution, User, in_force
from muster.features.accounts.rights import Subject, Verb, may, require
from muster.features.accounts.vocabulary import Reach


@dataclass(slots=True)
class PersonLine:
    """Somebody in the list; `roles` are those in force today, as far as the viewer may know."""

    person: User
    roles: list[Assignment] = field(default_factory=list)
    away: bool = False  # somebody acts for them today


def held(on: date | None = None) -> QuerySet[Assignment]:
    """Assignments in force on a day; today, if none is said."""
    day = on or date.today()
    return Assignment.objects.filter(in_force(day), person__is_active=True)


def people_with(role: str, unit: Unit | None = None) -> QuerySet[User]:
    """Who has a role (its code) at just this unit, or everywhere; the longest here first."""
    return User.objects.filter(pk__in=held().filter(role__code=role, unit=unit).values("person")).order_by("pk")


def readers_at(subject: str, unit: Unit, marking: int) -> QuerySet[User]:
    """Who reads what is of this subject and so marked at a unit, by a role of their own; by name, in one query.

    For lists to choose from: who is named for a record, or acts for one of them, is not among them. Whether somebody
    really sees a record says the database.
    """
    today = date.today()
    above = [one.pk for one in path_to(unit, today)]
    inside = below([above[0] if above else unit.pk], today)
    whole, _dot, kind = subject.partition(".")
    reads = Permission.objects.filter(verb=Verb.READ, subject=whole, kind__in=("", kind), marking__gte=marking)
    there = (
        Q(unit=None)
        | Q(role__in=reads.filter(reach=Reach.EVERYWHERE).values("role"))
        | Q(role__in=reads.filter(reach=Reach.ORGANISATION).values("role"), unit__in=inside)
        | Q(role__in=reads.filter(reach=Reach.UNIT).values("role"), unit__in=[unit.pk, *above])
    )
    found = held().filter(there, role__in=reads.values("role"))
    with acting_as(SYSTEM):  # which roles others have is not everybody's to read
        people = list(found.values_list("person", flat=True))
    return User.objects.filter(pk__in=people).order_by("full_name", "username")


def oversees(viewer: User) -> bool:
    """Whether they see which roles others have."""
    return (
        may(viewer, Verb.GRANT, Subject.ACCOUNT)
        or may(viewer, Verb.ADMINISTER, Subject.ACCOUNT)
        or may(viewer, Verb.READ, Subject.AUDIT)
    )


def people(
    viewer: User, *, search: str = "", unit: Unit | None = None, role: Role | None = None, state: str = "open"
) -> list[PersonLine]:
    """People by name: of a unit and those below it, with a role today, with an open or a closed account (or "all")."""
    require(viewer, Verb.READ, Subject.ACCOUNT)
    today = timezone.localdate()
    found = User.objects.select_related("unit").order_by("full_name", "username")
    if search:
        found = found.filter(
            Q(full_name__icontains=search) | Q(username__icontains=search) | Q(email__icontains=search)
        )
    if unit:
        found = found.filter(unit__in=below([unit.pk], today))
    if role:
        found = found.filter(pk__in=held().filter(role=role).values("person"))
    if state in {"open", "closed"}:
        found = found.filter(is_active=state == "open")
    away = Substitution.objects.filter(in_force(today), absent=OuterRef("pk"))
    lines = {person.pk: PersonLine(person, away=person.away) for person in found.annotate(away=Exists(away))}
    for assignment in held().filter(person__in=lines).select_related("role", "unit"):
        lines[assignment.person_id].roles.append(assignment)
    return list(lines.values())


def person(viewer: User, pk: int) -> User:
    """Raises `User.DoesNotExist`."""
    require(viewer, Verb.READ, Subject.ACCOUNT)
    return User.objects.select_related("unit").get(pk=pk)


def assignments_of(viewer: User, somebody: User) -> QuerySet[Assignment]:
    """All roles that they have (`when` is "now"), will have ("later") or had ("over"), as the viewer may know."""
    require(viewer, Verb.READ, Subject.ACCOUNT)
    today = timezone.localdate()
    later, over = Q(start__gt=today), Q(end__lt=today)
    return (
        somebody.assignments.select_related("role", "unit", "granted_by")
        .annotate(
            when=Case(When(later, Value("later")), When(over, Value("over")), default=Value("now")),
            order=Case(When(later, Value(1)), When(over, Value(2)), default=Value(0)),
        )
        .order_by("order", "-start")
    )


def substitutions_of(viewer: User, absent: User) -> QuerySet[Substitution]:
    """Who acts, will act or acted for somebody, as far as the viewer may know."""
    if viewer.pk != absent.pk:
        require(viewer, Verb.READ, Subject.ACCOUNT)
    return absent.substitutes.select_related("substitute", "absent", "made_by")


def substituting(viewer: User, substitute: User) -> QuerySet[Substitution]:
    """For whom somebody acts, will act or acted."""
    if viewer.pk != substitute.pk:
        require(viewer, Verb.READ, Subject.ACCOUNT)
    return substitute.substitutions.select_related("substitute", "absent", "made_by")


def of_unit(viewer: User, unit: Unit) -> dict[str, Any]:
    """Who works at a unit itself, and which roles hold there."""
    require(viewer, Verb.READ, Subject.UNIT)
    return {
        "people": unit.people.filter(is_active=True).order_by("full_name"),
        "assignments": held().filter(unit=unit).select_related("person", "role").order_by("role__position", "person"),
    }


def roles(viewer: User) -> QuerySet[Role]:
    """All of them, with how many people hold each today (`holders`), as far as the viewer may know."""
    require(viewer, Verb.READ, Subject.ROLE)
    now = in_force(timezone.localdate(), "assignments__") & Q(assignments__person__is_active=True)
    counted = Count("assignments__person", filter=now, distinct=True)
    return Role.objects.annotate(holders=counted, rights=Count("permissions", distinct=True))


def role(viewer: User, pk: int) -> Role:
    """Raises `Role.DoesNotExist`."""
    require(viewer, Verb.READ, Subject.ROLE)
    return Role.objects.get(pk=pk)


def holders(viewer: User, of: Role) -> QuerySet[Assignment]:
    """Who has a role today, as far as the viewer may know."""
    require(viewer, Verb.READ, Subject.ROLE)
    return held().filter(role=of).select_related("person", "unit").order_by("person__full_name")


def able(verb: Verb, subject: str, unit: Unit | None = None) -> QuerySet[User]:
    """Who may do this at a unit, or anywhere where none is meant, with an open account; by name.

    Asked of the database for one person after the other: some milliseconds each.
    """
    subjects, pk = [subject, subject.partition(".")[0]], unit.pk if unit else None
    found = User.objects.filter(is_active=True).extra(
        where=[
            "EXISTS (SELECT 1 FROM access_grants(accounts_user.id) g WHERE g.verb = %s AND g.subject = ANY (%s)"
            " AND (%s::bigint IS NULL OR g.unit IS NULL OR g.unit = %s))"
        ],
        params=[verb.value, subjects, pk, pk],
    )
    return found.order_by("full_name", "username")
