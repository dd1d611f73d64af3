"""The files of a record, each with who had it."""

from __future__ import annotations

from collections.abc import Iterator
from typing import Any, NamedTuple

from muster.features.accounts.models import User
from muster.features.registers import queries
from muster.features.registers.definitions import Definition
from muster.features.registers.models import Attachment, Custody, Record

SHOWN = 100  # acts


class Kept(NamedTuple):
    """`acts` are the last of all that are `written`; `checked` is the last time that they were compared, if ever."""

    file: Attachment
    acts: list[Custody]
    written: int
    checked: Custody | None


def part(viewer: User, record: Record, definition: Definition) -> dict[str, Any]:
    """Of the page of a record (`registers/_files.html`)."""
    return {"files": list(_kept(viewer, record))}


def _kept(viewer: User, record: Record) -> Iterator[Kept]:
    compared = (Custody.Act.CHECKED, Custody.Act.BROKEN)
    for file in queries.attachments(viewer, record):
        acts = list(file.custody.all())
        yield Kept(file, acts[:SHOWN], len(acts), next((act for act in acts if act.act in compared), None))
