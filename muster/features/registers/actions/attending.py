"""Somebody attends to an early warning: a talk, a decision, whatever it was, in a sentence."""

from __future__ import annotations

from collections.abc import Collection, Iterable

import pghistory
from django.core.exceptions import ValidationError
from django.db import transaction
from django.utils import timezone
from django.utils.translation import gettext as _

from muster.core.conflicts import Conflict
from muster.core.models import Unit
from muster.features.accounts.models import User
from muster.features.accounts.rights import Verb, may, require
from muster.features.registers.models import Attention, Record, Register
from muster.features.registers.queries.warnings import keys_of, warning


def attend(person: User, register: Register, rule: str, who: str, counted: Collection[int], note: str) -> Attention:
    """Of the records `counted`, which the person saw. Raises `PermissionDenied`, `ValidationError` where the warning is
    not there any more, `Conflict` where other records make it by now."""
    require(person, Verb.APPROVE, register.subject)
    one = warning(person, register, rule, who, timezone.localdate())
    if one is None:
        raise ValidationError(_("This warning is not there any more."))
    keys = keys_of(one)
    for unit in Unit.objects.filter(records__in=keys).distinct():
        require(person, Verb.APPROVE, register.subject, unit)
    newest = Record.objects.get(pk=one.records[0][1])
    if keys != frozenset(counted):
        raise Conflict(newest, {})
    with transaction.atomic(), pghistory.context(user=person.pk):
        return Attention.objects.create(record=newest, rule=rule, who=who, counted=sorted(keys), note=note, by=person)


def may_attend(person: User, register: Register, units: Iterable[int]) -> bool:
    """Whether they may for every unit (its key) of which records are counted."""
    return all(may(person, Verb.APPROVE, register.subject, unit) for unit in units)
