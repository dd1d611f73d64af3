"""Links between records of different registers: made and taken away by who may change the record that they start at."""

from __future__ import annotations

from django.core.exceptions import ValidationError
from django.utils import timezone
from django.utils.translation import gettext as _

from muster.features.accounts.models import User
from muster.features.accounts.rights import Verb, require
from muster.features.registers.actions.changing import changing
from muster.features.registers.models import Link, Record, Register
from muster.features.registers.queries.links import kinds


def add_link(person: User, record: Record, code: str, other: int, version: int) -> Link:
    """`code` is that of a link of the register. Raises `ValidationError` where it offers none so, or where the person
    sees no such record; `Conflict`."""
    require(person, Verb.CHANGE, record.register.subject, record.unit)
    kind = next((one for one in kinds(person, record.register) if one.code == code), None)
    if kind is None:
        raise ValidationError(_("The register has no such link: “%(code)s”.") % {"code": code})
    found = other_in(kind.register, other, record)
    with changing(person, record, version) as held:
        if held.links.filter(other=found, code=code, ended_at=None).exists():
            raise ValidationError(_("It is linked with “%(name)s” so already.") % {"name": found})
        return Link.objects.create(record=held, other=found, code=code, by=person)


def remove_link(person: User, link: Link, version: int) -> None:
    """It stays in the history of both. `version` is of the record that the link starts at. Raises `Conflict`."""
    require(person, Verb.CHANGE, link.record.register.subject, link.record.unit)
    with changing(person, link.record, version):
        Link.objects.filter(pk=link.pk, ended_at=None).update(ended_by=person, ended_at=timezone.now())


def other_in(register: Register, key: int, record: Record) -> Record:
    """Another record of a register than this one. Raises `ValidationError` where there is none that the person sees."""
    found = Record.objects.filter(pk=key, register=register).first()
    if found is None:
        why = _("There is no record %(number)s in “%(register)s” that you see.")
        raise ValidationError(why % {"number": key, "register": register})
    if found.pk == record.pk:
        raise ValidationError(_("This is the record itself: another one is needed."))
    return found
