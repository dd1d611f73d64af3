"""Records are handed over: offered to a unit, or to one person there, who accept or decline; referrals end."""

from __future__ import annotations

from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass
from datetime import timedelta
from typing import Any

from django.core.exceptions import PermissionDenied, ValidationError
from django.db import transaction
from django.db.models import Q
from django.utils import timezone
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from muster.core.conflicts import Conflict
from muster.core.identity import SYSTEM, acting_as
from muster.core.models import Unit
from muster.core.units import closed_by
from muster.features.accounts.models import NeedToKnow, User
from muster.features.accounts.queries import able
from muster.features.accounts.rights import Subject, Verb, carries, may, require
from muster.features.accounts.writing import written_by
from muster.features.markings.actions import keep_in_sight
from muster.features.registers.actions.changing import changing
from muster.features.registers.models import Handover, HandoverKind, HandoverState, Record
from muster.features.registers.queries.handovers import VERBS, may_answer, may_take_back

NAMED_FOR = 300  # characters of a reason, as those who are named for a record have it
OVER = {
    HandoverState.OFFERED: gettext_lazy("It waits for an answer."),
    HandoverState.ACCEPTED: gettext_lazy("It was accepted meanwhile."),
    HandoverState.DECLINED: gettext_lazy("It was declined meanwhile."),
    HandoverState.WITHDRAWN: gettext_lazy("It was withdrawn meanwhile."),
    HandoverState.ENDED: gettext_lazy("It was ended meanwhile."),
}


@dataclass(frozen=True, slots=True)
class Offer:
    """To a unit, or to one person there; `reason` is read before the record is."""

    kind: HandoverKind
    unit: Unit
    person: User | None
    reason: str

    @property
    def whom(self) -> User | Unit:
        return self.person or self.unit


def offer(person: User, record: Record, to: Offer, version: int) -> Handover:
    """Raises `ValidationError` where nobody there could take it, `Conflict` where the person saw another version."""
    require(person, VERBS[to.kind], record.register.subject, record.unit)
    with changing(person, record, version) as found:
        if to.person == person:
            raise ValidationError(_("Nobody hands a record to themselves."))
        _check_free(found, to)
        _check_taker(person, found, to)
        return Handover.objects.create(
            record=found,
            register=found.register,
            called=found.name or str(found.pk),
            names=found.names,
            record_version=found.version,
            kind=to.kind,
            from_unit=found.unit,
            to_unit=to.unit,
            to_person=to.person,
            reason=to.reason.strip(),
            by=person,
        )


def accept(person: User, handover: Handover, version: int, answer: str = "") -> Handover:
    """A referral lets them see the record; of a transfer the record is theirs from then on.

    `version` is the one of the record as the person was told. Raises `Conflict` where it was changed since, and
    `ValidationError` where nobody waits for an answer any more.
    """
    _require_answer(person, handover)
    with _standing(person, handover, HandoverState.OFFERED) as (found, record):
        if record.restricted:
            raise ValidationError(_("Its processing is restricted: it is handed to nobody."))
        if record.version != version:
            raise Conflict(found, {})
        if found.kind == HandoverKind.REFERRAL:
            found.naming = _name(found)
        else:
            _move(person, found, record)
            keep_in_sight(person, Subject.RECORD.value, record.pk, _("Accepted its transfer."))  # marked higher
        return _answered(person, found, HandoverState.ACCEPTED, answer)


def decline(person: User, handover: Handover, answer: str) -> Handover:
    """Raises `ValidationError` without a sentence that says why."""
    _require_answer(person, handover)
    if not answer.strip():
        raise ValidationError(_("Say in a sentence why not."))
    with _standing(person, handover, HandoverState.OFFERED) as (found, _record):
        return _answered(person, found, HandoverState.DECLINED, answer)


def withdraw(person: User, handover: Handover) -> Handover:
    """While it waits."""
    if not may_take_back(person, handover):
        raise PermissionDenied(_("Who offered it withdraws it."))
    with _standing(person, handover, HandoverState.OFFERED) as (found, _record):
        return _answered(person, found, HandoverState.WITHDRAWN, "")


def end(person: User, handover: Handover) -> Handover:
    """A referral that was accepted: from now on they see the record by their roles alone."""
    if not (may_answer(person, handover) or may_take_back(person, handover)):
        raise PermissionDenied(_("A referral is ended by who offered it or who accepted it."))
    if handover.kind != HandoverKind.REFERRAL:
        raise ValidationError(_("A transfer has no end: transfer the record again."))
    with _standing(person, handover, HandoverState.ACCEPTED) as (found, _record):
        with acting_as(SYSTEM):  # neither side need be one that names people for records
            if found.naming is not None:
                found.naming.until = timezone.localdate() - timedelta(days=1)
                found.naming.save(update_fields=["until"])
            found.state = HandoverState.ENDED
            found.save(update_fields=["state"])
        return found


def ended_by_naming(naming: NeedToKnow, **_signal: Any) -> None:
    """Who keeps the record said that they are named for it no more: so the referral is over, too."""
    with acting_as(SYSTEM):
        standing = Handover.objects.filter(naming=naming, state=HandoverState.ACCEPTED)
        standing.update(state=HandoverState.ENDED)


