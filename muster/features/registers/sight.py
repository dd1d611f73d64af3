"""What somebody sees of a record by rights of their own, whoever asks."""

from __future__ import annotations

from muster.core.identity import acting_as, of_person
from muster.features.accounts.models import User
from muster.features.registers.models import Personal, Record


def sees(person: User, record: Record) -> bool:
    with acting_as(of_person(person.pk)):
        return person.is_active and Record.objects.filter(pk=record.pk).exists()


def sees_personal(person: User, record: Record) -> bool:
    """Its personal answers, and what else may name people."""
    with acting_as(of_person(person.pk)):
        return person.is_active and Personal.objects.filter(record=record).exists()
