"""Writes about the tree of units. What was counted before a unit moved stays where it stood then."""

from __future__ import annotations

from collections.abc import Mapping
from datetime import date, timedelta
from typing import Any

import pghistory
from django.core.exceptions import ValidationError
from django.db import transaction
from django.db.models import F
from django.utils import timezone
from django.utils.translation import get_language
from django.utils.translation import gettext as _

from muster.core.locks import hold
from muster.core.models import Placement, Unit
from muster.core.units import closed_by, parents, would_circle
from muster.domain.periods import show_range
from muster.features.accounts.actions.versions import check, count, keep, locked
from muster.features.accounts.models import User
from muster.features.accounts.rights import Subject, Verb, require_at

TREE = "the tree of units"  # whoever adds, moves or closes has it alone: two moves at once could make a circle


def add_unit(person: User, values: Mapping[str, Any], parent: Unit | None, since: date | None) -> Unit:
    """A new unit under another one from a day (ever since, if none is said); without one, the top of an organisation.

    `values` are columns of `Unit`, its code among them. Raises `ValidationError` where that cannot be.
    """
    require_at(person, Verb.ADMINISTER, Subject.UNIT, parent)
    with transaction.atomic(), pghistory.context(user=person.pk):
        hold(TREE)
        unit = Unit.objects.create(**values)
        if parent:
            _refuse_closed(Unit.objects.get(pk=parent.pk), since or timezone.localdate())
            Placement.objects.create(unit=unit, parent=parent, start=since)
    return unit


def change_unit(person: User, unit: Unit, values: Mapping[str, Any], version: int) -> None:
    """Names, kind, address and so on; its code stays. Raises `Conflict` where it was changed since `version`."""
    require_at(person, Verb.ADMINISTER, Subject.UNIT, unit)
    with transaction.atomic(), pghistory.context(user=person.pk):
        keep(locked(unit), values, version)


def move_unit(person: User, unit: Unit, parent: Unit, since: date, version: int, reason: str = "") -> None:
    """From a day on it stands under another unit.

    Raises `Conflict` where it was changed or moved since `version`, `ValidationError` where that cannot be.
    """
    require_at(person, Verb.ADMINISTER, Subject.UNIT, unit)
    require_at(person, Verb.ADMINISTER, Subject.UNIT, parent)
    with transaction.atomic(), pghistory.context(user=person.pk, why=reason or None):
        hold(TREE)
        current, last, parent = locked(unit), last_placement(unit), Unit.objects.get(pk=parent.pk)
        check(current, version, {"parent": (last.parent if last else None, parent)})
        _refuse_move(current, parent, since, last)
        _place(current, parent, since, last)
        count(current)


def close_unit(person: User, unit: Unit, on: date, version: int, reason: str = "") -> None:
    """Its last day; what stands below it must be closed or moved before.

    Raises `Conflict` where it was changed since `version`, `ValidationError` where that cannot be.
    """
    require_at(person, Verb.ADMINISTER, Subject.UNIT, unit)
    with transaction.atomic(), pghistory.context(user=person.pk, why=reason or None):
        hold(TREE)
        current = locked(unit)
        if current.opened and on < current.opened:
            raise ValidationError(_("It was opened on %(day)s only.") % {"day": _day(current.opened)})
        if left := _open_below(current, on):
            names = ", ".join(one.name for one in left)
            raise ValidationError(_("First close or move what stands below it: %(names)s.") % {"names": names})
        keep(current, {"closed": on}, version)


def reopen_unit(person: User, unit: Unit, version: int) -> None:
    """It was closed by mistake, or is there again. Raises `Conflict` where it was changed since `version`."""
    require_at(person, Verb.ADMINISTER, Subject.UNIT, unit)
    with transaction.atomic(), pghistory.context(user=person.pk):
        keep(locked(unit), {"closed": None}, version)


def last_placement(unit: Unit) -> Placement | None:
    """Where it stands last, also if only from a day to come; None for the top of an organisation."""
    return unit.placements.select_related("parent").order_by(F("start").asc(nulls_first=True)).last()


def _place(unit: Unit, parent: Unit, since: date, last: Placement | None) -> None:
    if last and last.start == since:  # it was said wrongly before
        last.parent = parent
        last.save(update_fields=["parent"])
        return
    if last and (last.end is None or last.end >= since):
        last.end = since - timedelta(days=1)
        last.save(update_fields=["end"])
    Placement.objects.create(unit=unit, parent=parent, start=since)


def _refuse_move(unit: Unit, parent: Unit, since: date, last: Placement | None) -> None:
    if last and last.start and since < last.start:
        said = _("It stands under %(unit)s from %(day)s. Choose that day or a later one.")
        raise ValidationError(said % {"unit": last.parent.name, "day": _day(last.start)})
    if parents(since).get(unit.pk) == parent.pk:
        raise ValidationError(_("It stands under %(unit)s on that day already.") % {"unit": parent.name})
    if day := would_circle(unit, parent, since):
        said = _("%(parent)s stands below %(unit)s itself on %(day)s: that would be a circle.")
        raise ValidationError(said % {"parent": parent.name, "unit": unit.name, "day": _day(day)})
    _refuse_closed(parent, since)


def _refuse_closed(parent: Unit, on: date) -> None:
    if closed_by(parent, on):
        raise ValidationError(_("%(unit)s is closed on that day.") % {"unit": parent.name})


def _open_below(unit: Unit, on: date) -> list[Unit]:
    """Those that stand below it after that day, and are not closed by then."""
    after = max(on + timedelta(days=1), timezone.localdate())
    keys = [pk for pk, parent in parents(after).items() if parent == unit.pk]
    return [one for one in Unit.objects.filter(pk__in=keys) if one.closed is None or one.closed > on]


def _day(day: date) -> str:
    return show_range(day, None, language=get_language() or "en")
