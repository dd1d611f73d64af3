"""What somebody sees of a record by rights of their own, whoever asks."""

from __future__ import annotations

from muster.core.identity import Identity, acting_as, as_they_came, of_person
from muster.features.accounts.models import User
from muster.features.accounts.rights import Verb, carries
from muster.features.registers.models import Personal, Record


def sees(person: User, record: Record) -> bool:
    with acting_as(of_person(person.pk)):
        return person.is_active and Record.objects.filter(pk=record.pk).exists()


def sees_personal(person: User, record: Record) -> bool:
    """Its personal answers, and what else may name people; by a token only where it carries that."""
    return carries(person, Verb.IDENTIFY, record.register.subject) and _opens(record, person, as_they_came(person.pk))


def knows_personal(person: User, record: Record) -> bool:
    """As `sees_personal`, but for the person behind a token: a device's may let write alone."""
    return _opens(record, person, of_person(person.pk))


def _opens(record: Record, person: User, identity: Identity) -> bool:
    with acting_as(identity):
        return person.is_active and Personal.objects.filter(record=record).exists()
