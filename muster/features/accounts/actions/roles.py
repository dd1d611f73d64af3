"""Writes about roles. Nobody changes one that they hold themselves."""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from typing import Any

import pghistory
from django.core.exceptions import PermissionDenied
from django.db import transaction
from django.db.models import Max
from django.utils.translation import gettext as _

from muster.core.models import Marking
from muster.features.accounts.actions.versions import check, count, keep, locked
from muster.features.accounts.models import Assignment, Permission, Role, User
from muster.features.accounts.rights import Subject, Verb, require_at
from muster.features.accounts.shipped import Right
from muster.features.accounts.vocabulary import RIGHTS, Reach


def add_role(person: User, values: Mapping[str, Any], like: Role | None = None) -> Role:
    """A new role, with the rights of another one or with none; `values` are columns of `Role`."""
    require_at(person, Verb.ADMINISTER, Subject.ROLE, None)
    with transaction.atomic(), pghistory.context(user=person.pk):
        last = Role.objects.aggregate(last=Max("position"))["last"] or 0
        role = Role.objects.create(**values, position=last + 1)
        if like:
            Permission.objects.bulk_create(Permission(role=role, **right._asdict()) for right in rights_of(like))
    return role


def change_role(person: User, role: Role, values: Mapping[str, Any], version: int) -> None:
    """Its names, and whether it needs a second factor. Raises `Conflict` where it was changed since `version`."""
    _require_over(person, role)
    with transaction.atomic(), pghistory.context(user=person.pk):
        keep(locked(role), values, version)


def change_rights(person: User, role: Role, rights: Iterable[Right], version: int) -> int:
    """From now on the role has these rights; returns how many were added, changed or taken away.

    Raises `Conflict` where the role or its rights were changed since `version`.
    """
    _require_over(person, role)
    wanted = {(right.verb, right.subject, right.reach): right for right in rights}
    assert all(right.verb in RIGHTS[right.subject] for right in wanted.values())
    with transaction.atomic(), pghistory.context(user=person.pk):
        current = locked(role)
        present = {(right.verb, right.subject, right.reach): right for right in rights_of(current)}
        keys = [key for key in wanted.keys() | present.keys() if wanted.get(key) != present.get(key)]
        if keys:
            check(current, version, {" ".join(key): (present.get(key), wanted.get(key)) for key in keys})
            _put(current, {key: wanted.get(key) for key in keys})
            count(current)
    return len(keys)


def _put(role: Role, rights: Mapping[tuple[str, str, str], Right | None]) -> None:
    """Each of these by its verb, subject and reach; None takes it away."""
    for (verb, subject, reach), right in rights.items():
        which: dict[str, Any] = {"role": role, "verb": verb, "subject": subject, "reach": reach}
        if right is None:
            Permission.objects.filter(**which).delete()
        else:
            Permission.objects.update_or_create(**which, defaults={"marking": right.marking})


def rights_of(role: Role) -> list[Right]:
    """What a role lets do, but for what it may with one kind of a subject alone: that is said where the kind is."""
    return [
        Right(Verb(one.verb), Subject(one.subject), Reach(one.reach), Marking(one.marking))
        for one in role.permissions.filter(kind="")
    ]


def holds(person: User, role: Role) -> bool:
    """Whether this person has, had or will have the role, or acts today for somebody who does."""
    people = [person.pk, *person.acts_for().values_list("absent", flat=True)]
    return Assignment.objects.filter(person__in=people, role=role).exists()


def _require_over(person: User, role: Role) -> None:
    require_at(person, Verb.ADMINISTER, Subject.ROLE, None)
    if holds(person, role):
        raise PermissionDenied(_("Nobody changes a role that they hold themselves, or that they act in for somebody."))
