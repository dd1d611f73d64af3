"""The registers that come with Muster in the demonstration mission, with invented records.

The desk officer loads and publishes them and records in them, once the administrator has given the rights that they
name: nobody gives rights to a role of their own.
"""

from __future__ import annotations

from collections.abc import Iterator
from datetime import timedelta
from uuid import NAMESPACE_URL, uuid5

from django.db import transaction
from django.utils import timezone

from muster.core.identity import acting_as, of_person
from muster.demo.between import go_between
from muster.domain.forms.answers import to_xml
from muster.features.accounts.models import User
from muster.features.registers import shipped
from muster.features.registers.actions import give_rights, hand_in, load_version, publish_version
from muster.features.registers.actions.assigning import assign_record
from muster.features.registers.actions.moving import move_record
from muster.features.registers.actions.noting import add_note, add_task
from muster.features.registers.definitions import definition_of
from muster.features.registers.models import Record, Register, Version
from muster.features.registers.queries.doing import may_move
from muster.features.registers.rules import rules_of

KEEPER, ADMINISTRATOR = "desk", "admin"


def keep() -> Iterator[str]:
    """Each register once, wholly or not at all; yields what was done."""
    for code in shipped.codes():
        if Register.objects.filter(code=code).exists():
            continue
        with transaction.atomic():
            version = _published(code)
            yield f"register {code}: {_recorded(code, version)} records"
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
    form = definition_of(version).form
    records = shipped.invented(code, form)
    with acting_as(of_person(keeper.pk)):
        for number, answers in enumerate(records):
            instance = f"uuid:{uuid5(NAMESPACE_URL, f'{code}/{number}')}"  # the same at every machine
            record = hand_in(keeper, to_xml(form, answers, instance)).record
            _worked(keeper, record, number)
    return len(records)


def _worked(keeper: User, record: Record, number: int) -> None:
    """Of the first three one is in hand, one has a task and a note, one was moved on."""
    if number == 0:
        assign_record(keeper, record, record.version, keeper)
    elif number == 1:
        due = timezone.localdate() + timedelta(days=5)
        add_task(keeper, record, record.version, "Ask the station for the pages that are missing", keeper, due)
        add_note(keeper, record, record.version, "The station says that the pages come with the next post.")
    elif number == 2:
        first = next((move for move in rules_of(record).moves_from(record.state) if not move.approval), None)
        if first and may_move(keeper, record, first):
            move_record(keeper, record, record.version, first.code, "As it was agreed." if first.comment else "")
