"""Reads of statistics: registers that offer tables, what is released, how many people live where."""

from __future__ import annotations

from collections.abc import Sequence

from django.db.models import QuerySet

from muster.core.identity import SYSTEM, acting_as
from muster.core.units import mission
from muster.features.accounts.models import User
from muster.features.accounts.rights import Verb, may
from muster.features.registers.models import Register
from muster.features.statistics.axes import Schema, schema_of
from muster.features.statistics.models import Layout, Order, Population, Release, State


def registers(viewer: User) -> list[Register]:
    """Those whose records the viewer may read, and that count something."""
    found = Register.objects.select_related("unit", "current").filter(pk__in=Layout.objects.values("register"))
    return [one for one in found if may(viewer, Verb.READ, one.subject) or may(viewer, Verb.PUBLISH, one.subject)]


def register(viewer: User, code: str) -> Register:
    """Raises `Register.DoesNotExist`."""
    return Register.objects.select_related("unit", "current").get(code=code)


def schema(viewer: User, register: Register) -> Schema | None:
    return schema_of(register)


def populations(viewer: User) -> QuerySet[Population]:
    return Population.objects.select_related("place")


def releases(viewer: User, register: Register) -> QuerySet[Release]:
    """Those of one register, the drafts too."""
    return Release.objects.filter(register=register).select_related("published_by").defer("content")


def release(viewer: User, pk: int) -> Release:
    """Raises `Release.DoesNotExist`."""
    return Release.objects.select_related("register__current", "register__unit", "created_by", "published_by").get(
        pk=pk
    )


def order(viewer: User, release: Release) -> Order | None:
    return Order.objects.filter(release=release).select_related("by").first()


def published() -> Sequence[Release]:
    """What everybody may see, the newest first, without what it says."""
    with acting_as(SYSTEM):
        found = Release.objects.filter(state=State.PUBLISHED).select_related("register").defer("content", "hidden")
        return list(found)


def publisher() -> str:
    """The mission's name, which everybody may know; "" where it has none yet."""
    with acting_as(SYSTEM):
        found = mission()
    return found.name if found else ""


def published_release(pk: int) -> Release:
    """Raises `Release.DoesNotExist`."""
    with acting_as(SYSTEM):
        return Release.objects.select_related("register").defer("hidden").get(pk=pk, state=State.PUBLISHED)
