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
from muster.features.accounts.actions.versions import keep, locked
from muster.features.accounts.models import Substitution, User, lasting
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


def change_person(administrator: User, person: User, values: Mapping[str, Any], version: int) -> None:
    """User name, name, e-mail and unit. Raises `Conflict` where somebody else changed them since `version`."""
    _over(administrator, User.objects.get(pk=person.pk))
    require_at(administrator, Verb.ADMINISTER, Subject.ACCOUNT, values["unit"])
    with transaction.atomic(), pghistory.context(user=administrator.pk):
        keep(locked(person), values, version)


def close_account(administrator: User, person: User, version: int, reason: str = "") -> None:
    """The person cannot sign in any more, at once; nobody acts for them or is acted for by them.

    Raises `Conflict` where somebody else changed the account since `version`.
    """
    _over(administrator, person)
    involved = Q(absent=person) | Q(substitute=person)
    with transaction.atomic(), pghistory.context(user=administrator.pk, why=reason or None):
        keep(locked(person), {"is_active": False}, version)
        with acting_as(SYSTEM):  # whoever closes accounts need not be one who gives roles
            for substitution in Substitution.objects.filter(involved, lasting(timezone.localdate())):
                stop(substitution)


def reopen_account(administrator: User, person: User, version: int, reason: str = "") -> None:
    """They can sign in again, with the roles that have not ended. Raises `Conflict` as `close_account` does."""
    _over(administrator, person)
    with transaction.atomic(), pghistory.context(user=administrator.pk, why=reason or None):
        keep(locked(person), {"is_active": True}, version)


def _over(administrator: User, person: User) -> None:
    """Nobody moves themselves to another unit, for which others may be named, nor closes the door behind them."""
    require_over(administrator, Verb.ADMINISTER, person)
    if person.pk == administrator.pk:
        raise PermissionDenied(_("Somebody else has to do this for your own account."))
