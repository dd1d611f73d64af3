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
from muster.features.registers.queries.warnings import warnings


def attend(person: User, register: Register, rule: str, who: str, counted: Collection[int], note: str) -> Attention:
    """Of the records `counted`, which the person saw. Raises `PermissionDenied`, `ValidationError` where the warning is
    not there any more, `Conflict` where other records make it by now."""
    require(person, Verb.APPROVE, register.subject)
    every = warnings(person, register, timezone.localdate())
    one = next((one for one in every if (one.found.rule.code, one.found.who) == (rule, who)), None)
    if one is None:
        raise ValidationError(_("This warning is not there any more."))
    for unit in Unit.objects.filter(records__in=one.keys).distinct():
        require(person, Verb.APPROVE, register.subject, unit)
    newest = Record.objects.get(pk=one.found.records[0][1])
    if one.keys != frozenset(counted):
        raise Conflict(newest, {})
    with transaction.atomic(), pghistory.context(user=person.pk):
        return Attention.objects.create(
            record=newest, rule=rule, who=who, counted=sorted(one.keys), note=note, by=person
        )


def may_attend(person: User, register: Register, units: Iterable[int]) -> bool:
    """Whether they may for every unit (its key) of which records are counted."""
    return all(may(person, Verb.APPROVE, register.subject, unit) for unit in units)
