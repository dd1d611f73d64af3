"""To whom a record was offered, and what became of it."""

from __future__ import annotations

from typing import Any

from muster.features.accounts.models import User
from muster.features.registers.definitions import Definition
from muster.features.registers.models import Record
from muster.features.registers.queries import handovers


def part(viewer: User, record: Record, definition: Definition) -> dict[str, Any]:
    """Of the page of a record (`registers/_handovers.html`)."""
    return {
        "handovers": handovers.handovers_of(viewer, record),
        "may_hand_over": bool(handovers.may_offer(viewer, record)),
    }
