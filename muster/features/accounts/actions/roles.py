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


def change_role(person: User, role: Role, values: Mapping[str, Any]) -> None:
    """Its names, and whether it needs a second factor."""
    _require_over(person, role)
    for name, value in values.items():
        setattr(role, name, value)
    with transaction.atomic(), pghistory.context(user=person.pk):
        role.save(update_fields=list(values))


def change_rights(person: User, role: Role, rights: Iterable[Right]) -> int:
    """From now on the role has these rights; returns how many were added, changed or taken away."""
    _require_over(person, role)
    wanted = {(right.verb, right.subject, right.reach): right for right in rights}
    assert all(right.verb in RIGHTS[right.subject] for right in wanted.values())
    with transaction.atomic(), pghistory.context(user=person.pk):
        present = {(p.verb, p.subject, p.reach): p for p in role.permissions.all()}
        gone = [p.pk for key, p in present.items() if key not in wanted]
        Permission.objects.filter(pk__in=gone).delete()
        new = [Permission(role=role, **wanted[key]._asdict()) for key in wanted.keys() - present.keys()]
        Permission.objects.bulk_create(new)
        marked = [key for key in wanted.keys() & present.keys() if present[key].marking != wanted[key].marking]
        for key in marked:
            Permission.objects.filter(pk=present[key].pk).update(marking=wanted[key].marking)
    return len(gone) + len(new) + len(marked)


def rights_of(role: Role) -> list[Right]:
    """What a role lets do."""
    return [
        Right(Verb(one.verb), Subject(one.subject), Reach(one.reach), Marking(one.marking))
        for one in role.permissions.all()
    ]


def holds(person: User, role: Role) -> bool:
    """Whether this person has, had or will have the role, or acts today for somebody who does."""
    people = [person.pk, *person.acts_for().values_list("absent", flat=True)]
    return Assignment.objects.filter(person__in=people, role=role).exists()


def _require_over(person: User, role: Role) -> None:
    require_at(person, Verb.ADMINISTER, Subject.ROLE, None)
    if holds(person, role):
        raise PermissionDenied(_("Nobody changes a role that they hold themselves, or that they act in for somebody."))
