"""What is done with a record: moves, who has it, deadlines, tasks, notes."""

from __future__ import annotations

from collections.abc import Iterator
from datetime import date
from typing import Any, NamedTuple

from django.utils import timezone

from muster.features.accounts.models import User
from muster.features.registers.actions.assigning import may_assign, may_take
from muster.features.registers.actions.moving import barred, may_move
from muster.features.registers.actions.noting import may_set_tasks, may_tick
from muster.features.registers.definitions import Definition
from muster.features.registers.models import Record
from muster.features.registers.queries import work
from muster.features.registers.rules import deadlines_of, rules_of
from muster.features.registers.sight import sees_personal
from muster.ui.wording import in_language


class Offered(NamedTuple):
    """A move; `barred` says why it is not for the viewer, who else might make it."""

    code: str
    name: str
    comment: bool
    barred: str


class Running(NamedTuple):
    name: str
    day: date
    late: bool


def part(viewer: User, record: Record, definition: Definition) -> dict[str, Any]:
    """Of the page of a record (`registers/_work.html`)."""
    assigns, sets = may_assign(viewer, record), may_set_tasks(viewer, record)
    last = work.last_step(viewer, record)
    return {
        "moves": list(_moves(viewer, record)),
        "deadlines": list(_deadlines(record)),
        "may_take": may_take(viewer, record),
        "may_assign": assigns,
        "is_mine": record.assigned_to_id == viewer.pk,
        "people": work.people_for(record) if assigns or sets else (),
        "tasks": [(task, may_tick(viewer, task, record)) for task in work.tasks(viewer, record)],
        "may_set_tasks": sets,
        "notes": work.notes(viewer, record),
        "may_note": sees_personal(viewer, record),
        "last_step": last,
        "last_move": work.move_name(last) if last else "",
    }


def _moves(viewer: User, record: Record) -> Iterator[Offered]:
    for move in rules_of(record).moves_from(record.state):
        if may_move(viewer, record, move):
            yield Offered(move.code, in_language(move.labels) or move.code, move.comment, barred(viewer, record, move))


def _deadlines(record: Record) -> Iterator[Running]:
    labels, today = {one.code: one.labels for one in rules_of(record).deadlines}, timezone.localdate()
    for code, day in sorted(deadlines_of(record).items(), key=lambda found: found[1]):
        yield Running(in_language(labels[code]) or code, day, day < today)
