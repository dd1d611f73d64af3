"""What a record is linked with."""

from __future__ import annotations

from typing import Any

from muster.features.accounts.models import User
from muster.features.registers.definitions import Definition
from muster.features.registers.models import Record
from muster.features.registers.queries import links


def part(viewer: User, record: Record, definition: Definition) -> dict[str, Any]:
    """Of the page of a record (`registers/_links.html`)."""
    kinds = links.kinds(viewer, record.register) if links.may_link(viewer, record) else []
    found = links.links_of(viewer, record)
    return {
        "links": found,
        "may_link": bool(kinds),
        "linked": {one.record.pk for one in found},
        "own_kinds": [kind for kind in kinds if kind.register == record.register],  # which lead to what may be the same
    }
