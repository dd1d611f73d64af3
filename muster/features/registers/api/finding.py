"""What operations look for by what is in their address, and a record as all of them tell it."""

from __future__ import annotations

from typing import Any

from django.core.exceptions import ObjectDoesNotExist, ValidationError
from django.utils.translation import gettext as _
from ninja.errors import HttpError

from muster.core.identity import SYSTEM, acting_as
from muster.core.models import Marking, Unit
from muster.features.accounts.models import User
from muster.features.registers import queries
from muster.features.registers.api.shapes import Key
from muster.features.registers.models import Record, Register


def register_at(viewer: User, code: str) -> Register:
    """Whatever the viewer may there: a token may only add or read records. The operation asks for its right."""
    try:
        with acting_as(SYSTEM):
            return queries.register(viewer, code)
    except ObjectDoesNotExist:
        raise HttpError(404, _("There is no register “%(code)s”.") % {"code": code}) from None


def record_at(viewer: User, pk: Key) -> Record:
    try:
        return queries.record(viewer, pk)
    except (ObjectDoesNotExist, OverflowError):
        raise HttpError(404, _("There is no record %(id)s.") % {"id": pk}) from None


def unit_of(code: str) -> Unit | None:
    if not code:
        return None
    try:
        return Unit.objects.get(code=code)
    except Unit.DoesNotExist:
        raise ValidationError({"unit": [_("There is no such structure.")]}) from None


def person_of(name: str, field: str) -> User | None:
    """By the user name. Raises `ValidationError` where there is no such person at work."""
    if not name:
        return None
    try:
        return User.objects.select_related("unit").get(username=name, is_active=True)
    except User.DoesNotExist:
        raise ValidationError({field: [_("There is nobody “%(name)s”.") % {"name": name}]}) from None


def username(person: User | None) -> str:
    return person.username if person else ""


def record_line(record: Record) -> dict[str, Any]:
    same = ("version", "name", "state", "day", "place", "due", "updated_at")
    rest = {"id": record.pk, "unit": record.unit.code, "marking": Marking(record.marking).name.lower()}
    return {**{name: getattr(record, name) for name in same}, **rest}
