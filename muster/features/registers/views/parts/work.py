"""What is done with a record: moves, who has it, deadlines, tasks, notes."""

from __future__ import annotations

from typing import Any

from muster.features.accounts.models import User
from muster.features.registers.definitions import Definition
from muster.features.registers.models import Record
from muster.features.registers.queries import doing, work


def part(viewer: User, record: Record, definition: Definition) -> dict[str, Any]:
    """Of the page of a record (`registers/_work.html`)."""
    last = work.last_step(viewer, record)
    return {
        "moves": list(doing.moves(viewer, record)),
        "for_others": list(doing.moves_of_others(viewer, record)),
        "deadlines": list(doing.deadlines(record)),
        "may_take": doing.may_take(viewer, record),
        "may_assign": doing.may_assign(viewer, record),
        "is_mine": record.assigned_to_id == viewer.pk,
        "people": doing.people_for(viewer, record),
        "tasks": [(task, doing.may_tick(viewer, task, record)) for task in work.tasks(viewer, record)],
        "may_set_tasks": doing.may_set_tasks(viewer, record),
        "notes": work.notes(viewer, record),
        "may_note": doing.may_note(viewer, record),
        "last_step": last,
        "last_move": work.move_name(last) if last else "",
    }
