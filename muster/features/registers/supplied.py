"""Lists that Muster brings to every form that asks for them: municipalities and units, as external choices (CSV)."""

from __future__ import annotations

from collections.abc import Callable, Iterable, Sequence

from muster.core.models import Place, Unit
from muster.ui.sheets import BOM, stream_csv


def supplied(name: str) -> bytes | None:
    """The file of this name; None where Muster brings none."""
    made = _SUPPLIED.get(name)
    return made() if made else None


def _municipalities() -> bytes:
    places = Place.objects.exclude(code="").order_by("name")
    return _csv(("name", "label"), ((place.code, place.name) for place in places))


def _units() -> bytes:
    return _csv(("name", "label"), ((unit.code, unit.name_en) for unit in Unit.objects.order_by("position", "code")))


def _csv(head: Sequence[str], rows: Iterable[Sequence[str]]) -> bytes:
    """For devices, which take the mark that Excel knows UTF-8 by for a part of the first column's name."""
    return b"".join(stream_csv(head, rows)).removeprefix(BOM.encode())


_SUPPLIED: dict[str, Callable[[], bytes]] = {"municipalities.csv": _municipalities, "units.csv": _units}
