"""Two people, one record: every save carries the version it was made on."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from typing import Any

from django.utils.translation import gettext as _


@dataclass
class Conflict(Exception):
    """Somebody else saved meanwhile. `difference` maps a field to (what is stored now, what this person wanted)."""

    record: Any  # as it is stored now
    difference: Mapping[str, tuple[Any, Any]]

    def __str__(self) -> str:
        return _("Somebody else changed this meanwhile.")


def difference(stored: Mapping[str, Any], wanted: Mapping[str, Any]) -> dict[str, tuple[Any, Any]]:
    """The fields in which what a person wants differs from what is stored: {field: (stored, wanted)}."""
    return {name: (stored.get(name), value) for name, value in wanted.items() if stored.get(name) != value}
