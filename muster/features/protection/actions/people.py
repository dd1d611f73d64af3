"""Who a record tells of."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any

from django.db import transaction

from muster.core.conflicts import Conflict
from muster.features.accounts.models import User
from muster.features.protection.models import PersonInRecord
from muster.features.protection.records import Record, find, require_change


def add_person(person: User, record: Record, values: Mapping[str, Any]) -> PersonInRecord:
    """Name somebody whom the record tells of; `values` are fields of `PersonInRecord`."""
    require_change(person, record)
    return PersonInRecord.objects.create(code=record.code, key=record.key, added_by=person, **values)


def change_person(person: User, named: PersonInRecord, values: Mapping[str, Any], version: int) -> PersonInRecord:
    """Say otherwise who it is, as what, or how sure. Raises `Conflict` where somebody else did since `version`."""
    require_change(person, find(named.code, named.key))
    with transaction.atomic():
        current = PersonInRecord.objects.select_for_update(no_key=True).get(pk=named.pk)
        if current.version != version:
            pairs = {name: (getattr(current, name), value) for name, value in values.items()}
            raise Conflict(current, {name: pair for name, pair in pairs.items() if pair[0] != pair[1]})
        for name, value in values.items():
            setattr(current, name, value)
        current.version += 1
        current.save()
    return current


def remove_person(person: User, named: PersonInRecord) -> None:
    """The record does not tell of them after all; the history keeps that somebody said so."""
    require_change(person, find(named.code, named.key))
    named.delete()
