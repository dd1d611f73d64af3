"""Reads of what was offered: to whom it waits, what became of it."""

from __future__ import annotations

from datetime import timedelta

from django.db.models import Exists, OuterRef, Q, QuerySet
from django.utils import timezone

from muster.core.identity import SYSTEM, acting_as
from muster.features.accounts.models import User
from muster.features.accounts.rights import Verb, carries, may, units_where
from muster.features.audit import looks
from muster.features.registers.models import Handover, HandoverKind, HandoverState, Record, Register
from muster.features.registers.queries.loading import without_texts

VERBS = {HandoverKind.REFERRAL: Verb.REFER, HandoverKind.TRANSFER: Verb.TRANSFER}
NEWS = timedelta(days=7)  # so long an answer is told on the first page
SHOWN = 100  # of each list


def handover(viewer: User, pk: int) -> Handover:
    """Raises `Handover.DoesNotExist`; who sees its record too is asked why first where that is closed."""
    found = _all().get(pk=pk)
    if record := Record.objects.filter(pk=found.record_id).first():
        looks.opened(viewer, "record", record)
    return found


def handovers_of(viewer: User, record: Record) -> QuerySet[Handover]:
    """Of one record, the latest first."""
    return _all().filter(record=record)


def offered(viewer: User) -> QuerySet[Handover]:
    """What waits for an answer that the viewer may give, the longest here first."""
    return _all().filter(_to(viewer), state=HandoverState.OFFERED).order_by("pk")


def received(viewer: User) -> QuerySet[Handover]:
    """What was offered to the viewer or their unit and has been answered or withdrawn."""
    return _all().filter(_to(viewer)).exclude(state=HandoverState.OFFERED)[:SHOWN]


def sent(viewer: User) -> QuerySet[Handover]:
    """What the viewer offered, the latest first."""
    return _all().filter(by=viewer)[:SHOWN]


def answers_lately(viewer: User) -> QuerySet[Handover]:
    """Answers of others in the last days to what the viewer offered."""
    answered = _all().filter(by=viewer, answered_at__gte=timezone.now() - NEWS)
    return answered.exclude(answered_by=viewer).order_by("-answered_at")


def may_offer(viewer: User, record: Record) -> list[HandoverKind]:
    """How the viewer may hand a record over."""
    subject = record.register.subject
    return [kind for kind, verb in VERBS.items() if may(viewer, verb, subject, record.unit)]


def may_answer(viewer: User, handover: Handover) -> bool:
    """Whether it is for the viewer to accept it or decline it, or to end it once it was accepted."""
    subject = handover.register.subject
    if handover.by_id == viewer.pk:
        return False
    own = handover.to_person_id == viewer.pk and carries(viewer, Verb.ACCEPT, subject)
    return (own and may(viewer, Verb.READ, subject)) or may(viewer, Verb.ACCEPT, subject, handover.to_unit)


def may_take_back(viewer: User, handover: Handover) -> bool:
    """Whether the viewer may withdraw it, or end it: who offered it, or who may offer so where the record is now."""
    subject, verb = handover.register.subject, VERBS[HandoverKind(handover.kind)]
    if handover.by_id == viewer.pk and carries(viewer, verb, subject):
        return may(viewer, Verb.READ, subject)
    return any(may(viewer, verb, subject, one.unit) for one in Record.objects.filter(pk=handover.record_id))


def version_now(handover: Handover) -> int:
    """The version of a record that whoever answers need not see yet."""
    with acting_as(SYSTEM):
        return Record.objects.values_list("version", flat=True).get(pk=handover.record_id)


def _all() -> QuerySet[Handover]:
    """Each with whether the viewer sees the record."""
    seen = Record.objects.filter(pk=OuterRef("record"))
    related = ("from_unit", "to_unit", "to_person", "by", "answered_by")
    rows = Handover.objects.select_related(*related)
    return without_texts(rows, "register__current").annotate(open=Exists(seen))


def _to(viewer: User) -> Q:
    """Those that the viewer may answer; of persons row security asks whether they read such records."""
    found = Q(to_person=viewer)
    for register in Register.objects.all():
        units = units_where(viewer, Verb.ACCEPT, register.subject)
        if units is None:
            found |= Q(register=register)
        elif units:
            found |= Q(register=register, to_unit__in=units)
    return found & ~Q(by=viewer)  # somebody else answers
