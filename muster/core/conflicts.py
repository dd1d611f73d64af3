"""Two people changed the same thing: the later one is told, and nothing of the earlier is lost."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any

from django.db.models import Model
from django.utils.translation import gettext as _


class Conflict(Exception):
    """The thing was changed since the person saw it.

    `current` is it as it stands now; `difference` maps a field to (value now, value the person wanted to keep),
    only where these differ. `str()` is a sentence for people.
    """

    def __init__(self, current: Model, difference: Mapping[str, tuple[Any, Any]]) -> None:
        super().__init__(_("Somebody else changed this meanwhile. Look at it as it is now, then decide again."))
        self.current = current
        self.difference = dict(difference)
