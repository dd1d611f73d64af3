"""What became of a record, the latest of it."""

from __future__ import annotations

from typing import Any

from muster.features.accounts.models import User
from muster.features.registers.definitions import Definition
from muster.features.registers.models import Record
from muster.features.registers.queries import history


def part(viewer: User, record: Record, definition: Definition) -> dict[str, Any]:
    """Of the page of a record (`registers/_history.html`)."""
    return {"history": history.history(viewer, record)}
