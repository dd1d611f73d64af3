"""Work with a record over the API: moves, who has it, tasks, notes, links, offering it to others.

Whatever changes says which version of the record was seen; 409 tells what is otherwise by now.
"""

from __future__ import annotations

from functools import partial
from typing import Any

from django.core.exceptions import ValidationError
from django.http import HttpRequest
from django.utils.translation import gettext as _
from ninja import Router, Status
from ninja.errors import HttpError

from muster.core.web import operations
from muster.features.accounts.models import User
from muster.features.accounts.rights import signed_in
from muster.features.registers.actions import handing
from muster.features.registers.actions.assigning import assign_record
from muster.features.registers.actions.linking import add_link, remove_link
from muster.features.registers.actions.moving import move_record
from muster.features.registers.actions.noting import add_note, add_task, tick_task
from muster.features.registers.api.changing import overtaken, written
from muster.features.registers.api.finding import person_of, record_at, record_line, unit_of, username
from muster.features.registers.api.handovers import handover_now, handover_out
from muster.features.registers.api.shapes import Key, RecordLine
from muster.features.registers.api.shapes_work import (
    HandoverNow,
    LinkOut,
    NewAssignment,
    NewHandover,
    NewLink,
    NewMove,
    NewNote,
    NewTask,
    NoteOut,
    TaskDone,
    TaskOut,
    WorkOut,
)
from muster.features.registers.models import HandoverKind, Note, Task
from muster.features.registers.queries import doing, handovers, links, work
from muster.features.registers.queries.links import Linked

router = Router(tags=["registers"])
operation = partial(operations.operation, router)


@operation("get", "/records/{record}/work", "Work with a record", WorkOut, 404)
def get_work(request: HttpRequest, record: Key) -> Any:
    """What you may do with it, and what waits: moves, deadlines, tasks, notes, links, referrals and transfers."""
    viewer = signed_in(request)
    found = record_at(viewer, record)
    people = doing.people_for(viewer, found)
    return {
        **record_line(found),
        "assigned_to": username(found.assigned_to),
        "moves": [one._asdict() for one in doing.moves(viewer, found)],
        "deadlines": [one._asdict() for one in doing.deadlines(found)],
        "tasks": [_task_out(one) for one in work.tasks(viewer, found)],
        "notes": [_note_out(one) for one in work.notes(viewer, found)],
        "links": [_link_out(one) for one in links.links_of(viewer, found)],
        "handovers": [handover_out(one, seen=True) for one in handovers.handovers_of(viewer, found)],
        "assignees": [_person_out(one) for one in people.changing],
        "people": [_person_out(one) for one in (*people.changing, *people.reading)],
    }


@operation("post", "/records/{record}/moves", "Move a record", RecordLine, 404, 409, 422)
def move(request: HttpRequest, record: Key, new: NewMove) -> Any:
    """To another state, by a move that the record's state has."""
    person = signed_in(request)
    found = record_at(person, record)
    with overtaken(person, found, new.version):
        return record_line(move_record(person, found, new.version, new.move, new.comment))


@operation("put", "/records/{record}/assignment", "Assign a record", RecordLine, 404, 409, 422)
def assign(request: HttpRequest, record: Key, new: NewAssignment) -> Any:
    """To somebody who sees it and may change it, or to nobody."""
    person = signed_in(request)
    found = record_at(person, record)
    with overtaken(person, found, new.version):
        return record_line(assign_record(person, found, new.version, person_of(new.to, "to")))


@operation("post", "/records/{record}/tasks", "Add a task", TaskOut, 404, 409, 422, status=201)
def create_task(request: HttpRequest, record: Key, new: NewTask) -> Any:
    person = signed_in(request)
    found = record_at(person, record)
    text = written(new.text, "text")
    with overtaken(person, found, new.version):
        return Status(201, _task_out(add_task(person, found, new.version, text, person_of(new.to, "to"), new.due)))


@operation("patch", "/records/{record}/tasks/{task}", "Tick a task", TaskOut, 404, 409)
def change_task(request: HttpRequest, record: Key, task: Key, change: TaskDone) -> Any:
    """Done, or to be done after all."""
    person = signed_in(request)
    found = record_at(person, record)
    meant = work.tasks(person, found).filter(pk=task).first()
    if meant is None:
        raise HttpError(404, _("There is no such task."))
    with overtaken(person, found, change.version):
        return _task_out(tick_task(person, meant, found, change.version, done=change.done))


@operation("post", "/records/{record}/notes", "Add a note", NoteOut, 404, 409, 422, status=201)
def create_note(request: HttpRequest, record: Key, new: NewNote) -> Any:
    """For who sees the record's personal fields; it may name people."""
    person = signed_in(request)
    found = record_at(person, record)
    with overtaken(person, found, new.version):
        return Status(201, _note_out(add_note(person, found, new.version, written(new.text, "text"))))


@operation("post", "/records/{record}/links", "Link a record", LinkOut, 404, 409, 422, status=201)
def create_link(request: HttpRequest, record: Key, new: NewLink) -> Any:
    """With a record of the register that the link leads to."""
    person = signed_in(request)
    found = record_at(person, record)
    with overtaken(person, found, new.version):
        made = add_link(person, found, new.code, new.other, new.version)
    return Status(201, next(_link_out(one) for one in links.links_of(person, found) if one.link.pk == made.pk))


@operation("delete", "/records/{record}/links/{link}", "Take a link away", None, 404, 409, status=204)
def delete_link(request: HttpRequest, record: Key, link: Key, version: int) -> Any:
    """At the record that it starts at."""
    person = signed_in(request)
    found = record_at(person, record)
    meant = next((one.link for one in links.links_of(person, found) if one.own and one.link.pk == link), None)
    if meant is None:
        raise HttpError(404, _("There is no such link."))
    with overtaken(person, found, version):
        remove_link(person, meant, version)
    return Status(204, None)


@operation("post", "/records/{record}/handovers", "Refer or transfer a record", HandoverNow, 404, 409, 422, status=201)
def create_handover(request: HttpRequest, record: Key, new: NewHandover) -> Any:
    """It is offered to another unit, or to one person there, who accept or decline."""
    person = signed_in(request)
    found, whom = record_at(person, record), person_of(new.person, "person")
    unit = unit_of(new.unit) or (whom.unit if whom else None)
    if unit is None:
        raise ValidationError({"unit": [_("Choose a unit or a person.")]})
    to = handing.Offer(HandoverKind(new.kind), unit, whom, written(new.reason, "reason"))
    with overtaken(person, found, new.version):
        made = handing.offer(person, found, to, new.version)
    return Status(201, handover_now(person, made))


def _person_out(person: User) -> dict[str, Any]:
    return {"username": person.username, "name": str(person), "unit": person.unit.code if person.unit else ""}


def _task_out(task: Task) -> dict[str, Any]:
    same = {name: getattr(task, name) for name in ("text", "due", "at", "done_at", "ended")}
    people = {name: username(getattr(task, name)) for name in ("assigned_to", "by", "done_by")}
    return {"id": task.pk, **same, **people}


def _note_out(note: Note) -> dict[str, Any]:
    return {"id": note.pk, "text": note.text, "by": note.by.username, "at": note.at}


def _link_out(one: Linked) -> dict[str, Any]:
    told = {"id": one.link.pk, "label": one.label, "own": one.own, "record": one.record.pk}
    return {**told, "name": one.record.name, "register_code": one.record.register.code}
