"""A record's marking and TLP, and those of what was read from it."""

from __future__ import annotations

from typing import Any

import pghistory
from django.core.exceptions import PermissionDenied, ValidationError
from django.db import transaction
from django.utils import timezone
from django.utils.translation import gettext as _

from muster.core.conflicts import Conflict
from muster.core.identity import SYSTEM, acting_as, of_person
from muster.core.markings import Marks, marks_of
from muster.features.accounts.models import NeedToKnow, User
from muster.features.accounts.rights import Verb, may, require
from muster.features.markings.queries import own_opening
from muster.features.markings.records import NoSuchRecord, marked_set, seen, subject_of
from muster.features.markings.signals import marked

REASON_LIMIT = 300  # characters


def change_marks(person: User, code: str, key: int, wanted: Marks, before: Marks, reason: str = "") -> Any:
    """Mark a record anew. Raises `Conflict` where it is no longer marked as `before`, `ValidationError` where it is
    lowered without a reason.

    Whoever would not see it any more by their role is named for it: nobody closes a record against themselves.
    """
    with transaction.atomic(), by(person, reason):
        record = held(person, code, key)
        now = marks_of(record)
        if now != before:
            raise Conflict(record, _difference(now, wanted))
        if wanted == now:
            return record
        if wanted.lower_than(now) and not reason.strip():
            raise ValidationError({"reason": [_("Say why it may be seen by more people now.")]})
        store(person, code, record, wanted)
        keep_in_sight(person, code, key, _("Marked it."))
    return record


def raise_what_it_tells(person: User, code: str, key: int) -> tuple[int, int]:
    """Mark what was read from a record as high as the record: how many were raised, and how many the person may not."""
    with transaction.atomic(), by(person, _("Raised with what it was read from.")):
        least = marks_of(held(person, code, key))
        raised = left = 0
        for of, record in told_lower(code, key, least):
            if not may(person, Verb.MARK, subject_of(of), record.unit):
                left += 1
                continue
            record = held(person, of, record.pk)
            store(person, of, record, marks_of(record).at_least(least))
            name_alike([(code, key)], of, record.pk)
            keep_in_sight(person, of, record.pk, _("Marked it."))
            raised += 1
    return raised, left


def told_lower(code: str, key: int, least: Marks) -> list[tuple[str, Any]]:
    """The records that tell what this one tells and are marked lower than that, as far as they are seen."""
    told = {(one.code, one.key) for one in marked_set(code).told(key) if one.code != code}
    found = [(of, marked_set(of).record(one)) for of, one in sorted(told) if _is_marked(of)]
    return [(of, one) for of, one in found if one is not None and marks_of(one).lower_than(least)]


def held(person: User, code: str, key: int) -> Any:
    """The record, locked, where the person sees it and may mark it. Raises `NoSuchRecord`, `PermissionDenied`."""
    record = seen(code, key)
    require(person, Verb.MARK, subject_of(code), record.unit)
    if own_opening(person, code, key):
        raise PermissionDenied(_("You opened this in need, to look at it: others mark it and say who may see it."))
    rows = marked_set(code).model_class._default_manager.select_for_update(no_key=True, of=("self",))
    found = rows.filter(pk=key).first()
    if found is None:  # closed to the person meanwhile
        raise NoSuchRecord(code, key)
    return found


def store(person: User, code: str, record: Any, wanted: Marks) -> None:
    """Write the marks. As the machine: once it is marked higher, the person may be one of those who see it no more."""
    record.marking, record.tlp = wanted.marking, wanted.tlp
    written = ["marking", "tlp"]
    if hasattr(record, "version"):
        record.version += 1
        written.append("version")
    if hasattr(record, "updated_by_id"):
        record.updated_by = person
        written += ["updated_by", "updated_at"]
    with acting_as(SYSTEM):
        record.save(update_fields=written)
        marked.send(type(record), code=code, key=record.pk)


def keep_in_sight(person: User, code: str, key: int, reason: str) -> None:
    """Name the person for a record that they wrote and would not see any more."""
    with acting_as(of_person(person.pk)):
        if marked_set(code).record(key) is not None:
            return
    with acting_as(SYSTEM):  # nobody names themselves, but here by what they had the right to do
        NeedToKnow.objects.update_or_create(
            subject=code, key=key, person=person, defaults={"reason": reason, "until": None, "made_by": person}
        )


def name_alike(sources: list[tuple[str, int]], code: str, key: int) -> None:
    """Name for a record whoever is named for every one of those (code, key) that it was made from."""
    with acting_as(SYSTEM):  # it follows from what was decided about these
        named = [_in_force(of, one) for of, one in sources]
        common = set(named[0]).intersection(*named[1:]) if named else set()
        for whom in common:
            naming = named[0][whom]
            known = NeedToKnow.objects.filter(subject=code, key=key, person=naming.person, unit=naming.unit)
            if not known.exists():
                NeedToKnow.objects.create(
                    subject=code,
                    key=key,
                    person=naming.person,
                    unit=naming.unit,
                    reason=naming.reason,
                    until=naming.until,
                    made_by=naming.made_by,
                )


def _in_force(code: str, key: int) -> dict[tuple[int | None, int | None], NeedToKnow]:
    today = timezone.localdate()
    namings = NeedToKnow.objects.filter(subject=code, key=key)
    return {(one.person_id, one.unit_id): one for one in namings if one.until is None or one.until >= today}


def by(person: User, reason: str = "") -> Any:
    """The history of what happens inside names the person and their reason."""
    return pghistory.context(user=person.pk, **({"reason": reason.strip()[:REASON_LIMIT]} if reason.strip() else {}))


def _difference(now: Marks, wanted: Marks) -> dict[str, tuple[Any, Any]]:
    pairs = {name: (getattr(now, name), getattr(wanted, name)) for name in ("marking", "tlp")}
    return {name: pair for name, pair in pairs.items() if pair[0] != pair[1]}


def _is_marked(code: str) -> bool:
    try:
        marked_set(code)
    except NoSuchRecord:
        return False
    return True
