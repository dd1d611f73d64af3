"""What is written beside a record: notes, and tasks about it."""

from __future__ import annotations

from datetime import date

from django.core.exceptions import PermissionDenied, ValidationError
from django.utils import timezone
from django.utils.translation import gettext as _

from muster.core.identity import SYSTEM, acting_as
from muster.features.accounts.models import User
from muster.features.accounts.rights import Verb, require
from muster.features.registers.actions.assigning import not_seen
from muster.features.registers.actions.changing import changing
from muster.features.registers.models import Note, Record, Task
from muster.features.registers.queries.doing import may_note, may_tick
from muster.features.registers.sight import sees, sees_personal


def add_note(person: User, record: Record, version: int, text: str) -> Note:
    """A note may name people. Raises `PermissionDenied` where the person sees none of the record, `Conflict`."""
    if not may_note(person, record):
        raise PermissionDenied(_("Notes are for who sees the personal fields of a record."))
    with changing(person, record, version) as found:
        return Note.objects.create(record=found, text=text, by=person)


def add_task(person: User, record: Record, version: int, text: str, to: User | None, due: date | None) -> Task:
    """Raises `PermissionDenied`, `ValidationError` where who is to do it would not see the record, `Conflict`."""
    require(person, Verb.CHANGE, record.register.subject, record.unit)
    if not sees_personal(person, record):
        raise PermissionDenied(_("Tasks are for who sees the personal fields of a record."))
    with changing(person, record, version) as found:
        if found.ended:
            raise ValidationError(_("Work on this record is over: a task would wait for nobody."))
        if to is not None and not sees(to, found):
            raise ValidationError(not_seen(to))
        return Task.objects.create(record=found, text=text, assigned_to=to, due=due, by=person)


def tick_task(person: User, task: Task, record: Record, version: int, *, done: bool) -> Task:
    """Done, or to be done after all. Raises `PermissionDenied`, `Conflict`."""
    if not may_tick(person, task, record):
        require(person, Verb.CHANGE, record.register.subject, record.unit)
    with changing(person, record, version):
        task.done_by, task.done_at = (person, timezone.now()) if done else (None, None)
        with acting_as(SYSTEM):
            task.save(update_fields=["done_by", "done_at"])
        return task