def _check_free(record: Record, to: Offer) -> None:
    """Nothing of the kind waits or holds already. Raises `ValidationError`."""
    if record.restricted:
        raise ValidationError(_("Its processing is restricted: it is handed to nobody."))
    if to.unit == record.unit and (to.person is None or to.kind == HandoverKind.TRANSFER):
        raise ValidationError(_("%(unit)s keeps this record already.") % {"unit": to.unit.name})
    there = Handover.objects.filter(record=record)
    waiting, alike = there.filter(state=HandoverState.OFFERED), Q(to_unit=to.unit, to_person=to.person, kind=to.kind)
    if waiting.filter(alike).exists():
        raise ValidationError(_("It was offered to %(whom)s already and waits for an answer.") % {"whom": to.whom})
    if to.kind == HandoverKind.TRANSFER and waiting.filter(kind=HandoverKind.TRANSFER).exists():
        raise ValidationError(_("Another transfer of it waits for an answer: withdraw that first."))
    if to.kind == HandoverKind.REFERRAL and there.filter(alike, state=HandoverState.ACCEPTED).exists():
        raise ValidationError(_("It is referred to %(whom)s already.") % {"whom": to.whom})


def _check_taker(person: User, record: Record, to: Offer) -> None:
    """There is somebody else who can answer. Raises `ValidationError`."""
    subject = record.register.subject
    if closed_by(to.unit, timezone.localdate()):
        raise ValidationError(_("%(unit)s is closed.") % {"unit": to.unit.name})
    if to.person is None:
        if not able(Verb.ACCEPT, subject, to.unit).exclude(pk=person.pk).exists():
            raise ValidationError(
                _("Nobody else may accept records of this register for %(unit)s.") % {"unit": to.unit.name}
            )
    elif to.person.unit_id != to.unit.pk:
        raise ValidationError({"person": [_elsewhere(to.person, to.unit)]})
    elif not may(to.person, Verb.READ, subject):
        raise ValidationError(_("%(person)s may not read records of this register.") % {"person": to.person})


def _elsewhere(person: User, unit: Unit) -> str:
    said = {"person": person, "unit": unit.name}
    if person.unit is None:
        return _("%(person)s does not work at %(unit)s.") % said
    said["own"] = person.unit.name
    return _("%(person)s works at %(own)s, not at %(unit)s: choose the person or the unit, not both.") % said


def _require_answer(person: User, handover: Handover) -> None:
    if handover.by_id == person.pk:
        raise PermissionDenied(_("Somebody else answers what one has offered."))
    if handover.to_person_id == person.pk and carries(person, Verb.ACCEPT, handover.register.subject):
        require(person, Verb.READ, handover.register.subject)
    else:
        require(person, Verb.ACCEPT, handover.register.subject, handover.to_unit)


@contextmanager
def _standing(person: User, handover: Handover, wanted: HandoverState) -> Iterator[tuple[Handover, Record]]:
    """Both locked, the record first, as whoever offers does. Raises `ValidationError` where it stands otherwise."""
    with transaction.atomic(), written_by(person):
        with acting_as(SYSTEM):  # whoever answers need not see the record yet
            record = (
                Record.objects.select_for_update(of=("self",)).select_related("register").get(pk=handover.record_id)
            )
            rows = Handover.objects.select_for_update(of=("self",))
            found = rows.select_related("register", "to_unit", "by", "naming").get(pk=handover.pk)
        if found.state != wanted:
            raise ValidationError(str(OVER[HandoverState(found.state)]))
        yield found, record


def _answered(person: User, handover: Handover, state: HandoverState, answer: str) -> Handover:
    handover.state, handover.answer = state, answer.strip()
    handover.answered_by, handover.answered_at = person, timezone.now()
    with acting_as(SYSTEM):  # after a transfer the record, and with it this, may be out of their sight
        handover.save(update_fields=["state", "answer", "answered_by", "answered_at", "naming"])
    return handover


def _name(handover: Handover) -> NeedToKnow | None:
    """The unit or the person for the record, as the one who offered it said; None where they are named for good."""
    who: dict[str, Any] = {"person": handover.to_person} if handover.to_person else {"unit": handover.to_unit}
    of: dict[str, Any] = {"subject": Subject.RECORD.value, "key": handover.record_id, **who}
    with acting_as(SYSTEM):  # neither side need be one that names people for records
        if NeedToKnow.objects.filter(**of, until=None).exists():
            return None
        said: dict[str, Any] = {"reason": handover.reason[:NAMED_FOR], "until": None, "made_by": handover.by}
        return NeedToKnow.objects.update_or_create(**of, defaults=said)[0]


def _move(person: User, handover: Handover, record: Record) -> None:
    """To the unit that accepted it. Whatever else of it waits for an answer was offered by who keeps it no more."""
    record.unit, record.assigned_to = handover.to_unit, None
    record.version += 1
    with acting_as(SYSTEM):  # nobody has rights at both units
        record.save(update_fields=["unit", "assigned_to", "version"])
        waiting = Handover.objects.filter(record=record, state=HandoverState.OFFERED).exclude(pk=handover.pk)
        waiting.update(state=HandoverState.WITHDRAWN, answered_by=person, answered_at=timezone.now())
