"""Other records that may be the same: whatever came by a device or a program was compared with nothing before."""

from __future__ import annotations

from typing import Any

from muster.features.accounts.models import User
from muster.features.registers.definitions import Definition
from muster.features.registers.models import Record
from muster.features.registers.queries import alike
from muster.features.registers.views.searching import cards


def part(viewer: User, record: Record, definition: Definition) -> dict[str, Any]:
    """Of the page of a record (`registers/_twins.html`)."""
    return {"twins": cards(viewer, definition, alike.twins(viewer, record))}
