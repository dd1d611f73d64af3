"""Registers that their keepers define: the definition with its versions, the records, and what hangs on a record."""

from muster.features.registers.models.handover import Handover, HandoverKind, HandoverState
from muster.features.registers.models.pair import Difference, Link
from muster.features.registers.models.record import (
    INSTANCE_LIMIT,
    Attachment,
    Custody,
    Door,
    Key,
    Naming,
    Personal,
    Record,
    Submission,
)
from muster.features.registers.models.register import Register, Renewal, Version, VersionFile
from muster.features.registers.models.work import Attention, Note, Step, Task
from muster.features.registers.tables.models import Load, LoadRow

__all__ = [
    "INSTANCE_LIMIT",
    "Attachment",
    "Attention",
    "Custody",
    "Difference",
    "Door",
    "Handover",
    "HandoverKind",
    "HandoverState",
    "Key",
    "Link",
    "Load",
    "LoadRow",
    "Naming",
    "Note",
    "Personal",
    "Record",
    "Register",
    "Renewal",
    "Step",
    "Submission",
    "Task",
    "Version",
    "VersionFile",
]
