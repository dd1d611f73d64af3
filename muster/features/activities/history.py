"""Who changed what of an entry, when: its stored versions, each compared with the one before."""

from __future__ import annotations

from collections.abc import Iterable, Iterator
from dataclasses import dataclass
from datetime import datetime
from typing import Any

from django.db.models import QuerySet

from muster.features.accounts.models import User
from muster.features.activities.models import Activity
from muster.features.activities.values import VALUE_NAMES, ActivityValues, values_of

MARKED = ("marking", "tlp")
Changes = dict[str, tuple[Any, Any]]


@dataclass(frozen=True, slots=True)
class Change:
    """One write: field -> (before, after). `standing` says what became of the entry, empty where only values changed:
    registered, merged, apart, withdrawn, restored."""

    at: datetime
    person: User | None
    version: int
    standing: str
    reason: str
    changes: Changes


def history_of(activity: Activity) -> list[Change]:
    """Every write, the newest first."""
    events = list(stored_versions(activity).select_related("unit", "pgh_context").order_by("pgh_id"))
    people = User.objects.in_bulk({key for event in events if (key := _person_key(event))})
    return list(_changes(events, people))[::-1]


def stored_versions(activity: Activity) -> QuerySet[Any]:
    return activity.history.all()  # type: ignore[attr-defined,no-any-return]  # django-pghistory adds it


def version_of(activity: Activity, version: int) -> ActivityValues | None:
    """The values that the entry had at that version; None where it never had it."""
    event = stored_versions(activity).select_related("unit").filter(version=version).order_by("-pgh_id").first()
    return values_of(event) if event else None


def _changes(events: Iterable[Any], people: dict[int, User]) -> Iterator[Change]:
    before: Any = None
    for event in events:
        context = event.pgh_context.metadata if event.pgh_context else {}
        person = people.get(_person_key(event) or 0)
        changes = _between(before, event) if before else {}
        standing = _standing(before, event)
        if standing or changes:
            yield Change(event.pgh_created_at, person, event.version, standing, context.get("reason", ""), changes)
        before = event


def _person_key(event: Any) -> int | None:
    key = event.pgh_context.metadata.get("user") if event.pgh_context else None
    return int(key) if key else None


def _between(before: Any, after: Any) -> Changes:
    old, new = values_of(before), values_of(after)
    pairs = {name: (getattr(old, name), getattr(new, name)) for name in VALUE_NAMES}
    pairs |= {name: (getattr(before, name), getattr(after, name)) for name in MARKED}
    return {name: pair for name, pair in pairs.items() if pair[0] != pair[1]}


def _standing(before: Any, after: Any) -> str:
    if before is None:
        return "registered"
    if before.merged_into_id != after.merged_into_id:
        return "merged" if after.merged_into_id else "apart"
    if bool(before.withdrawn_at) != bool(after.withdrawn_at):
        return "withdrawn" if after.withdrawn_at else "restored"
    return ""
