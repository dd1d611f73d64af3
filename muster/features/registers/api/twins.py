"""Records that may be the same, over the API: what looks alike, what was decided about it and taken back.

Whatever changes says which version of the record was seen; 409 tells what is otherwise by now.
"""

from __future__ import annotations

from functools import partial
from typing import Any

from django.core.exceptions import ObjectDoesNotExist
from django.http import HttpRequest
from django.utils.translation import gettext as _
from ninja import Router, Status
from ninja.errors import HttpError

from muster.core.web import operations
from muster.features.accounts.rights import signed_in
from muster.features.registers.actions import telling_apart
from muster.features.registers.api.changing import overtaken, written
from muster.features.registers.api.finding import record_at, record_line
from muster.features.registers.api.shapes import Key
from muster.features.registers.api.shapes_twins import DifferenceOut, NewDifference, Twins
from muster.features.registers.definitions import definition_of
from muster.features.registers.models import Difference, Record
from muster.features.registers.queries import alike, differences
from muster.features.registers.queries.cards import Card, cards

router = Router(tags=["registers"])
operation = partial(operations.operation, router)


@operation("get", "/records/{record}/twins", "Records that may be the same", Twins, 404)
def list_twins(request: HttpRequest, record: Key) -> Any:
    """By the keys that one must look by before recording, and by documents; of those that you see."""
    viewer = signed_in(request)
    found = record_at(viewer, record)
    hits = cards(viewer, definition_of(found.form), alike.twins(viewer, found))
    apart = [_difference_out(one.difference, one.other) for one in differences.decided(viewer, found)]
    return {"items": [_twin_out(one) for one in hits], "apart": apart}


@operation("post", "/records/{record}/differences", "Not the same", DifferenceOut, 404, 409, 422, status=201)
def create_difference(request: HttpRequest, record: Key, new: NewDifference) -> Any:
    """From now on neither of the two is named beside the other."""
    person = signed_in(request)
    found, why = record_at(person, record), written(new.why, "why")
    with overtaken(person, found, new.version):
        made = telling_apart.tell_apart(person, found, new.version, new.other, why)
    return Status(201, _difference_out(made, made.other))


@operation("delete", "/records/{record}/differences/{difference}", "Maybe the same", None, 404, 409, 422, status=204)
def delete_difference(request: HttpRequest, record: Key, difference: Key, version: int) -> Any:
    """Takes back that they are not; at either of the two."""
    person = signed_in(request)
    found = record_at(person, record)
    try:
        meant = differences.difference(person, found, difference)
    except (ObjectDoesNotExist, OverflowError):
        raise HttpError(404, _("Nobody decided this of the record.")) from None
    with overtaken(person, found, version):
        telling_apart.take_back(person, found, version, meant)
    return Status(204, None)


def _twin_out(card: Card) -> dict[str, Any]:
    return {**record_line(card.record), "reasons": [one._asdict() for one in card.reasons]}


def _difference_out(one: Difference, other: Record) -> dict[str, Any]:
    told = {"id": one.pk, "record": other.pk, "name": other.name}
    return {**told, "why": one.why, "by": one.by.username, "at": one.at}
