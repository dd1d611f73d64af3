"""Referrals and transfers over the API: what waits, what was offered, answers."""

from __future__ import annotations

from functools import partial
from typing import Any

from django.core.exceptions import ObjectDoesNotExist
from django.http import HttpRequest
from django.utils.translation import gettext as _
from ninja import Router
from ninja.errors import HttpError

from muster.core.conflicts import Conflict
from muster.core.web import operations
from muster.features.accounts.models import User
from muster.features.accounts.rights import signed_in
from muster.features.registers.actions import handing
from muster.features.registers.api.shapes import Key
from muster.features.registers.api.shapes_work import Acceptance, HandoverNow, Handovers, Refused
from muster.features.registers.models import Handover, Record
from muster.features.registers.queries import handovers as reads

router = Router(tags=["registers"])
operation = partial(operations.operation, router)


@operation("get", "/", "List referrals and transfers", Handovers)
def list_handovers(request: HttpRequest) -> Any:
    """Yours: what waits for your answer, what you offered, what you or your unit were offered before."""
    viewer = signed_in(request)
    found = {
        "offered": reads.offered(viewer)[: reads.SHOWN],
        "sent": reads.sent(viewer),
        "received": reads.received(viewer),
    }
    return {name: [handover_out(one, seen=getattr(one, "open", False)) for one in some] for name, some in found.items()}


@operation("get", "/{handover}", "One referral or transfer", HandoverNow, 404)
def get_handover(request: HttpRequest, handover: Key) -> Any:
    viewer = signed_in(request)
    return handover_now(viewer, _at(viewer, handover))


@operation("post", "/{handover}/accept", "Accept a referral or transfer", HandoverNow, 404, 409, 422)
def accept_handover(request: HttpRequest, handover: Key, given: Acceptance) -> Any:
    """A referral lets you see the record; of a transfer the record is yours from then on."""
    person = signed_in(request)
    found = _at(person, handover)
    try:
        return handover_now(person, handing.accept(person, found, given.version, given.answer))
    except Conflict as conflict:
        versions = {"version": (reads.version_now(found), given.version)}
        raise Conflict(conflict.current, versions) from None


@operation("post", "/{handover}/decline", "Decline a referral or transfer", HandoverNow, 404, 422)
def decline_handover(request: HttpRequest, handover: Key, given: Refused) -> Any:
    """With a sentence that says why."""
    person = signed_in(request)
    return handover_now(person, handing.decline(person, _at(person, handover), given.answer))


@operation("post", "/{handover}/withdraw", "Withdraw a referral or transfer", HandoverNow, 404, 422)
def withdraw_handover(request: HttpRequest, handover: Key) -> Any:
    """While it waits for an answer."""
    person = signed_in(request)
    return handover_now(person, handing.withdraw(person, _at(person, handover)))


@operation("post", "/{handover}/end", "End a referral", HandoverNow, 404, 422)
def end_handover(request: HttpRequest, handover: Key) -> Any:
    """One that was accepted: from now on they see the record by their roles alone."""
    person = signed_in(request)
    return handover_now(person, handing.end(person, _at(person, handover)))


def handover_out(one: Handover, *, seen: bool) -> dict[str, Any]:
    """`seen` is whether the record is open to who asks."""
    same = ("kind", "state", "called", "reason", "at", "answer", "answered_at")
    people = {name: getattr(getattr(one, name), "username", "") for name in ("to_person", "by", "answered_by")}
    return {
        **{name: getattr(one, name) for name in same},
        **people,
        "id": one.pk,
        "register_code": one.register.code,
        "record": one.record_id if seen else None,
        "version": one.record_version,
        "from_unit": one.from_unit.code,
        "to_unit": one.to_unit.code,
    }


def handover_now(person: User, one: Handover) -> dict[str, Any]:
    """As it stands, also after what the person did: whether they see the record may be otherwise by then."""
    person.known_grants = None
    seen = Record.objects.filter(pk=one.record_id).exists()
    return {**handover_out(one, seen=seen), "version_now": reads.version_now(one)}


def _at(person: User, handover: Key) -> Handover:
    try:
        return reads.handover(person, handover)
    except (ObjectDoesNotExist, OverflowError):
        raise HttpError(404, _("There is no such referral or transfer.")) from None
