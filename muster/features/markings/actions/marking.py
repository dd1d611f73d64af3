"""A record's marking and TLP, and those of what was read from it."""

from __future__ import annotations

from typing import Any

from django.core.exceptions import PermissionDenied, ValidationError
from django.db import transaction
from django.utils import timezone
from django.utils.translation import gettext as _

from muster.core.conflicts import Conflict
from muster.core.identity import SYSTEM, acting_as, of_person
from muster.core.markings import Marks, marks_of
from muster.domain.audit.reasons import enough
from muster.features.accounts.models import NeedToKnow, User
from muster.features.accounts.rights import Verb, require
from muster.features.accounts.writing import written_by
from muster.features.audit.actions import justify
from muster.features.audit.looks import CLOSED
from muster.features.audit.models import ReasonCode
from muster.features.markings.queries import own_opening
from muster.features.markings.records import NoSuchRecord, marked_set, right_to, seen
from muster.features.markings.signals import marked

REASON_LIMIT = 300  # characters


def change_marks(person: User, code: str, key: int, wanted: Marks, before: Marks, reason: str = "") -> bool:
    """Mark a record anew. Raises `Conflict` where it is no longer marked as `before`, `ValidationError` where it is
    lowered without a reason.

    Whoever would not see it any more by their role is named for it, and this is true: nobody closes a record against
    themselves.
    """
    with transaction.atomic(), by(person, reason):
        record = held(person, code, key)
        now = marks_of(record)
        if now != before:
            raise Conflict(record, _difference(now, wanted))
        return mark_held(person, code, record, wanted, reason)


def mark_held(person: User, code: str, record: Any, wanted: Marks, reason: str) -> bool:
    """Mark a locked record; whether the person was named for it, because they would not see it any more otherwise.

    Of what they close, their reason is why they look at it from then on, too. Raises `ValidationError` where it is
    lowered without a reason.
    """
    now = marks_of(record)
    if wanted == now:
        return False
    if wanted.lower_than(now) and not reason.strip():
        raise ValidationError({"reason": [_("Say why it may be seen by more people now.")]})
    store(person, code, record, wanted)
    if wanted.marking <= now.marking:
        return False
    named = keep_in_sight(person, code, record.pk, _("Marked it."))
    if wanted.marking >= CLOSED and enough(reason):  # else they were asked at once for what they have just written
        justify(person, code, str(record.pk), reason=ReasonCode.OTHER, text=reason.strip())
    return named


def held(person: User, code: str, key: int) -> Any:
    """The record, locked, where the person sees it and may mark it. Raises `NoSuchRecord`, `PermissionDenied`."""
    record = seen(code, key)
    require(person, Verb.MARK, right_to(code, record), record.unit)
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


def keep_in_sight(person: User, code: str, key: int, reason: str) -> bool:
    """Name the person for a record that they wrote and would not see any more; whether that was so."""
    with acting_as(of_person(person.pk)):
        if marked_set(code).record(key) is not None:
            return False
    with acting_as(SYSTEM):  # nobody names themselves, but here by what they had the right to do
        NeedToKnow.objects.update_or_create(
            subject=code, key=key, person=person, defaults={"reason": reason, "until": None, "made_by": person}
        )
    return True


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
    return written_by(person, **({"reason": reason.strip()[:REASON_LIMIT]} if reason.strip() else {}))


def _difference(now: Marks, wanted: Marks) -> dict[str, tuple[Any, Any]]:
    pairs = {name: (getattr(now, name), getattr(wanted, name)) for name in ("marking", "tlp")}
    return {name: pair for name, pair in pairs.items() if pair[0] != pair[1]}
