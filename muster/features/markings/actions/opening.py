"""Break the glass: what is closed is opened in need, with a written reason, for three hours; its keepers are told."""

from __future__ import annotations

from datetime import timedelta
from typing import Any

from django.core.exceptions import PermissionDenied, ValidationError
from django.db import transaction
from django.utils import timezone
from django.utils.translation import gettext as _

from muster.core.identity import SYSTEM, acting_as
from muster.domain.audit.reasons import NEED
from muster.features.accounts.models import BrokenGlass, User
from muster.features.accounts.rights import Verb, may, may_some, require
from muster.features.audit.looks import Why, look
from muster.features.markings.queries import keeps
from muster.features.markings.records import (
    NoSuchRecord,
    brought_by,
    kind_of_record,
    marked_set,
    right_to,
    subject_of,
)

OPEN_FOR = timedelta(hours=3)
LEAST = 20  # characters of a reason
VERB = "break-glass"  # in the audit trail


def break_glass(person: User, code: str, key: int, reason: str) -> BrokenGlass:
    """Open a record to the person for three hours. Raises `ValidationError` for a reason that says too little, and
    `NoSuchRecord` where there is none that they may open: the attempt stands in the trail too."""
    reason = reason.strip()
    known = marked_set(code)
    if not may_some(person, Verb.BREAK_GLASS, code):
        raise PermissionDenied(_("Your role does not include this."))
    if len(reason) < LEAST:
        raise ValidationError(_("Say in at least %(least)s signs what you need it for.") % {"least": LEAST})
    with acting_as(SYSTEM):  # the person does not see it: that is why they are here
        record = known.record(key)
        subject, unit = (right_to(code, record), record.unit) if record else (subject_of(code), None)
    # What is kept from processing stays closed; that is for who protects personal data.
    if record is None or record.restricted or not may(person, Verb.BREAK_GLASS, subject, unit):
        _told(person, code, key, reason, opened=False)
        raise NoSuchRecord(code, key)
    require(person, Verb.BREAK_GLASS, subject, unit)
    with transaction.atomic():
        opened = _opened(person, code, record, reason)
        _told(person, code, key, reason, opened=True, until=opened.until.isoformat())
    return opened


def _told(person: User, code: str, key: int, reason: str, **detail: Any) -> None:
    """Into the trail, with the person's own reason instead of the standing purpose of such records."""
    look(person, VERB, code, key, why=reason, justification=Why(NEED, reason).told(), **detail)


def _opened(person: User, code: str, record: Any, reason: str) -> BrokenGlass:
    return BrokenGlass.objects.create(
        person=person,
        subject=code,
        kind=kind_of_record(code, record),
        key=record.pk,
        unit_id=record.unit_id,
        brought_by_id=brought_by(record),
        reason=reason,
        until=timezone.now() + OPEN_FOR,
    )


def acknowledge(person: User, opening: int, remark: str = "") -> BrokenGlass:
    """A keeper of the record has seen that somebody opened it, and what they think of it.

    Raises `BrokenGlass.DoesNotExist` for who does not keep it, `ValidationError` where another one did before.
    """
    with transaction.atomic():
        opened = BrokenGlass.objects.select_related("unit", "acknowledged_by").get(pk=opening)
        if not keeps(person, opened):
            raise BrokenGlass.DoesNotExist
        opened = BrokenGlass.objects.select_for_update(no_key=True, of=("self",)).get(pk=opening)
        if opened.acknowledged_by is not None:
            raise ValidationError(_("%(person)s has acknowledged it.") % {"person": opened.acknowledged_by})
        opened.acknowledged_by, opened.acknowledged_at = person, timezone.now()
        opened.remark = remark.strip()
        opened.save(update_fields=["acknowledged_by", "acknowledged_at", "remark"])
    return opened
