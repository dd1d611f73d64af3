"""The registers that come with Muster in the demonstration mission, with invented records.

The desk officer loads and publishes them and records in them, once the administrator has given the rights that they
name: nobody gives rights to a role of their own. Records of some registers are kept by the field office of their area,
those of the others at headquarters; the heads of both approve.
"""

from __future__ import annotations

from collections.abc import Iterator
from typing import Any
from uuid import NAMESPACE_URL, uuid5

from django.db import transaction

from muster.core.identity import acting_as, of_person
from muster.core.models import Place, Unit
from muster.demo.between import go_between
from muster.demo.seizures import seizures
from muster.demo.work import bring, give_work
from muster.domain.forms.answers import to_xml
from muster.features.accounts.models import User
from muster.features.accounts.queries import people_with
from muster.features.registers import shipped
from muster.features.registers.actions import give_rights, hand_in, load_version, publish_version
from muster.features.registers.definitions import definition_of
from muster.features.registers.models import Register, Version

KEEPER, ADMINISTRATOR = "desk", "admin"
HEADQUARTERS = "DSPS"
BY_AREA = ("assembly", "crime", "domestic-violence", "hate-crime")
AREAS = {  # police region -> field office
    "FE": "FO-GL",
    "GJ": "FO-PE",
    "GL": "FO-GL",
    "MN": "FO-MI",
    "MS": "FO-MI",
    "PE": "FO-PE",
    "PR": "FO-PR",
    "PZ": "FO-PZ",
}


def keep() -> Iterator[str]:
    """Each register once, wholly or not at all; yields what was done."""
    for code in shipped.codes():
        if Register.objects.filter(code=code).exists():
            continue
        with transaction.atomic():
            version = _published(code)
            yield f"register {code}: {_recorded(code, version)} records"
    yield from give_work()
    yield from go_between()


def _published(code: str) -> Version:
    keeper, administrator = (User.objects.get(username=name) for name in (KEEPER, ADMINISTRATOR))
    with acting_as(of_person(keeper.pk)):
        version = load_version(keeper, shipped.workbook(code), f"{code}.xlsx")
        publish_version(keeper, version)
    with acting_as(of_person(administrator.pk)):
        give_rights(administrator, Register.objects.get(code=code))
    return version


def _recorded(code: str, version: Version) -> int:
    keeper = User.objects.select_related("unit").get(username=KEEPER)
    form, regions = definition_of(version).form, dict(Place.objects.values_list("code", "region"))
    units = {unit.code: unit for unit in Unit.objects.filter(code__in={HEADQUARTERS, *AREAS.values()})}
    heads = {one: people_with("head_of_structure", unit).get() for one, unit in units.items()}
    records = _told(code)
    for number, told in enumerate(records):
        at = AREAS[regions[told["municipality"]]] if code in BY_AREA else HEADQUARTERS
        instance = f"uuid:{uuid5(NAMESPACE_URL, f'{code}/{number}')}"  # the same at every machine
        with acting_as(of_person(keeper.pk)):
            filled = to_xml(form, shipped.by_path(form, told), instance)
            record = hand_in(keeper, filled, unit=units[at]).record
        bring(record, told["_state"], keeper, heads[at])
    return len(records)


def _told(code: str) -> list[dict[str, Any]]:
    return [*shipped.invented(code), *(seizures() if code == "drug-seizures" else ())]
