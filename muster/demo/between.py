"""What records of the demonstration have to do with each other and with other units: links, referrals, a transfer,
and which look alike and are not the same.

All is invented.
"""

from __future__ import annotations

from collections.abc import Iterator

from django.db import transaction

from muster.core.identity import acting_as, of_person
from muster.core.models import Unit
from muster.features.accounts.models import User
from muster.features.registers.actions.handing import Offer, accept, decline, offer
from muster.features.registers.actions.linking import add_link
from muster.features.registers.actions.telling_apart import tell_apart
from muster.features.registers.models import Handover, HandoverKind, Link, Record

KEEPER = "desk"
# A record by its register and its number there; what its register calls the link; the record that it leads to.
LINKS = (
    (("drug-seizures", 0), "crime", ("crime", 0)),
    (("drug-seizures", 0), "firearm", ("firearms", 0)),
    (("drug-seizures", 0), "laboratory", ("lab-exhibits", 0)),
    (("firearms", 0), "crime", ("crime", 0)),
    (("firearms", 0), "laboratory", ("lab-exhibits", 1)),
    (("crime", 0), "hate_crime", ("hate-crime", 0)),
    (("crime", 3), "domestic_violence", ("domestic-violence", 0)),
)
APART = (  # which look alike and are not the same
    (("k9", 0), ("k9", 11), "Two entries of one team."),
)
OFFERS = (
    (("crime", 0), HandoverKind.REFERRAL, "FO-MI", "The injured party lives in your area and is afraid to come here."),
    (("drug-seizures", 0), HandoverKind.REFERRAL, "FO-PR", "Please say whether your monitors knew of this place."),
    (("firearms", 1), HandoverKind.TRANSFER, "FO-PE", "It was handed over in your area."),
)
ANSWERS = (  # to those offers, in their order
    None,
    ("head.pristina", True, "We look into it and tell you within the week."),
    ("head.pec", False, "It was found on the other side of the boundary of our area: please ask Prizren."),
)


def go_between() -> Iterator[str]:
    """Once, after all registers are kept; yields what was done."""
    if Link.objects.exists() or Handover.objects.exists():
        return
    with transaction.atomic():
        yield f"links between records: {_linked()}"
        yield f"records told apart: {_told_apart()}"
        yield f"referrals and transfers: {_offered()}"


def _linked() -> int:
    keeper = _person(KEEPER)
    with acting_as(of_person(keeper.pk)):
        for one, code, other in LINKS:
            record = _record(*one)
            add_link(keeper, record, code, _record(*other).pk, record.version)
    return len(LINKS)


def _told_apart() -> int:
    keeper = _person(KEEPER)
    with acting_as(of_person(keeper.pk)):
        for one, other, why in APART:
            record = _record(*one)
            tell_apart(keeper, record, record.version, _record(*other).pk, why)
    return len(APART)


def _offered() -> int:
    for (of, kind, unit, reason), answer in zip(OFFERS, ANSWERS, strict=True):
        keeper = _person(KEEPER)
        with acting_as(of_person(keeper.pk)):
            record = _record(*of)
            to = Offer(kind, Unit.objects.get(code=unit), None, reason)
            made = offer(keeper, record, to, record.version)
        if answer:
            _answered(made, *answer)
    return len(OFFERS)


def _answered(made: Handover, username: str, accepted: bool, sentence: str) -> None:
    person = _person(username)
    with acting_as(of_person(person.pk)):
        if accepted:
            accept(person, made, made.record_version, sentence)
        else:
            decline(person, made, sentence)


def _person(username: str) -> User:
    return User.objects.select_related("unit").get(username=username)


def _record(code: str, number: int) -> Record:
    """The one that was recorded there as this one, from 0."""
    found = Record.objects.filter(register__code=code).select_related("register__current", "unit").order_by("pk")
    return found[number]
