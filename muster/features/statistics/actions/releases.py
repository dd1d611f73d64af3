"""A release is prepared by a person, counted and protected by a job, looked at, and published by a person."""

from __future__ import annotations

from collections.abc import Mapping
from datetime import date
from typing import Any

import pghistory
from django.core.exceptions import ValidationError
from django.db import transaction
from django.utils import timezone
from django.utils.translation import gettext as _

from muster.core import orders
from muster.core.conflicts import Conflict
from muster.core.identity import SYSTEM, acting_as
from muster.core.locks import hold
from muster.features.accounts.models import User
from muster.features.accounts.rights import Verb, require
from muster.features.registers.models import Register
from muster.features.statistics.axes import Schema
from muster.features.statistics.models import Order, Release, State, Truth
from muster.features.statistics.releasing import selections
from muster.features.statistics.selection import Selection
from muster.features.statistics.showing import period_name

MOST = 10  # tables of a release


def start_release(
    person: User, register: Register, titles: Mapping[str, str], start: date, end: date, notes: Mapping[str, str]
) -> Release:
    """A draft without tables. Raises `ValidationError` where its period is not over."""
    require(person, Verb.PUBLISH, register.subject)
    _is_over(end)
    with pghistory.context(user=person.pk):
        return Release.objects.create(
            register=register, titles=dict(titles), start=start, end=end, notes=dict(notes), created_by=person
        )


def change_release(person: User, release: Release, version: int, **values: Any) -> Release:
    """Its titles, period, notes. Raises `Conflict`, `ValidationError` where it is published or its period is not
    over."""
    with transaction.atomic(), pghistory.context(user=person.pk):
        current = _locked(person, release, version)
        for name, value in values.items():
            setattr(current, name, value)
        _is_over(current.end)
        return _changed(current)


def add_table(person: User, release: Release, schema: Schema, selection: Selection) -> Release:
    """Once. Raises `ValidationError` where it cannot be released."""
    with transaction.atomic(), pghistory.context(user=person.pk):
        current = _locked(person, release, None)
        query = selection.within(current.start, current.end).query()
        if query in current.tables:
            return current
        if len(current.tables) >= MOST:
            raise ValidationError(_("A release has %(n)s tables at most.") % {"n": MOST})
        current.tables = [*current.tables, query]
        selections(schema, current)
        return _changed(current)


def remove_table(person: User, release: Release, version: int, number: int) -> Release:
    """By its place, from 0."""
    with transaction.atomic(), pghistory.context(user=person.pk):
        current = _locked(person, release, version)
        current.tables = [one for at, one in enumerate(current.tables) if at != number]
        return _changed(current)


def discard_release(person: User, release: Release, version: int) -> None:
    """A draft is given up; nothing of it stays."""
    with transaction.atomic(), pghistory.context(user=person.pk):
        current = _locked(person, release, version)
        with acting_as(SYSTEM):  # what was counted for it, which nobody sees, goes too
            current.delete()


def order_count(person: User, release: Release, version: int) -> Order:
    """Have it counted and protected. Raises `Conflict`, `ValidationError`."""
    with transaction.atomic():
        current = _locked(person, release, version)
        if not current.tables:
            raise ValidationError(_("The release has no tables yet."))
        return orders.place(Order, person, version, release=current)


def drop_order(person: User, release: Release) -> None:
    """Do not count after all: the job stops, and nothing of it is kept."""
    require(person, Verb.PUBLISH, release.register.subject)
    Order.objects.filter(release=release).delete()


def publish_release(person: User, release: Release, version: int) -> Release:
    """What was counted becomes public and never changes. Raises `Conflict`, and `ValidationError` where it was not
    counted, or another release of the register was published since."""
    with transaction.atomic(), pghistory.context(user=person.pk):
        hold(f"statistics of register {release.register_id}")
        current = _locked(person, release, version)
        if current.state != State.COUNTED or current.content is None:
            raise ValidationError(_("Count it first: then it is seen what is published."))
        if all(table["withheld"] for table in current.content["tables"]):
            raise ValidationError(_("Nothing of it can be published: every table would expose somebody."))
        if is_stale(current):
            said = _("Another release of this register was published since. Count this one again: both are public.")
            raise ValidationError(said)
        current.state, current.published_by, current.published_at = State.PUBLISHED, person, timezone.now()
        current.version += 1
        current.save()
        return current


def is_stale(release: Release) -> bool:
    """Whether other releases of its register are public than those that it was counted after."""
    with acting_as(SYSTEM):
        public = Release.objects.filter(register=release.register_id, state=State.PUBLISHED).order_by("pk")
        return list(public.values_list("pk", flat=True)) != Truth.objects.get(release=release).earlier


def _locked(person: User, release: Release, version: int | None) -> Release:
    require(person, Verb.PUBLISH, release.register.subject)
    current = Release.objects.select_for_update(of=("self",)).select_related("register").get(pk=release.pk)
    if current.state == State.PUBLISHED:
        raise ValidationError(_("It is published and never changes. A further release may say more."))
    if version is not None and current.version != version:
        raise Conflict(current, {})
    return current


def _is_over(end: date) -> None:
    """Numbers of a period that still runs would be taken for all of it."""
    if end >= timezone.localdate():
        said = _(
            "The period ends on %(day)s, and is not over: its numbers would still rise. Choose an earlier last month."
        )
        raise ValidationError(said % {"day": period_name(end, end)})


def _changed(release: Release) -> Release:
    """What was counted before holds no more."""
    release.state, release.content, release.hidden, release.counted_at = State.DRAFT, None, [], None
    release.version += 1
    release.save()
    with acting_as(SYSTEM):
        Truth.objects.filter(release=release).delete()
    Order.objects.filter(release=release).delete()
    return release
