"""What a new database begins with: the municipalities as places."""

from __future__ import annotations

from typing import Any

from muster.domain.reference.codes import Municipality, municipalities


def seed_places(using: str = "default", **_: Any) -> None:
    """After a migration: add the municipalities that are missing. Places that people changed stay as they are."""
    from muster.core.models import Place

    missing = [Place(**_place(entry)) for entry in municipalities()]
    Place.objects.using(using).bulk_create(missing, ignore_conflicts=True)


def _place(entry: Municipality) -> dict[str, Any]:
    return {
        "code": entry.code,
        "name": entry.name,
        "name_sq": entry.name_sq,
        "name_sr": entry.name_sr,
        "latitude": entry.latitude,
        "longitude": entry.longitude,
        "region": entry.region,
        "names": [entry.name_sq, entry.name_sr, *entry.variants],
    }
