"""Many entries changed at once: all of them or none."""

from __future__ import annotations

from collections.abc import Callable, Iterable, Mapping
from dataclasses import dataclass, field, replace
from typing import Any

from django.core.exceptions import ValidationError
from django.db import transaction
from django.utils.translation import gettext as _

from muster.core.conflicts import Conflict
from muster.core.places import Gazetteer, gazetteer
from muster.features.accounts.models import User
from muster.features.accounts.rights import Subject, Verb, require
from muster.features.activities.actions.pairs import settle
from muster.features.activities.actions.writing import by, difference, for_writing, store
from muster.features.activities.models import Activity
from muster.features.activities.naming import meanings
from muster.features.activities.rights import lacking, require_writing
from muster.features.activities.values import ActivityValues, columns_of, values_of
from muster.ui.numbers import grouped

BULK_LIMIT = 1_000  # entries in one go


@dataclass(frozen=True, slots=True)
class BulkChange:
    """What is to become of every entry: fields that get a value, names that are added to or taken from a list."""

    values: Mapping[str, Any] = field(default_factory=dict)  # unit, theme, kind, column, role
    add: Mapping[str, str] = field(default_factory=dict)  # places, partners
    remove: Mapping[str, str] = field(default_factory=dict)

    def applied(self, values: ActivityValues, meanings: Mapping[str, Callable[[str], str]]) -> ActivityValues:
        """The values then; a place or a partner is the same under each of its names (`meanings`, see `naming`)."""
        lists: dict[str, Any] = {name: getattr(values, name) for name in (*self.add, *self.remove)}
        for name, text in self.add.items():
            if meanings[name](text) not in map(meanings[name], lists[name]):
                lists[name] = (*lists[name], text)
        for name, text in self.remove.items():
            lists[name] = tuple(one for one in lists[name] if meanings[name](one) != meanings[name](text))
        return replace(values, **self.values, **lists)

    @property
    def is_empty(self) -> bool:
        return not (self.values or self.add or self.remove)


@dataclass(frozen=True, slots=True)
class BulkRow:
    """One entry and what would become of it: field -> (now, then); `problem` is why it cannot."""

    activity: Activity
    changes: Mapping[str, tuple[Any, Any]]
    problem: str = ""


def too_many() -> str:
    """Why so many entries are not changed together, and what to do."""
    sentence = _(
        "No more than %(most)s entries are changed together. Narrow the filters, or download the entries as a table, "
        "change them there and load it."
    )
    return sentence % {"most": grouped(BULK_LIMIT)}


def preview_bulk(person: User, entries: Iterable[Activity], change: BulkChange) -> list[BulkRow]:
    """What the change would do, nothing stored."""
    require(person, Verb.CHANGE, Subject.ACTIVITY)
    places = gazetteer()
    same = meanings(places)
    thens = ((entry, change.applied(values_of(entry), same)) for entry in entries)
    return [_previewed(person, entry, then, places) for entry, then in thens]


def change_in_bulk(person: User, versions: Mapping[int, int], change: BulkChange) -> int:
    """Change all these entries in one transaction; how many were changed.

    Raises `Conflict` for the first that was changed since its version, `PermissionDenied`, `ValidationError`: then none
    is changed.
    """
    if len(versions) > BULK_LIMIT:
        raise ValidationError(too_many())
    places = gazetteer()
    same = meanings(places)
    with transaction.atomic(), by(person, reason=_("Changed together")):
        found = for_writing().filter(pk__in=list(versions))
        thens = [(entry, change.applied(values_of(entry), same)) for entry in found]
        changed = [entry for entry, then in thens if _change(person, entry, versions[entry.pk], then, places)]
        settle([entry.pk for entry in changed])
    return len(changed)


def _change(person: User, entry: Activity, version: int, then: ActivityValues, places: Gazetteer) -> bool:
    now = values_of(entry)
    if now == then:
        return False
    require_writing(person, entry, then.unit)
    if entry.version != version or not entry.counted:
        raise Conflict(entry, difference(now, then))
    store(person, entry, then, places)
    return True


def _previewed(person: User, entry: Activity, then: ActivityValues, places: Gazetteer) -> BulkRow:
    changes = difference(values_of(entry), then)
    if changes and (closed := lacking(person, entry, then.unit)):
        return BulkRow(entry, changes, _("Your role does not include this for %(unit)s.") % {"unit": closed[0].name})
    if changes and not entry.counted:
        return BulkRow(entry, changes, _("“%(title)s” does not count any more.") % {"title": entry.title})
    try:
        columns_of(then, places)
    except ValidationError as error:
        return BulkRow(entry, changes, " ".join(error.messages))
    return BulkRow(entry, changes)
