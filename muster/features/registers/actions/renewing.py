"""A version that calls more personal, or asks for other keys or warnings, holds for the records that are there: a job
goes through them, some at a time, and goes on where it stopped."""

from __future__ import annotations

from typing import Any

import pghistory
from django.db import connection, transaction
from django.utils import timezone

from muster.core import jobs
from muster.core.identity import SYSTEM, acting_as
from muster.domain.forms.answers import joined
from muster.domain.forms.following import following
from muster.domain.forms.parting import further_apart, places
from muster.domain.forms.settings import Settings
from muster.domain.forms.warnings import about
from muster.features.accounts.models import User
from muster.features.registers.beside import Beside
from muster.features.registers.definitions import Definition, definition_of
from muster.features.registers.models import Handover, HandoverState, Personal, Record, Register, Renewal, Version
from muster.features.registers.searching import search_vector
from muster.features.registers.standing import keep_known, personal_in
from muster.ui.catalogues import cyrillic_text

RENEW = "registers.renew"
AT_ONCE = 50  # records between two marks of how far it is


def begin_renewal(person: User, register: Register, version: Version) -> None:
    """When a version is published: what it calls personal is closed at once in earlier versions of records, and the
    records follow by a job, where something changes for them."""
    now = definition_of(version)
    with acting_as(SYSTEM):
        before = Renewal.objects.filter(register=register).select_related("form").first()
        follows = before is not None and before.ended_at is not None and _same(definition_of(before.form), now)
        total = 0 if follows else Record.objects.filter(register=register).count()
        values = {"form": version, "apart": places(now.form, personal_in(now.settings)), "after": 0, "done": 0}
        ended = None if total else timezone.now()
        Renewal.objects.update_or_create(register=register, defaults={**values, "total": total, "ended_at": ended})
    if total:
        jobs.defer(RENEW, lock=f"register-{register.pk}", register=register.pk, version=version.pk, person=person.pk)


def renew(register: int, version: int, person: int) -> None:
    """All that is left to do for a version. One that is not the current one any more has nothing left."""
    while _some(register, version, person):
        pass


def _some(register: int, version: int, person: int) -> bool:
    renewal = Renewal.objects.select_related("form").filter(register=register, form=version, ended_at=None).first()
    if renewal is None:
        return False
    left = Record.objects.filter(register=register, pk__gt=renewal.after).order_by("pk")
    keys = list(left.values_list("pk", flat=True)[:AT_ONCE])
    settings = definition_of(renewal.form).settings
    for key in keys:
        _renewed(key, settings, person)
    mine = Renewal.objects.filter(pk=renewal.pk, form=version)
    if not keys:
        mine.update(ended_at=timezone.now(), done=renewal.done)
        return False
    mine.update(after=keys[-1], done=renewal.done + len(keys))
    return True


def _renewed(key: int, settings: Settings, person: int) -> None:
    """One record; nothing is written where nothing changes. Whoever comes again finds it done."""
    with transaction.atomic(), pghistory.context(user=person), connection.cursor() as cursor:
        cursor.execute("SET LOCAL synchronous_commit TO off")  # a crash takes the mark of how far it is back as well
        record = Record.objects.select_for_update(of=("self",)).select_related("form").filter(pk=key).first()
        if record is None:  # gone meanwhile
            return
        there = Personal.objects.filter(record=record).first()
        apart = there.data if there else {}
        plain, personal = further_apart(record.data, apart, personal_in(settings))
        if personal != apart:
            _part(record, plain, personal)
        keep_known(record, joined(plain, personal), settings)


def _part(record: Record, plain: dict[str, Any], personal: dict[str, Any]) -> None:
    """What follows from the answers follows from fewer of them now. The record is no other one: its number stays."""
    own = Beside().of(record.form)
    made = timezone.localdate(record.created_at)
    follows = following(own.form, own.settings, plain, record.state, made, cyrillic_text)
    record.data, record.name, record.names = plain, follows.name, dict(follows.names)
    record.day, record.place = follows.day, follows.place[:12]
    record.search = search_vector(own.form, record.name, plain)
    record.save(update_fields=["data", "name", "names", "day", "place", "search"])
    Personal.objects.update_or_create(record=record, defaults={"data": personal})
    Handover.objects.filter(record=record, state=HandoverState.OFFERED).update(called=record.name, names=record.names)


def _same(before: Definition, now: Definition) -> bool:
    """Whether nothing changes for the records: no further field is personal, keys and warnings ask for the same."""
    known = set(places(before.form, personal_in(before.settings)))
    keys = before.settings.keys == now.settings.keys
    warned = [{about(rule) for rule in one.settings.warnings} for one in (before, now)]
    return keys and warned[0] == warned[1] and known >= set(places(now.form, personal_in(now.settings)))
