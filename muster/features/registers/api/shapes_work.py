"""What goes in and out of the API about work with records."""

from __future__ import annotations

from datetime import date, datetime
from typing import Literal

from ninja import Field, Schema

from muster.features.registers.api.shapes import Key, RecordLine
from muster.features.registers.forms import WORDS
from muster.features.registers.forms.handovers import ANSWER, REASON

SEEN = "of the record that you saw"
WHO = "user name; empty for nobody"


class Seen(Schema):
    version: int = Field(description=SEEN)


class PersonOut(Schema):
    username: str
    name: str
    unit: str = Field(description="code of the structure, or empty")


class MoveOut(Schema):
    code: str
    name: str
    comment: bool = Field(description="whether it needs one")
    barred: str = Field(description="why it is not for you who might make it otherwise, or empty")
    ends: int = Field(description="how many open tasks end with it, for it ends the work on the record")


class DeadlineOut(Schema):
    name: str
    day: date
    late: bool


class TaskOut(Schema):
    id: Key
    text: str
    assigned_to: str
    due: date | None
    by: str
    at: datetime
    done_by: str
    done_at: datetime | None
    ended: bool = Field(description="not done, and over with the work on the record")


class NoteOut(Schema):
    id: Key
    text: str
    by: str
    at: datetime


class LinkOut(Schema):
    """A record beside another one; `own` where the link was made from this side."""

    id: Key
    label: str
    own: bool
    record: Key
    name: str
    register_code: str


class HandoverOut(Schema):
    """An offer of a record, and what became of it."""

    id: Key
    kind: Literal["referral", "transfer"]
    state: Literal["offered", "accepted", "declined", "withdrawn", "ended"]
    register_code: str
    called: str = Field(description="what the record was called when it was offered")
    record: Key | None = Field(description="null where you do not see it")
    version: int = Field(description="of the record when it was offered")
    from_unit: str
    to_unit: str
    to_person: str
    reason: str
    by: str
    at: datetime
    answer: str
    answered_by: str
    answered_at: datetime | None


class HandoverNow(HandoverOut):
    version_now: int = Field(description="of the record now; who accepts says that they were told of this one")


class WorkOut(RecordLine):
    """What may be done with a record, and what was."""

    assigned_to: str = Field(description="user name, or empty")
    moves: list[MoveOut]
    deadlines: list[DeadlineOut]
    tasks: list[TaskOut]
    notes: list[NoteOut]
    links: list[LinkOut]
    handovers: list[HandoverOut]
    assignees: list[PersonOut] = Field(description="to whom you may assign it: who may change it")
    people: list[PersonOut] = Field(description="to whom you may give a task: who sees it")


class NewMove(Seen):
    move: str = Field(description="code of a move that the record's state has")
    comment: str = Field("", max_length=WORDS)


class NewAssignment(Seen):
    to: str = Field(description=WHO)


class NewTask(Seen):
    text: str = Field(min_length=1, max_length=500)
    to: str = Field("", description=WHO)
    due: date | None = None


class TaskDone(Seen):
    done: bool


class NewNote(Seen):
    text: str = Field(min_length=1, max_length=WORDS)


class NewLink(Seen):
    code: str = Field(description="of a link that the register offers")
    other: Key = Field(description="number of the other record")


class NewHandover(Seen):
    kind: Literal["referral", "transfer"]
    unit: str = Field("", description="code of the structure; may be left out where a person is named")
    person: str = Field("", description="user name of one person there, or empty")
    reason: str = Field(min_length=1, max_length=REASON, description="read before the record is: write nobody's name")


class Acceptance(Seen):
    """`version` is the one of the record now, as the offer tells it."""

    answer: str = Field("", max_length=ANSWER)


class Refused(Schema):
    answer: str = Field(max_length=ANSWER, description="why")


class Handovers(Schema):
    """What waits for your answer, what you offered, what was answered before: the latest hundred of each."""

    offered: list[HandoverOut]
    sent: list[HandoverOut]
    received: list[HandoverOut]
