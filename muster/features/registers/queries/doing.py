"""What somebody may do with a record, and what is offered to them of it: its moves, its deadlines, whom it is for."""

from __future__ import annotations

from collections.abc import Iterable, Iterator
from datetime import date
from typing import NamedTuple

from django.utils import timezone
from django.utils.translation import gettext as _

from muster.core.identity import SYSTEM, acting_as
from muster.domain.forms.settings import Move
from muster.features.accounts.models import Role, User
from muster.features.accounts.queries import able
from muster.features.accounts.rights import Verb, carries, may, works_as
from muster.features.registers.models import Record, Task
from muster.features.registers.rules import deadlines_of, rules_of
from muster.features.registers.sight import sees_personal
from muster.ui.wording import in_language


class Offered(NamedTuple):
    """A move; `barred` says why it is not for the viewer, who else might make it, `ends` how many open tasks end with
    it."""

    code: str
    name: str
    comment: bool
    barred: str
    ends: int


class People(NamedTuple):
    """Who sees a record: to those who may change it, it may be assigned, to the others tasks alone may be given."""

    changing: Iterable[User] = ()
    reading: Iterable[User] = ()


class Running(NamedTuple):
    name: str
    day: date
    late: bool


def moves(viewer: User, record: Record) -> Iterator[Offered]:
    """Those that its state has and that are offered to the viewer."""
    settings = rules_of(record)
    for move in settings.moves_from(record.state):
        if may_move(viewer, record, move):
            to = settings.state(move.to)
            ends = _open_tasks(record) if to and to.last else 0
            name = in_language(move.labels) or move.code
            yield Offered(move.code, name, move.comment, barred(viewer, record, move), ends)


def _open_tasks(record: Record) -> int:
    """Also those that the viewer, who may move the record, does not see: they may name people."""
    with acting_as(SYSTEM):
        return 0 if record.ended else record.tasks.filter(done_at=None).count()


def moves_of_others(viewer: User, record: Record) -> Iterator[str]:
    """Of what its state has and is not offered to the viewer, whom it is for: a sentence each."""
    names = {role.code: role.name for role in Role.objects.all()}
    for move in rules_of(record).moves_from(record.state):
        if not may_move(viewer, record, move):
            said = {"move": in_language(move.labels) or move.code, "unit": record.unit.name}
            if move.roles:
                said["roles"] = ", ".join(names.get(role, role) for role in move.roles)
                yield _("“%(move)s” is for %(roles)s at %(unit)s.") % said
            elif move.approval:
                yield _("“%(move)s” is for whoever may approve at %(unit)s.") % said
            else:
                yield _("“%(move)s” is for whoever may change records at %(unit)s.") % said


def deadlines(record: Record) -> Iterator[Running]:
    """Those that run in its state, the first first."""
    labels, today = {one.code: one.labels for one in rules_of(record).deadlines}, timezone.localdate()
    for code, day in sorted(deadlines_of(record).items(), key=lambda found: found[1]):
        yield Running(in_language(labels[code]) or code, day, day < today)


def people_for(viewer: User, record: Record) -> People:
    """To whom the viewer may give it or a task; whether they see it is asked again when it is done."""
    if not (may_assign(viewer, record) or may_set_tasks(viewer, record)):
        return People()
    readers = able(Verb.READ, record.register.subject, record.unit, record.marking)
    keys = set(able(Verb.CHANGE, record.register.subject, record.unit).values_list("pk", flat=True))
    return People([one for one in readers if one.pk in keys], [one for one in readers if one.pk not in keys])


def may_move(person: User, record: Record, move: Move) -> bool:
    """Whether it is offered to this person at all; `barred` says what still stands in the way."""
    subject = record.register.subject
    if move.approval and not may(person, Verb.APPROVE, subject, record.unit):
        return False
    if move.roles:
        return works_as(person, move.roles, subject, record.unit)
    return may(person, Verb.CHANGE, subject, record.unit)


def barred(person: User, record: Record, move: Move) -> str:
    """Why it is not for this person, who wrote the record last; empty where nothing stands in the way."""
    if move.approval and record.updated_by_id == person.pk:
        return _("“%(move)s” is for somebody else: you wrote this record last.") % {"move": in_language(move.labels)}
    return ""


def may_take(person: User, record: Record) -> bool:
    """Whether this person may have it themselves: who may change it, where nobody has it or they may assign it."""
    free = record.assigned_to_id is None or (person.pk != record.assigned_to_id and may_assign(person, record))
    return free and may_change(person, record)


def may_change(person: User, record: Record) -> bool:
    return may(person, Verb.CHANGE, record.register.subject, record.unit)


def may_assign(person: User, record: Record) -> bool:
    return may(person, Verb.ASSIGN, record.register.subject, record.unit)


def may_note(person: User, record: Record) -> bool:
    """Whoever sees its personal answers: a note may name people. A token must let write it besides."""
    return carries(person, Verb.CHANGE, record.register.subject) and sees_personal(person, record)


def may_set_tasks(person: User, record: Record) -> bool:
    """Whoever may change the record and sees its personal answers, for a task may name people; while work goes on."""
    return not record.ended and may_change(person, record) and sees_personal(person, record)


def may_tick(person: User, task: Task, record: Record) -> bool:
    """Who is to do it, or may change the record."""
    own = task.assigned_to_id == person.pk and carries(person, Verb.CHANGE, record.register.subject)
    return own or may_change(person, record)
