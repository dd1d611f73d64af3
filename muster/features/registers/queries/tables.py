"""Tables on their way into a register, and records that leave as one."""

from __future__ import annotations

from django.db.models import QuerySet

from muster.features.accounts.models import User
from muster.features.accounts.rights import Verb, require, units_where
from muster.features.audit import looks
from muster.features.registers.filters import Filters
from muster.features.registers.models import Record, Register
from muster.features.registers.tables.models import Load


def loads(person: User, register: Register) -> QuerySet[Load]:
    """Those that the person brought, the newest first."""
    return Load.objects.filter(register=register, uploaded_by=person)[:20]


def load(person: User, pk: int) -> Load:
    """Raises `Load.DoesNotExist` where it is not the person's own."""
    wanted = Load.objects.select_related("register__unit", "register__current", "form", "uploaded_by")
    return wanted.get(pk=pk, uploaded_by=person)


def to_take_away(viewer: User, register: Register, filters: Filters) -> QuerySet[Record]:
    """What the filters find, of the units from which the viewer may take records away, with their personal answers.

    Raises `PermissionDenied`, and `ReasonNeeded` where closed records are among them.
    """
    require(viewer, Verb.EXPORT, register.subject)
    units = units_where(viewer, Verb.EXPORT, register.subject)
    found = Record.objects.filter(filters.condition(viewer.pk), register=register)
    found = found if units is None else found.filter(unit__in=units)
    looks.taken_away(viewer, "record", found)
    return found.select_related("personal").defer("search").order_by("-day", "-pk")
