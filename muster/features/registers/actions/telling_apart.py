"""Two records that look alike are not the same: decided by who may change the one that they are at, and taken back."""

from __future__ import annotations

from django.core.exceptions import ValidationError
from django.db.models import Q
from django.utils import timezone
from django.utils.translation import gettext as _

from muster.core.identity import SYSTEM, acting_as
from muster.core.locks import hold
from muster.features.accounts.models import User
from muster.features.accounts.rights import Verb, require
from muster.features.registers.actions.changing import changing
from muster.features.registers.actions.linking import other_in
from muster.features.registers.models import Difference, Record
from muster.features.registers.queries.differences import between


def tell_apart(person: User, record: Record, version: int, other: int, why: str) -> Difference:
    """From now on neither is offered as what may be the same as the other one.

    Raises `ValidationError` where the person sees no such record in the register, or it was decided before; `Conflict`.
    """
    require(person, Verb.CHANGE, record.register.subject, record.unit)
    found = other_in(record.register, other, record)
    with changing(person, record, version) as held:
        hold(f"records {min(held.pk, found.pk)} and {max(held.pk, found.pk)}")  # they may be decided about at either
        if between(held).filter(Q(record=found) | Q(other=found)).exists():
            raise ValidationError(_("It was decided before that “%(name)s” is not the same.") % {"name": found})
        return Difference.objects.create(record=held, other=found, why=why.strip(), by=person)


def take_back(person: User, record: Record, version: int, difference: Difference) -> None:
    """They may be the same after all. Raises `ValidationError` where somebody took it back before; `Conflict`."""
    require(person, Verb.CHANGE, record.register.subject, record.unit)
    with changing(person, record, version) as held:
        found = between(held).filter(pk=difference.pk).first()
        if found is None:
            raise ValidationError(_("Somebody took this back meanwhile."))
        found.ended_by, found.ended_at = person, timezone.now()
        with acting_as(SYSTEM):  # it may have been decided at the other one, which the person need not be able to write
            found.save(update_fields=["ended_by", "ended_at"])
