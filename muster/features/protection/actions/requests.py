"""Requests of people about their own data."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any

from django.core.exceptions import ValidationError
from django.db import transaction
from django.utils import timezone
from django.utils.translation import gettext as _

from muster.core.conflicts import Conflict
from muster.domain.protection.retention import answer_by
from muster.features.accounts.models import User
from muster.features.accounts.rights import Subject, Verb, require
from muster.features.protection.models import Request, RequestState


def register(person: User, values: Mapping[str, Any]) -> Request:
    """A request that came; it is due a month after it was received. `values` are fields of `Request`."""
    require(person, Verb.CHANGE, Subject.PERSONAL_DATA)
    return Request.objects.create(**values, due=answer_by(values["received"]), made_by=person)


def take_longer(person: User, request: Request, reason: str, version: int) -> Request:
    """Two months more, once, with the reason that the person was told. Raises `Conflict`, `ValidationError`."""
    if not reason.strip():
        raise ValidationError(_("Say why."))
    if request.longer_why:
        raise ValidationError(_("It takes longer already; there is no second time."))
    due = answer_by(request.received, longer=True)
    return _changed(person, request, version, {"longer_why": reason.strip()[:300], "due": due})


def answer(person: User, request: Request, state: str, text: str, version: int) -> Request:
    """What the person was answered. Raises `Conflict`, `ValidationError`."""
    if state not in RequestState or state == RequestState.OPEN or not text.strip():
        raise ValidationError(_("Say what was answered."))
    answered = {"answered_by": person, "answered_at": timezone.now()}
    return _changed(person, request, version, {"state": state, "answer": text.strip(), **answered})


def check_identity(person: User, request: Request, how: str, version: int) -> Request:
    """How it was checked that whoever asks is who they say; also once it was answered. Raises `Conflict`,
    `ValidationError`."""
    if not how.strip():
        raise ValidationError(_("Say how their identity was checked."))
    return _changed(person, request, version, {"identity": how.strip()[:300]}, answered=True)


def _changed(
    person: User, request: Request, version: int, values: Mapping[str, Any], *, answered: bool = False
) -> Request:
    """`answered`: whether it may be answered already."""
    require(person, Verb.CHANGE, Subject.PERSONAL_DATA)
    with transaction.atomic():
        current = Request.objects.select_for_update(no_key=True).get(pk=request.pk)
        if current.version != version or not (answered or current.state == RequestState.OPEN):
            raise Conflict(current, {})
        for name, value in values.items():
            setattr(current, name, value)
        current.version += 1
        current.save()
    return current
