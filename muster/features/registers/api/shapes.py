"""What goes in and out of the API of registers."""

from __future__ import annotations

from datetime import date, datetime
from typing import Any

from ninja import Field, Schema

from muster.features.registers.models import INSTANCE_LIMIT

Key = int
ANSWERS = (
    "by the path of their field, such as `victim/age`; a repeat is a list of rows, their paths begin below it. Texts,"
    " numbers, days and moments as ISO texts, a list of names for several choices, [latitude, longitude, altitude,"
    " accuracy] for a place"
)
INSTANCE = "a name of the sender's own for this submission, such as `uuid:…`; the same comes again is taken once"


class ChoiceOut(Schema):
    name: str
    labels: dict[str, str] = Field(description="by language; `` where the form names none")


class FieldOut(Schema):
    """What a form asks."""

    path: str
    kind: str
    labels: dict[str, str]
    repeat: str = Field(description="path of the innermost repeat that it is in, or empty")
    choices: list[ChoiceOut] | None = Field(description="null where it is of no list, or of a file beside the form")
    file: str = Field(description="name of the list that its choices stand in, or empty")
    personal: str = Field(description="of whom it tells: suspect, victim …; empty where it is not personal")


class RegisterLine(Schema):
    code: str
    title: str
    unit: str = Field(description="code of the structure that keeps it")
    version: str | None = Field(description="of its form, as the form states it; null where none is published")
    number: int | None = Field(description="of that version, from 1")
    closed: bool


class StateOut(Schema):
    code: str
    labels: dict[str, str]
    last: bool


class RegisterOut(RegisterLine):
    """A register with what its current version asks."""

    purpose: dict[str, str]
    legal_basis: dict[str, str]
    marking: str
    states: list[StateOut]
    fields: list[FieldOut]
    versions: list[int] = Field(description="numbers of the published ones")


class RecordLine(Schema):
    id: Key
    version: int
    name: str
    state: str
    unit: str
    day: date
    place: str = Field(description="code of the place where it is counted, or empty")
    due: date | None
    marking: str
    updated_at: datetime


class RecordPage(Schema):
    """Records, the newest first. `after` leads to the next page, null on the last one."""

    items: list[RecordLine]
    after: str | None


class RecordOut(RecordLine):
    register_code: str
    form: str = Field(description="the version of the form that it answers, as the form states it")
    assigned_to: str
    created_at: datetime
    answers: dict[str, Any] = Field(description=ANSWERS)
    whole: bool = Field(description="false where it has personal answers that are not shown to you")


class ListParameters(Schema):
    """Beside these, `answer.PATH=choice` for a field of a list outside of repeats."""

    q: str = Field("", description="words in any script, or their beginnings")
    state: str = ""
    unit: str = Field("", description="code of the structure")
    place: str = Field("", description="code of the place")
    since: str = Field("", description="2026-05-04")
    until: str = ""
    after: str = Field("", description="from the page before")


class NewRecord(Schema):
    answers: dict[str, Any] = Field(description=ANSWERS)
    instance: str = Field("", max_length=INSTANCE_LIMIT, description=INSTANCE)
    unit: str = Field("", description="code of the structure; your own where it is empty")


class ChangedRecord(Schema):
    version: int = Field(description="of the record that you saw")
    answers: dict[str, Any] = Field(
        description="those that change; null takes one away, a repeat is given as a whole. " + ANSWERS
    )
    instance: str = Field("", max_length=INSTANCE_LIMIT, description=INSTANCE)


class AttachmentOut(Schema):
    """A file that an answer points at by its name."""

    id: Key
    name: str
    path: str = Field(description="of the field that it answers; empty where none points at it any more")
    size: int = Field(description="bytes")
    sha256: str
    by: str
    at: datetime


class Files(Schema):
    items: list[AttachmentOut]
    missing: list[str] = Field(description="names that answers point at and that have not come yet")
