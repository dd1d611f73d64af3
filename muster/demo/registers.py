"""The registers that come with Muster in the demonstration mission, with invented records.

The desk officer loads and publishes them and records in them, once the administrator has given the rights that they
name: nobody gives rights to a role of their own.
"""

from __future__ import annotations

from collections.abc import Iterator
from uuid import NAMESPACE_URL, uuid5

from django.db import transaction

from muster.core.identity import acting_as, of_person
from muster.domain.forms.answers import to_xml
from muster.features.accounts.models import User
from muster.features.registers import shipped
from muster.features.registers.actions import give_rights, hand_in, load_version, publish_version
from muster.features.registers.definitions import definition_of
from muster.features.registers.models import Register, Version

KEEPER, ADMINISTRATOR = "desk", "admin"


def keep() -> Iterator[str]:
    """Each register once, wholly or not at all; yields what was done."""
    for code in shipped.codes():
        if Register.objects.filter(code=code).exists():
            continue
        with transaction.atomic():
            version = _published(code)
            yield f"register {code}: {_recorded(code, version)} records"


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
    form = definition_of(version).form
    records = shipped.invented(code, form)
    with acting_as(of_person(keeper.pk)):
        for number, answers in enumerate(records):
            instance = f"uuid:{uuid5(NAMESPACE_URL, f'{code}/{number}')}"  # the same at every machine
            hand_in(keeper, to_xml(form, answers, instance))
    return len(records)
