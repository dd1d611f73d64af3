"""What is done with a record: moves, who has it, deadlines, tasks, notes."""

from __future__ import annotations

from typing import Any

from muster.features.accounts.models import User
from muster.features.registers.definitions import Definition
from muster.features.registers.models import Record


def part(viewer: User, record: Record, definition: Definition) -> dict[str, Any]:
    """Of the page of a record (`registers/_work.html`)."""
    return {}
