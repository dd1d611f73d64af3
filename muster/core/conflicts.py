"""Two people changed the same thing: the later one is told, and nothing of the earlier is lost."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any

from django.db.models import Model


class Conflict(Exception):
    """The thing was changed since the person saw it.

    `current` is it as it stands now; `difference` maps a field to (value now, value the person wanted to keep),
    only where these differ.
    """

    def __init__(self, current: Model, difference: Mapping[str, tuple[Any, Any]]) -> None:
        super().__init__(f"{current._meta.label} {current.pk} was changed by somebody else")
        self.current = current
        self.difference = dict(difference)
