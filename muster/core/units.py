"""The tree of units."""

from __future__ import annotations

from muster.core.models import Unit, UnitKind


def mission() -> Unit | None:
    """The mission itself, of which the structures are parts."""
    return Unit.objects.filter(kind=UnitKind.MISSION).first()
