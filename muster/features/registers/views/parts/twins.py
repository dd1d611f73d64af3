"""Other records that may be the same, and those of which somebody decided that they are not: whatever came by a device
or a program was compared with nothing before."""

from __future__ import annotations

from typing import Any

from muster.features.accounts.models import User
from muster.features.accounts.rights import Verb, may
from muster.features.registers.definitions import Definition
from muster.features.registers.models import Record
from muster.features.registers.queries import alike, differences
from muster.features.registers.queries.cards import cards


def part(viewer: User, record: Record, definition: Definition) -> dict[str, Any]:
    """Of the page of a record (`registers/_twins.html`)."""
    return {
        "twins": cards(viewer, definition, alike.twins(viewer, record)),
        "apart": differences.decided(viewer, record),
        "may_decide": may(viewer, Verb.CHANGE, record.register.subject, record.unit),
    }
