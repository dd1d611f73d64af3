"""A record is changed as the person saw it, or not at all."""

from __future__ import annotations

from collections.abc import Iterator
from contextlib import contextmanager

from django.db import transaction

from muster.core.conflicts import Conflict
from muster.core.identity import SYSTEM, acting_as
from muster.features.accounts.models import User
from muster.features.accounts.writing import written_by
from muster.features.registers.models import Record


@contextmanager
def changing(person: User, record: Record, version: int) -> Iterator[Record]:
    """The record as it stands now, locked until all is done or nothing; its history says who it was.

    Whether the person may is for the caller to ask. Raises `Conflict` where they saw another version.
    """
    with transaction.atomic(), written_by(person):
        with acting_as(SYSTEM):  # a lock takes the right to write the row, which who may move a record may not have
            rows = Record.objects.select_for_update(of=("self",))
            found = rows.select_related("register__current", "unit", "form__register", "assigned_to").get(pk=record.pk)
        if found.version != version:
            raise Conflict(found, {})
        yield found
