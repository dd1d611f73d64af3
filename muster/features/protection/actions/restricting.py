"""Restricting the processing of a record: from then on only those who protect personal data see it."""

from __future__ import annotations

import pghistory
from django.core.exceptions import ValidationError
from django.db import transaction
from django.utils import timezone
from django.utils.translation import gettext as _

from muster.core.identity import SYSTEM, acting_as
from muster.core.locks import hold
from muster.features.accounts.models import User
from muster.features.accounts.rights import Subject, Verb, require
from muster.features.protection.actions.notices import tell_recipients
from muster.features.protection.models import Restriction, Why
from muster.features.protection.records import Record


def restrict(person: User, record: Record, reason: str) -> Restriction:
    """Close the record. Raises `ValidationError` where it cannot be, is already, or nobody says why."""
    require(person, Verb.RESTRICT, Subject.PERSONAL_DATA, record.unit)
    reason = _said(reason)
    if not record.data_set.marked:
        raise ValidationError(_("Records of this kind cannot be restricted."))
    with transaction.atomic():
        hold(f"restriction of {record.code} {record.key}")
        if Restriction.objects.filter(code=record.code, key=record.key, lifted_at=None).exists():
            raise ValidationError(_("It is restricted already."))
        made = Restriction.objects.create(code=record.code, key=record.key, reason=reason, by=person)
        _set(person, record, True, reason)
        tell_recipients(record, Why.RESTRICTED)
    return made


def lift(person: User, record: Record, reason: str) -> None:
    """Open the record again. Raises `ValidationError` where it is open, or nobody says why."""
    require(person, Verb.RESTRICT, Subject.PERSONAL_DATA, record.unit)
    reason = _said(reason)
    with transaction.atomic():
        hold(f"restriction of {record.code} {record.key}")
        standing = Restriction.objects.filter(code=record.code, key=record.key, lifted_at=None)
        if not standing.update(lifted_by=person, lifted_at=timezone.now(), lifted_why=reason):
            raise ValidationError(_("It is not restricted."))
        _set(person, record, False, reason)


def _set(person: User, record: Record, restricted: bool, reason: str) -> None:
    """Whoever restricts changes nothing that the record says, and needs no right to; the history names them."""
    with pghistory.context(user=person.pk, why=reason), acting_as(SYSTEM):
        record.data_set.model_class._default_manager.filter(pk=record.key).update(restricted=restricted)


def _said(reason: str) -> str:
    if not reason.strip():
        raise ValidationError(_("Say why."))
    return reason.strip()
