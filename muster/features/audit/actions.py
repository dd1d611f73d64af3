"""Writes of the audit: a reason, a disclosure, asking for a verification."""

from __future__ import annotations

from datetime import date, timedelta
from typing import Any

from django.core.exceptions import ObjectDoesNotExist
from django.db import transaction
from django.utils import timezone

from muster.core import audit, jobs
from muster.core.data_sets import data_sets
from muster.core.models import AuditEntry, AuditSeal
from muster.core.web.numbers import whole
from muster.features.accounts.models import User
from muster.features.accounts.rights import Subject, Verb, require
from muster.features.audit.looks import look
from muster.features.audit.models import Disclosure, Justification, Verification

HOURS = timedelta(hours=8)  # for which a reason holds
VERIFY = "audit.verify"
LOCK = "audit-verify"
KEPT = 200  # findings of one verification


def justify(person: User, code: str, key: str, *, reason: str, text: str, reference: str = "") -> Justification:
    """Keep why the person needs a record, or (without a key) what is closed of a data set, for some hours.

    It gives no right to anything. Raises `ObjectDoesNotExist` where the person sees no such record.
    """
    if key:
        record_of(code, key)
    now = timezone.now()
    said = {"reason": reason, "text": text, "reference": reference}
    return Justification.objects.create(person=person, subject=code, key=key, at=now, until=now + HOURS, **said)


def disclose(person: User, code: str, key: str, *, given_on: date, **told: Any) -> Disclosure:
    """Write down that something of a record was given to somebody outside.

    `told` are the other fields of `Disclosure`. Raises `ObjectDoesNotExist` where the person sees no such record.
    """
    record = record_of(code, key)
    require(person, Verb.DISCLOSE, Subject.PERSONAL_DATA, getattr(record, "unit", None))
    with transaction.atomic():
        made = Disclosure.objects.create(subject=code, key=key, recorded_by=person, given_on=given_on, **told)
        look(person, "disclose", code, key, given_on=given_on.isoformat(), disclosure=made.pk, **told)
    return made


def verify_now(person: User) -> Verification:
    """Have the whole trail verified by a worker; the one that is already asked for, if there is one."""
    require(person, Verb.READ, Subject.AUDIT)
    with transaction.atomic():
        waiting = Verification.objects.filter(ended_at=None).first()
        if waiting and jobs.queued([LOCK]):
            return waiting
        made = Verification.objects.create(asked_by=person)
        jobs.defer(VERIFY, lock=LOCK, verification=made.pk)
    return made


def verify(verification: Verification) -> None:
    """The worker's part: find what is wrong, and keep it."""
    verification.started_at = timezone.now()
    verification.save(update_fields=["started_at"])
    verification.last_seal = AuditSeal.objects.order_by("-number").values_list("number", flat=True).first()
    verification.entries = AuditEntry.objects.count()
    found = audit.findings()
    verification.found, verification.ended_at = len(found), timezone.now()
    verification.findings = [[one.kind, one.subject, one.key] for one in found[:KEPT]]
    verification.save()


def record_of(code: str, key: str) -> Any:
    """The record as the person sees it. Raises `ObjectDoesNotExist`."""
    data_set = data_sets().get(code)
    record = data_set.record(key) if data_set and whole(key) is not None else None
    if record is None:
        raise ObjectDoesNotExist(key)
    return record
