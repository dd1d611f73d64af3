"""Many invented seizures of drugs, the same at every machine: enough for statistics that may be published.

What is seized where, how it was found and how often are guesses that look like work, drawn from no statistics.
"""

from __future__ import annotations

from collections.abc import Iterator
from datetime import date, timedelta
from random import Random
from typing import Any, NamedTuple

SEED = 1244
END = date(2026, 10, 31)
YEARS = {2024: 80, 2025: 100, 2026: 20}  # how many of each; those of 2026 that are written by hand come beside
FIRST = 101  # of a year's numbers; smaller ones are of those that are written by hand
SETTLED = timedelta(days=60)  # after which nobody works on a seizure any more
CROSSING, INLAND = ("crossing_point", "green_line"), "K27 K28 K03 K25 K05 K06 K20 K26 K36 K21 K04 K17 K34 K14 K33 K08"
AT_LINE = "K09 K25 K02 K16 K28 K12 K06"
OFTEN = (26, 14, 10, 9, 8, 8, 7, 6, 5, 5, 4, 4, 3, 3, 2, 2)  # of each of `INLAND`


class Scene(NamedTuple):
    """`often` of all; the rest as the form calls it, `drugs` by their names in `DRUGS`."""

    often: int
    agency: str
    location: str
    detection: str
    transport: str
    concealment: str
    drugs: str


class Drug(NamedTuple):
    """`least` and `most` of a quantity in its unit."""

    group: str
    drug: str
    unit: str
    least: float
    most: float


SCENES = (
    Scene(28, "police", "public_place", "routine_control", "ON_BODY", "clothing", "herb herb herb powder pills brown"),
    Scene(16, "police", "road", "routine_control", "ROAD_CAR", "vehicle_part", "bag bag powder speed brown"),
    Scene(14, "police", "dwelling", "search", "PREMISES", "building", "bag bag powder resin brown speed"),
    Scene(6, "police", "plantation", "intelligence", "OPEN_FIELD", "none", "plants"),
    Scene(6, "police", "school", "routine_control", "ON_BODY", "clothing", "herb herb pills"),
    Scene(11, "border_police", "crossing_point", "dog", "ROAD_CAR", "built_in", "load load kilos brown_load resin"),
    Scene(6, "border_police", "green_line", "intelligence", "OPEN_FIELD", "none", "load"),
    Scene(8, "customs", "crossing_point", "scanner", "ROAD_TRUCK", "cargo", "load kilos kilos brown_load"),
    Scene(3, "customs", "post", "scanner", "MAIL_PARCEL", "parcel", "cathinone pills"),
    Scene(5, "prison_service", "prison", "dog", "MAIL_PARCEL", "parcel", "substitute resin herb"),
)
DRUGS = {
    "herb": Drug("cannabis", "herb", "G", 1, 60),
    "bag": Drug("cannabis", "herb", "G", 40, 900),
    "load": Drug("cannabis", "herb", "KG", 2, 70),
    "resin": Drug("cannabis", "resin", "G", 5, 600),
    "plants": Drug("cannabis", "plants", "PLANT", 4, 900),
    "powder": Drug("cocaine", "cocaine_salt", "G", 1, 200),
    "kilos": Drug("cocaine", "cocaine_salt", "KG", 0.5, 12),
    "brown": Drug("opioids", "heroin_brown", "G", 1, 150),
    "brown_load": Drug("opioids", "heroin_brown", "KG", 0.5, 6),
    "substitute": Drug("opioids", "buprenorphine", "TABLET", 8, 90),
    "speed": Drug("ats", "amphetamine", "G", 3, 700),
    "pills": Drug("ats", "mdma", "TABLET", 5, 400),
    "cathinone": Drug("nps", "synthetic_cathinone", "G", 20, 600),
}
ROUTES = (("AL", "DE"), ("AL", "CH"), ("MK", "AT"), ("TR", "DE"), ("XK", "CH"), ("ME", "IT"))  # origin, destination


def seizures() -> Iterator[dict[str, Any]]:
    """Their answers by the names of fields, in the order of their days."""
    drawn = Random(SEED)  # noqa: S311 -- nothing secret, and the same each time
    for year, number in YEARS.items():
        last = min(END, date(year, 12, 31))
        days = (last - date(year, 1, 1)).days + 1
        for at, day in enumerate(sorted(drawn.randrange(days) for _ in range(number)), FIRST):
            yield _seizure(drawn, f"DEMO-DS-{year}-{at}", date(year, 1, 1) + timedelta(days=day))


def _seizure(drawn: Random, number: str, day: date) -> dict[str, Any]:
    (scene,) = drawn.choices(SCENES, [one.often for one in SCENES])
    return {
        "seizure_number": number,
        "seizure_date": day.isoformat(),
        "agency": scene.agency,
        "municipality": _municipality(drawn, scene),
        "location_type": scene.location,
        "detection": scene.detection,
        "transport": scene.transport,
        "concealment": [scene.concealment],
        "drugs": [_drug(drawn, DRUGS[drawn.choice(scene.drugs.split())])],
        "persons_number": drawn.choice((0, 1, 1, 1, 2, 3)),
        **(_route(drawn) if scene.location in CROSSING else {}),
        **_settled(drawn, day),
    }


def _municipality(drawn: Random, scene: Scene) -> str:
    if scene.location in CROSSING:
        return drawn.choice(AT_LINE.split())
    return drawn.choices(INLAND.split(), OFTEN)[0]


def _drug(drawn: Random, one: Drug) -> dict[str, Any]:
    """Small quantities are more frequent than large ones; pieces are whole."""
    quantity = one.least * (one.most / one.least) ** drawn.random()
    return {
        "drug_group": one.group,
        "drug": one.drug,
        "identification": drawn.choice(("laboratory", "laboratory", "field_test")),
        "quantity": f"{quantity:.0f}" if one.unit in ("PLANT", "TABLET") else f"{quantity:.2f}",
        "quantity_unit": one.unit,
        "quantity_basis": "weighed",
    }


def _route(drawn: Random) -> dict[str, str]:
    origin, destination = drawn.choice(ROUTES)
    crossing = {"crossing": "DEMO crossing", "origin_country": origin, "departure_country": origin}
    return {**crossing, "destination_country": destination}


def _settled(drawn: Random, day: date) -> dict[str, str]:
    """How far the work with it is."""
    if day > END - SETTLED:
        return {"_state": drawn.choice(("recorded", "at_laboratory", "analysed", "closed"))}
    if drawn.random() < 0.4:
        return {"_state": "destroyed", "destroyed_on": (day + SETTLED).isoformat()}
    return {"_state": "closed"}
