"""Who may see a record, over the API: its marking, and whoever is named for it. Naming somebody changes no record, so
that it says no version."""

from __future__ import annotations

from functools import partial
from typing import Any

from django.core.exceptions import ValidationError
from django.http import HttpRequest
from django.utils.translation import gettext as _
from ninja import Router, Status
from ninja.errors import HttpError

from muster.core.conflicts import Conflict
from muster.core.markings import Marks, marks_of
from muster.core.models import Marking, Tlp, Unit
from muster.core.web import operations
from muster.features.accounts.models import NeedToKnow, User
from muster.features.accounts.rights import signed_in
from muster.features.markings.actions import change_marks, end_naming, name_somebody
from muster.features.markings.queries import namings
from muster.features.registers.api.changing import overtaken
from muster.features.registers.api.finding import person_of, record_at, unit_of, username
from muster.features.registers.api.shapes import Key
from muster.features.registers.api.shapes_marking import MarkingNow, MarkingOut, NamingOut, NewMarking, NewNaming
from muster.features.registers.models import Record

router = Router(tags=["registers"])
operation = partial(operations.operation, router)
SET = "record"  # the code of the data set


@operation("get", "/records/{record}/marking", "Marking of a record", MarkingNow, 404)
def get_marking(request: HttpRequest, record: Key) -> Any:
    """With who is named for it."""
    found = record_at(signed_in(request), record)
    named = [_naming_out(one) for one in namings(SET, found.pk)]
    told = {"marking": Marking(found.marking).name.lower(), "tlp": found.tlp, "version": found.version}
    return {**told, "namings": named}


@operation("put", "/records/{record}/marking", "Mark a record", MarkingOut, 404, 409, 422)
def mark(request: HttpRequest, record: Key, new: NewMarking) -> Any:
    """With its TLP. Whoever would not see it any more is named for it."""
    person = signed_in(request)
    found = record_at(person, record)
    wanted = Marks(Marking[new.marking.upper()], Tlp(new.tlp))
    with overtaken(person, found, new.version):
        if found.version != new.version:
            raise Conflict(found, {})
        named = change_marks(person, SET, found.pk, wanted, marks_of(found), new.reason)
    version = Record.objects.values_list("version", flat=True).get(pk=found.pk)
    return {"marking": new.marking, "tlp": new.tlp, "version": version, "named": named}


@operation("post", "/records/{record}/namings", "Name somebody for a record", NamingOut, 404, 422, status=201)
def create_naming(request: HttpRequest, record: Key, new: NewNaming) -> Any:
    """They see it from now on. Named again, the new reason and day count."""
    person = signed_in(request)
    found = record_at(person, record)
    return Status(201, _naming_out(name_somebody(person, SET, found.pk, _whom(new), new.reason, new.until)))


@operation("delete", "/records/{record}/namings/{naming}", "End a naming", None, 404, 422, status=204)
def delete_naming(request: HttpRequest, record: Key, naming: Key) -> Any:
    """From today on they see it by their roles alone."""
    person = signed_in(request)
    try:
        end_naming(person, SET, record_at(person, record).pk, naming)
    except (NeedToKnow.DoesNotExist, OverflowError):
        raise HttpError(404, _("Nobody is named so.")) from None
    return Status(204, None)


def _whom(new: NewNaming) -> User | Unit:
    """Raises `ValidationError` where it is not one person or one structure."""
    person, unit = person_of(new.person, "person"), unit_of(new.unit)
    if (whom := person or unit) is None or (person and unit):
        raise ValidationError({"person": [_("Name one person or one unit.")]})
    return whom


def _naming_out(one: NeedToKnow) -> dict[str, Any]:
    who = {"person": username(one.person), "unit": one.unit.code if one.unit else "", "by": username(one.made_by)}
    return {"id": one.pk, "reason": one.reason, "until": one.until, **who}
