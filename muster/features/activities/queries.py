"""Reads of the register. Whoever may read sees all of it; drafts and documents are another feature's."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date, datetime
from typing import Any

from django.db.models import BigIntegerField, F, Func, QuerySet, Sum, TextField, Value
from django.db.models.aggregates import Count
from django.db.models.functions import Coalesce
from django.db.models.lookups import GreaterThan, LessThan

from muster.features.accounts.models import User
from muster.features.accounts.rights import Verb, require
from muster.features.activities.filters import Filters, apply
from muster.features.activities.models import Activity, ActivitySource

PAGE_SIZE = 50
COUNT_LIMIT = 10_000  # beyond this many a number is not counted out
SORTS: dict[str, tuple[Any, bool]] = {  # name -> (what is sorted by, descending)
    "newest": (F("period_start"), True),
    "oldest": (F("period_start"), False),
    "changed": (F("updated_at"), True),
    "participants": (Coalesce("participants", 0), True),
    "events": (F("events"), True),
}
ROW_FIELDS = (
    *("id", "version", "unit_id", "theme", "category", "kind", "column", "role", "title", "origin", "reference"),
    *("start", "start_precision", "end", "end_precision", "period_start", "period_end", "updated_at"),
    *("sessions", "events", "participants", "women", "men", "places", "partners", "counted"),
)


@dataclass(frozen=True, slots=True)
class Page:
    """Some rows of the register in their order; the cursors of what comes before and after, None at the ends."""

    rows: list[Activity]
    before: str | None
    after: str | None


@dataclass(frozen=True, slots=True)
class Counts:
    """How many entries and events there are; where `exact` is not, there are more than `COUNT_LIMIT` entries."""

    entries: int
    events: int
    exact: bool


class BadCursor(ValueError):
    """The address names a place in the list that does not exist."""


def register(viewer: User, filters: Filters) -> QuerySet[Activity]:
    """The entries that the filters ask for, in no order."""
    require(viewer, Verb.READ)
    return apply(Activity.objects.all(), filters)


def register_page(
    viewer: User, filters: Filters, *, sort: str = "newest", after: str = "", before: str = "", size: int = PAGE_SIZE
) -> Page:
    """Rows `size` at a time, beginning after (or ending before) a cursor. Raises `BadCursor`."""
    key, descending = SORTS[sort]
    backwards = bool(before)
    down = descending is not backwards
    rows = register(viewer, filters).only(*ROW_FIELDS).annotate(sort_key=key)
    if cursor := before or after:
        rows = rows.filter(_beyond(key, cursor, down))
    order = ("-sort_key", "-id") if down else ("sort_key", "id")
    found: list[Activity] = list(rows.order_by(*order)[: size + 1])
    more, found = len(found) > size, found[:size]
    if backwards:
        found.reverse()
    return Page(
        found,
        before=_cursor(found[0]) if found and (more if backwards else bool(after)) else None,
        after=_cursor(found[-1]) if found and (more or backwards) else None,
    )


def register_counts(viewer: User, filters: Filters) -> Counts:
    """The numbers above the list, counted out up to `COUNT_LIMIT` entries."""
    some = register(viewer, filters).order_by().values("id", "events")[: COUNT_LIMIT + 1]
    counted = some.aggregate(entries=Count("id"), all_events=Sum("events"))
    exact = counted["entries"] <= COUNT_LIMIT
    return Counts(min(counted["entries"], COUNT_LIMIT), counted["all_events"] or 0, exact)


def with_source(activities: Sequence[Activity]) -> set[int]:
    """Which of these were read from a document (their primary keys), one query."""
    keys = [activity.pk for activity in activities]
    return set(ActivitySource.objects.filter(activity__in=keys).values_list("activity", flat=True))


class _Row(Func):
    """A row constructor, so that PostgreSQL compares (sort key, id) by an index."""

    template = "ROW(%(expressions)s)"
    output_field = TextField()


def _beyond(key: Any, cursor: str, down: bool) -> LessThan | GreaterThan:
    value, pk = _read_cursor(cursor)
    place = _Row(Value(value), Value(pk, output_field=BigIntegerField()))
    here = _Row(key, F("id"))
    return LessThan(here, place) if down else GreaterThan(here, place)


def _cursor(activity: Activity) -> str:
    key = activity.sort_key  # type: ignore[attr-defined]  # annotated by register_page
    return f"{key.isoformat() if isinstance(key, date) else key}~{activity.pk}"


def _read_cursor(cursor: str) -> tuple[Any, int]:
    value, _, pk = cursor.rpartition("~")
    for read in (int, date.fromisoformat, datetime.fromisoformat):
        try:
            return read(value), int(pk)
        except ValueError:
            continue
    raise BadCursor(cursor)
