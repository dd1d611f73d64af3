"""Telling those who were given a record what became of it."""

from __future__ import annotations

from datetime import datetime, timedelta

from django.utils import timezone

from muster.core.identity import SYSTEM, acting_as
from muster.features.accounts.models import User
from muster.features.accounts.rights import Subject, Verb, require
from muster.features.protection.models import Notice, Why
from muster.features.protection.records import Record

WITHIN = timedelta(days=14)


def tell_recipients(record: Record, why: Why) -> int:
    """Put everybody who was given the record on the list of whom to tell; how many.

    For an action that has asked for the right to what became of the record.
    """
    due = timezone.localdate() + WITHIN
    made = [
        Notice(
            code=record.code,
            key=record.key,
            why=why,
            recipient=name[:300],
            given_at=at,
            given_in=what[:300],
            due=due,
        )
        for name, at, what in given(record)
    ]
    Notice.objects.bulk_create(made)
    return len(made)


def given(record: Record) -> list[tuple[str, datetime, str]]:
    """(name, when, in what) of everybody who was given the record; for who has asked for the right to know."""
    # Whoever rectifies or erases need not be somebody who discloses, and yet has to have every recipient told.
    with acting_as(SYSTEM):
        return [(one.name, one.at, one.what) for one in record.data_set.recipients(record.key)]


def notice_done(person: User, notice: Notice, remark: str) -> None:
    """The recipient was told; nothing where that was said already."""
    require(person, Verb.CHANGE, Subject.PERSONAL_DATA)
    done = {"done_by": person, "done_at": timezone.now(), "remark": remark.strip()[:300]}
    Notice.objects.filter(pk=notice.pk, done_at=None).update(**done)
