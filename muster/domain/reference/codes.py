"""The code lists of the activities matrix, with labels in English, Albanian and Serbian (Latin script).

Source of themes, kinds, columns: the matrix of the annual report on police-related activities (2016 list of
23 themes); the codes A01… are Muster's own. Lists change by year: `SCHEME` names the list in force.
"""

from __future__ import annotations

import csv
from collections.abc import Iterator, Mapping
from dataclasses import dataclass, field
from functools import cache
from importlib import resources
from types import MappingProxyType

SCHEME = "matrix-2016"


@dataclass(frozen=True, slots=True)
class Code:
    """One entry of a code list. `label` and `short` answer in en, sq or sr (Latin script)."""

    code: str
    names: Mapping[str, str]
    shorts: Mapping[str, str] = field(default_factory=dict)
    category: str | None = None  # of a theme

    def label(self, language: str = "en") -> str:
        return self.names[language]

    def short(self, language: str = "en") -> str:
        return self.shorts.get(language) or self.names[language]


def rows(name: str) -> Iterator[dict[str, str]]:
    """The rows of one of this folder's CSV files."""
    with resources.files(__package__).joinpath(f"{name}.csv").open(encoding="utf-8") as handle:
        yield from csv.DictReader(handle)


@cache
def code_list(name: str) -> Mapping[str, Code]:
    """A code list by name (themes, kinds, columns, roles, categories, regions), in its printed order."""
    return MappingProxyType({row["code"]: _code(row) for row in rows(name)})


def _code(row: Mapping[str, str]) -> Code:
    names = {language: row[f"name_{language}"] for language in ("en", "sq", "sr")}
    shorts = {language: row.get(f"short_{language}", "") for language in ("en", "sq", "sr")}
    return Code(row["code"], names, shorts, row.get("category"))


@dataclass(frozen=True, slots=True)
class Municipality:
    """A municipality of Kosovo with both official names; the centre's WGS84 degrees are approximate (about 1 km)."""

    code: str
    name_sq: str
    name_sr: str
    name: str  # as written in reports: both names, e.g. Ferizaj/Uroševac
    latitude: float
    longitude: float
    region: str  # police region
    region_certain: bool
    register_code: str | None
    variants: tuple[str, ...]


@cache
def municipalities() -> tuple[Municipality, ...]:
    """The 38 municipalities."""
    return tuple(_municipality(row) for row in rows("municipalities"))


def _municipality(row: Mapping[str, str]) -> Municipality:
    return Municipality(
        code=row["code"],
        name_sq=row["name_sq"],
        name_sr=row["name_sr"],
        name=row["name_display"],
        latitude=float(row["latitude"]),
        longitude=float(row["longitude"]),
        region=row["region"],
        region_certain=row["region_certain"] == "1",
        register_code=row["register_code"] or None,
        variants=tuple(filter(None, row["variants"].split("|"))),
    )
