"""Writes about people. Nobody is deleted: what they did is theirs for good."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any

import pghistory
from django.core.exceptions import PermissionDenied
from django.db import transaction
from django.db.models import Q
from django.utils import timezone
from django.utils.translation import gettext as _

from muster.core.identity import SYSTEM, acting_as
from muster.features.accounts.actions.absence import stop
from muster.features.accounts.models import Substitution, User
from muster.features.accounts.rights import Subject, Verb, require_at, require_over


def add_person(administrator: User, values: Mapping[str, Any]) -> User:
    """An account without a password, which the person chooses by the link of an invitation; without any role.

    `values` are username, full_name, email and unit.
    """
    require_at(administrator, Verb.ADMINISTER, Subject.ACCOUNT, values["unit"])
    person = User(**values)
    person.set_unusable_password()
    with transaction.atomic(), pghistory.context(user=administrator.pk):
        person.save()
    return person


def change_person(administrator: User, person: User, values: Mapping[str, Any]) -> None:
    """User name, name, e-mail and unit."""
    _over(administrator, User.objects.get(pk=person.pk))
    require_at(administrator, Verb.ADMINISTER, Subject.ACCOUNT, values["unit"])
    for name, value in values.items():
        setattr(person, name, value)
    with transaction.atomic(), pghistory.context(user=administrator.pk):
        person.save(update_fields=list(values))


def close_account(administrator: User, person: User, reason: str = "") -> None:
    """The person cannot sign in any more, at once; nobody acts for them or is acted for by them."""
    _over(administrator, person)
    person.is_active = False
    involved = Q(absent=person) | Q(substitute=person)
    with transaction.atomic(), pghistory.context(user=administrator.pk, why=reason or None):
        person.save(update_fields=["is_active"])
        with acting_as(SYSTEM):  # whoever closes accounts need not be one who gives roles
            for substitution in Substitution.objects.filter(involved, end__gte=timezone.localdate()):
                stop(substitution)


def reopen_account(administrator: User, person: User, reason: str = "") -> None:
    """They can sign in again, with the roles that have not ended."""
    _over(administrator, person)
    person.is_active = True
    with transaction.atomic(), pghistory.context(user=administrator.pk, why=reason or None):
        person.save(update_fields=["is_active"])


def _over(administrator: User, person: User) -> None:
    """Nobody moves themselves to another unit, for which others may be named, nor closes the door behind them."""
    require_over(administrator, Verb.ADMINISTER, person)
    if person.pk == administrator.pk:
        raise PermissionDenied(_("Somebody else has to do this for your own account."))
