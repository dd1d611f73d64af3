"""Reads about people and their roles."""

from __future__ import annotations

from dataclasses import dataclass, field
from datetime import date
from typing import Any

from django.db.models import Case, Count, Exists, OuterRef, Q, QuerySet, Value, When
from django.utils import timezone

from muster.core.models import Marking, Unit
from muster.core.units import below
from muster.features.accounts.models import Assignment, Role, Substitution, User, in_force
from muster.features.accounts.rights import Subject, Verb, may, require


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


def able(verb: Verb, subject: str, unit: Unit | None = None, marking: int = Marking.PUBLIC) -> QuerySet[User]:
    """Who may do this at a unit (anywhere where none is meant), up to a marking, with an open account; by name.

    For lists to choose from: whom a record names is not among them. Whether somebody really sees it says the database.
    """
    subjects, pk = [subject, subject.partition(".")[0]], unit.pk if unit else None
    found = User.objects.extra(
        where=["accounts_user.id IN (SELECT access_able(%s, %s, %s, %s))"], params=[verb.value, subjects, pk, marking]
    )
    return found.order_by("full_name", "username")
