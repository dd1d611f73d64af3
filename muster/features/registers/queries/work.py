"""What is to be done: about one record, and by somebody in all registers."""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass
from datetime import date, timedelta
from itertools import islice
from typing import Any

from django.db.models import Exists, F, OuterRef, Q, QuerySet

from muster.features.accounts.models import User
from muster.features.accounts.rights import Subject, Verb, may, units_where
from muster.features.registers.definitions import definition_of
from muster.features.registers.models import Note, Record, Register, Step, Task
from muster.features.registers.queries.doing import barred, may_move
from muster.features.registers.queries.loading import without_texts
from muster.features.registers.rules import deadlines_of, rules_of, state_name
from muster.ui.wording import in_language

SHOWN = 50  # rows of a list
COUNTED = 100  # more are not counted
SOON = timedelta(days=7)


@dataclass(frozen=True, slots=True)
class Row:
    """A record that waits for somebody; `deadlines` are the names of those that run out on its day `due`."""

    record: Record
    state: str
    deadlines: str


@dataclass(frozen=True, slots=True)
class Days:
    """Records by the day on which something is due, and the cursor of those after them."""

    days: list[tuple[date, list[Row]]]
    after: str


@dataclass(frozen=True, slots=True)
class Waiting:
    """How much waits for somebody, but for what is offered to them; `COUNTED` at most of each."""

    to_approve: int
    assigned: int
    tasks: int
    returned: int
    late: int
    soon: int

    def __bool__(self) -> bool:
        return any((self.to_approve, self.assigned, self.tasks, self.returned, self.late, self.soon))


def tasks(viewer: User, record: Record) -> QuerySet[Task]:
    """What is still to be done first."""
    return record.tasks.select_related("assigned_to", "by", "done_by").order_by(
        F("done_at").desc(nulls_first=True), "due"
    )


def notes(viewer: User, record: Record) -> QuerySet[Note]:
    """The newest first; those that came with a move stand beside it."""
    return record.notes.filter(step=None).select_related("by").order_by("-pk")


def last_step(viewer: User, record: Record) -> Step | None:
    return record.steps.select_related("by", "note").last()


def assigned(viewer: User, register: Register | None = None) -> QuerySet[Record]:
    """Records that somebody has in hand; what is due first, first."""
    return _records(register).filter(assigned_to=viewer, ended=False).order_by(F("due").asc(nulls_last=True), "-pk")


def to_approve(viewer: User, register: Register | None = None) -> list[Record]:
    """Records that go on only by an approval that somebody may give; the oldest first, `COUNTED` at most."""
    found = _records(register).filter(_may_approve(viewer), ended=False).exclude(updated_by=viewer)
    rows = found.order_by("day", "pk").iterator(chunk_size=COUNTED)
    return list(islice((one for one in rows if _approves(viewer, one)), COUNTED))


def own_tasks(viewer: User, register: Register | None = None) -> list[tuple[Task, Record | None]]:
    """What is still to do for somebody, each with its record where they see it."""
    waiting = _to_do(viewer).order_by(F("due").asc(nulls_last=True), "pk")
    if register:
        waiting = waiting.filter(record__register=register)
    found = list(waiting[:COUNTED])
    records = _records(None).in_bulk([task.record_id for task in found])
    return [(task, records.get(task.record_id)) for task in found]


def _to_do(viewer: User) -> QuerySet[Task]:
    """Where work on the record goes on; of a record that they do not see any more nobody says that it does not."""
    over = Record.objects.filter(pk=OuterRef("record"), ended=True)
    return Task.objects.filter(~Exists(over), assigned_to=viewer, done_at=None)


@dataclass(frozen=True, slots=True)
class Returned:
    """The move by which somebody sent a record back; `comment` is empty for who may not see whom it may name."""

    step: Step
    move: str
    comment: str


def returned(viewer: User, register: Register | None = None) -> list[Returned]:
    """What others sent back, with a comment, of the records that somebody recorded, wrote last or has in hand; until it
    is moved on."""
    steps = _sent_back(viewer, register)
    comments = Note.objects.in_bulk([step.note_id for step in steps if step.note_id])
    texts = {key: note.text for key, note in comments.items()}
    return [Returned(step, move_name(step), texts.get(step.note_id, "")) for step in steps]


def _sent_back(viewer: User, register: Register | None) -> list[Step]:
    theirs = Q(record__created_by=viewer) | Q(record__updated_by=viewer) | Q(record__assigned_to=viewer)
    later = Step.objects.filter(record=OuterRef("record"), pk__gt=OuterRef("pk"))
    last = Step.objects.filter(theirs, ~Exists(later), note__isnull=False, record__ended=False).exclude(by=viewer)
    if register:
        last = last.filter(record__register=register)
    rows = last.select_related("by", "record__unit").order_by("-pk")
    found = without_texts(rows, "record__register__current").defer("record__search")
    return [step for step in found[:COUNTED] if _back(step)]


