"""Who has a record in hand."""

from __future__ import annotations

from django.core.exceptions import ValidationError
from django.utils.translation import gettext as _

from muster.core.identity import SYSTEM, acting_as
from muster.features.accounts.models import User
from muster.features.accounts.rights import Verb, carries, require
from muster.features.registers.actions.changing import changing
from muster.features.registers.models import Record
from muster.features.registers.queries.doing import may_change, may_take
from muster.features.registers.sight import sees


def assign_record(person: User, record: Record, version: int, to: User | None) -> Record:
    """The record, which somebody has from now on, or (None) nobody any more.

    Raises `PermissionDenied`, `ValidationError` where they would not see it or may not change it, `Conflict`.
    """
    with changing(person, record, version) as found:
        _require(person, found, to)
        if to is not None and not sees(to, found):
            raise ValidationError(not_seen(to))
        if to is not None and not may_change(to, found):
            said = {"person": to, "unit": found.unit.name}
            raise ValidationError(_("%(person)s may not change records of this register at %(unit)s.") % said)
        if found.assigned_to_id != (to.pk if to else None):
            found.assigned_to = to
            found.version += 1
            with acting_as(SYSTEM):  # who gives it back need not be able to change it
                found.save(update_fields=["assigned_to", "version"])
        return found


def not_seen(person: User) -> str:
    return _("%(person)s would not see this record: no role of theirs reaches it.") % {"person": person}


def _require(person: User, record: Record, to: User | None) -> None:
    subject = record.register.subject
    gives_back = to is None and record.assigned_to_id == person.pk and carries(person, Verb.CHANGE, subject)
    takes = to is not None and to.pk == person.pk and may_take(person, record)
    if not gives_back and not takes:
        require(person, Verb.ASSIGN, subject, record.unit)
