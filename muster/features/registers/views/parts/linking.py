"""What a record is linked with."""

from __future__ import annotations

from typing import Any

from muster.features.accounts.models import User
from muster.features.registers.definitions import Definition
from muster.features.registers.models import Record
from muster.features.registers.queries import links


def part(viewer: User, record: Record, definition: Definition) -> dict[str, Any]:
    """Of the page of a record (`registers/_links.html`)."""
    may_link = links.may_link(viewer, record) and bool(links.kinds(viewer, record.register))
    return {"links": links.links_of(viewer, record), "may_link": may_link}