def late(viewer: User, today: date, register: Register | None = None, after: str = "") -> Days:
    """What is over its day, the longest first."""
    return _days(_due(viewer, register).filter(due__lt=today), after)


def soon(viewer: User, today: date, register: Register | None = None, after: str = "") -> Days:
    """What is due within a week."""
    return _days(_due(viewer, register).filter(due__gte=today, due__lte=today + SOON), after)


def waiting(viewer: User, today: date) -> Waiting | None:
    """For a first page; None for who has nothing to do with registers."""
    if not may(viewer, Verb.READ, Subject.REGISTER):
        return None
    due = _due(viewer, None)
    return Waiting(
        len(to_approve(viewer)),
        assigned(viewer)[:COUNTED].count(),
        _to_do(viewer)[:COUNTED].count(),
        len(_sent_back(viewer, None)),
        due.filter(due__lt=today)[:COUNTED].count(),
        due.filter(due__gte=today, due__lte=today + SOON)[:COUNTED].count(),
    )


def rows(records: Iterable[Record]) -> list[Row]:
    return [Row(one, state_name(rules_of(one), one.state), due_names(one)) for one in records]


def move_name(step: Step) -> str:
    """As the register calls the move; its code where it has it no more."""
    labels = {one.code: one.labels for one in rules_of(step.record).moves}
    return in_language(labels.get(step.move, {})) or step.move


def due_names(record: Record) -> str:
    """What the deadlines are called that run out on the day that the record is due."""
    called = {one.code: in_language(one.labels) or one.code for one in rules_of(record).deadlines}
    return ", ".join(called[code] for code, day in deadlines_of(record).items() if day == record.due)


def _records(register: Register | None) -> QuerySet[Record]:
    rows = Record.objects.select_related("unit", "assigned_to").defer("search")
    every = without_texts(rows, "register__current")
    return every.filter(register=register) if register else every


def _due(viewer: User, register: Register | None) -> QuerySet[Record]:
    """Records with a day on which something is due, that somebody may change."""
    return _records(register).filter(_may_change(viewer), ended=False, due__isnull=False).order_by("due", "pk")


def _may_change(viewer: User) -> Q:
    """In words that PostgreSQL finds rows by; row security holds in any case."""
    where: dict[frozenset[int] | None, list[int]] = {}
    for register in Register.objects.only("code"):
        where.setdefault(units_where(viewer, Verb.CHANGE, register.subject), []).append(register.pk)
    found = Q(pk__in=())
    for units, registers in where.items():
        found |= Q(register__in=registers) if units is None else Q(register__in=registers, unit__in=units)
    return found


def _may_approve(viewer: User) -> Q:
    """As `_may_change`, in states that wait for approval."""
    found = Q(pk__in=())
    for register in without_texts(Register.objects.filter(current__isnull=False), "current"):
        assert register.current is not None
        settings, units = definition_of(register.current).settings, units_where(viewer, Verb.APPROVE, register.subject)
        states = [one.code for one in settings.states if settings.waits_for_approval(one.code)]
        found |= Q(register=register, state__in=states) & (Q() if units is None else Q(unit__in=units))
    return found


def _approves(viewer: User, record: Record) -> bool:
    moves = [move for move in rules_of(record).moves_from(record.state) if move.approval]
    return any(may_move(viewer, record, move) and not barred(viewer, record, move) for move in moves)


def _days(found: QuerySet[Record], after: str) -> Days:
    day, _dot, key = after.partition(".")
    if key.isdecimal() and _is_day(day):
        params: list[Any] = [day, int(key)]
        found = found.extra(where=["(registers_record.due, registers_record.id) > (%s::date, %s)"], params=params)
    some = list(found[: SHOWN + 1])
    by_day: dict[date, list[Row]] = {}
    for row in rows(some[:SHOWN]):
        assert row.record.due is not None
        by_day.setdefault(row.record.due, []).append(row)
    last = some[SHOWN - 1] if len(some) > SHOWN else None
    return Days(list(by_day.items()), f"{last.due}.{last.pk}" if last else "")


def _is_day(text: str) -> bool:
    try:
        return bool(date.fromisoformat(text))
    except ValueError:
        return False


def _back(step: Step) -> bool:
    """Whether a move leads to a state that stands before the one that it leaves."""
    order = [state.code for state in rules_of(step.record).states]
    known = step.before in order and step.after in order
    return known and order.index(step.after) < order.index(step.before)
