"""Brings the demonstration mission into the database, through the same actions that people use."""

from __future__ import annotations

import tempfile
from collections.abc import Iterator
from datetime import date, timedelta
from decimal import Decimal
from importlib.resources import files
from pathlib import Path
from typing import Any

from django.contrib.auth.hashers import make_password
from django.db import transaction

from muster.core.markings import Marks
from muster.core.models import Marking, Placement, Tlp, Unit, UnitKind
from muster.demo.files import write
from muster.demo.mission import structure_of
from muster.demo.posts import give_posts
from muster.demo.source import Report, mission, reports
from muster.domain.counting.published import read_published
from muster.features.accounts.models import User
from muster.features.accounts.queries import people_with
from muster.features.intake.actions import hand_in
from muster.features.matrix.actions import Publication, keep_published
from muster.features.publishing.models import FundSource, UnitYear

CHUNK = 64 * 1024  # bytes
LANGUAGES = {"sr": "sr-latn"}
UNMARKED, CLOSED = Marks(), Marks(Marking.RESTRICTED, Tlp.AMBER)


def load(password: str, *, with_reports: bool = True) -> Iterator[str]:
    """Structures, people, money, the matrix of the year before, and every report handed in; yields what was done.

    Safe to call again: what is there stays, and a report that came before is recognised.
    """
    told = mission()
    with transaction.atomic():
        structures = _structures(told)
        units = {**structures, **_other_units(told, structures)}
        people = _people(told, units, password)
        give_posts(told, units)
        _money(told, structures)
        _last_years_matrix(told)
    yield f"{len(structures)} structures, {len(people)} people"
    for folder, marks in {"closed": CLOSED, "reports": UNMARKED}.items() if with_reports else ():
        for report in reports(folder):
            handed_in = _hand_in(report, structures, marks)
            yield f"{report.file_name}: {'handed in' if handed_in else 'was there'}"


def _structures(told: dict[str, Any]) -> dict[str, Unit]:
    head, _ = Unit.objects.get_or_create(
        code=told["mission"]["short"],
        defaults={
            **_names(told["mission"]["names"]),
            "short_name": told["mission"]["short"],
            "kind": UnitKind.MISSION,
            "reports": False,
        },
    )
    structures = {}
    for position, one in enumerate(told["structures"], 1):
        structures[one["code"]], _ = Unit.objects.get_or_create(
            code=one["code"],
            defaults={
                **_names(one["names"]),
                "short_name": one["short"],
                "kind": UnitKind.DEPARTMENT if one["headquarters"] else UnitKind.OFFICE,
                "position": position,
                "address": one["address"],
                "email": one["email"],
                "telephone": one["phone"],
            },
        )
        Placement.objects.get_or_create(unit=structures[one["code"]], parent=head)
    return structures


def _names(names: dict[str, str]) -> dict[str, str]:
    return {"name_en": names["en"], "name_sq": names["sq"], "name_sr": names["sr-Latn"]}


def _other_units(told: dict[str, Any], structures: dict[str, Unit]) -> dict[str, Unit]:
    """A section, an office that moved and closed, the police: none of them hands in reports."""
    units = dict(structures)
    for position, one in enumerate(told["units"], len(structures) + 1):
        units[one["code"]], new = Unit.objects.get_or_create(
            code=one["code"],
            defaults={
                **_names(one["names"]),
                "short_name": one["short"],
                "kind": one["kind"],
                "reports": False,
                "position": position,
                "opened": one.get("opened"),
                "closed": one.get("closed"),
            },
        )
        if new:
            _place(units[one["code"]], [(units[place["unit"]], place["from"]) for place in one["under"]])
    return units


def _place(unit: Unit, places: list[tuple[Unit, date]]) -> None:
    """Under one unit after the other, each from its day on."""
    for at, (parent, start) in enumerate(places):
        end = places[at + 1][1] - timedelta(days=1) if at + 1 < len(places) else None
        Placement.objects.create(unit=unit, parent=parent, start=start, end=end)


def _people(told: dict[str, Any], units: dict[str, Unit], password: str) -> list[User]:
    people = []
    for account in told["accounts"]:
        code = structure_of(account)
        person, _ = User.objects.get_or_create(
            username=account["username"],
            defaults={
                "full_name": account["display_name"],
                "unit": units[code] if code else None,
                "language": LANGUAGES.get(account["language"], account["language"]),
                "password": make_password(password),
                "is_active": not account.get("left", False),
            },
        )
        people.append(person)
    return people


def _money(told: dict[str, Any], structures: dict[str, Unit]) -> None:
    for row in told["figures"]:
        for source in FundSource:
            stated = row[source.value.lower()]
            UnitYear.objects.get_or_create(
                unit=structures[row["structure"]],
                year=row["year"],
                fund_source=source,
                defaults={
                    "budget": Decimal(stated["budget"]),
                    "staff": stated["staff_international"] + stated["staff_local"],
                },
            )


def _last_years_matrix(told: dict[str, Any]) -> None:
    year = told["mission"]["compared_with"]
    published = read_published((files("muster.demo") / f"matrix_{year}.json").read_bytes())
    publication = Publication(told["mission"]["names"]["en"], year, published.source, None)
    keep_published(reporting_officer(), published, publication)


def reporting_officer() -> User:
    """Who makes the demonstration's report."""
    return people_with("reporting_officer").earliest("pk")


def officer_of(unit: Unit) -> User:
    """Who hands in and reviews for a structure: its officer, else the reporting officer."""
    return people_with("officer", unit).first() or reporting_officer()


def _hand_in(report: Report, structures: dict[str, Unit], marks: Marks) -> bool:
    unit = structures[report.structure]
    with tempfile.TemporaryDirectory() as folder:
        path = write(report, Path(folder))
        with path.open("rb") as handle:
            chunks = iter(lambda: handle.read(CHUNK), b"")
            return hand_in(officer_of(unit), chunks, report.file_name, unit, marks).new
