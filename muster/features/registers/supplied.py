"""Lists that Muster brings to every form that asks for them: municipalities and units, as external choices (CSV)."""

from __future__ import annotations

from collections.abc import Callable, Iterator

from muster.core.models import Place, Unit
from muster.domain.forms.model import Choice, Words
from muster.ui.sheets import BOM, stream_csv


def in_english(words: Words) -> str:
    return words.get("") or words["en"]


def supplied(name: str, said: Callable[[Words], str] = in_english) -> bytes | None:
    """The file of this name, with labels as `said`; None where Muster brings none."""
    choices = supplied_choices(name)
    if choices is None:
        return None
    rows = ((one.name, said(one.labels)) for one in choices)
    # devices take the mark that Excel knows UTF-8 by for a part of the first column's name
    return b"".join(stream_csv(("name", "label"), rows)).removeprefix(BOM.encode())


def supplied_choices(name: str) -> tuple[Choice, ...] | None:
    """What the file of this name has, with words in every language; None where Muster brings none."""
    made = _SUPPLIED.get(name)
    return tuple(made()) if made else None


def _municipalities() -> Iterator[Choice]:
    """Places have both names in every language."""
    for code, name in Place.objects.exclude(code="").order_by("name").values_list("code", "name"):
        yield Choice(code, {"": name})


def _units() -> Iterator[Choice]:
    units = Unit.objects.order_by("position", "code").values_list("code", "name_en", "name_sq", "name_sr")
    for code, *names in units:
        yield Choice(code, {key: name for key, name in zip(("en", "sq", "sr"), names, strict=True) if name})


_SUPPLIED: dict[str, Callable[[], Iterator[Choice]]] = {"municipalities.csv": _municipalities, "units.csv": _units}
