"""Reads of the register. Whoever may read sees all of it; drafts and documents are another feature's."""

from __future__ import annotations

from collections.abc import Callable, Iterable, Sequence
from dataclasses import dataclass
from datetime import date, datetime
from typing import Any

from django.db.models import BigIntegerField, F, Func, Q, QuerySet, Sum, TextField, Value
from django.db.models.aggregates import Count
from django.db.models.functions import Coalesce
from django.db.models.lookups import GreaterThan, LessThan

from muster.core.models import Unit
from muster.domain.matching import groups
from muster.domain.names import search_key
from muster.features.accounts.models import User
from muster.features.accounts.rights import Subject, Verb, in_reach, may, require, units_where
from muster.features.activities.filters import Filters, apply
from muster.features.activities.models import (
    Activity,
    ActivitySource,
    Merge,
    Pair,
    PairState,
    PartnerName,
    SavedView,
    TableLoad,
)
from muster.features.activities.naming import counted_by_partner, partners
from muster.features.activities.quoting import Quote, QuotedSource, quoted
from muster.features.activities.quoting import words_of as quoted_words
from muster.features.audit import looks
from muster.features.intake.models import DocumentText
from muster.ui.numbers import grouped

PAGE_SIZE = 50
COUNT_LIMIT = 1_000  # beyond this many a number is counted out only when somebody asks
SORTS: dict[str, tuple[Any, bool, Callable[[str], Any]]] = {  # name -> (what is sorted by, descending, how it is read)
    "newest": (F("period_start"), True, date.fromisoformat),
    "oldest": (F("period_start"), False, date.fromisoformat),
    "changed": (F("updated_at"), True, datetime.fromisoformat),
    "participants": (Coalesce("participants", 0), True, int),
    "events": (F("events"), True, int),
}
ROW_FIELDS = (
    *("id", "version", "unit_id", "theme", "category", "kind", "column", "role", "title", "origin", "reference"),
    *("start", "start_precision", "end", "end_precision", "period_start", "period_end", "updated_at"),
    *("sessions", "events", "participants", "women", "men", "places", "partners", "counted", "marking", "tlp"),
)


@dataclass(frozen=True, slots=True)
class Page:
    """Some rows of the register in their order; the cursors of what comes before and after, None at the ends."""

    rows: list[Activity]
    before: str | None
    after: str | None


@dataclass(frozen=True, slots=True)
class Counts:
    """How many entries and events there are; without `exact` there are more than `COUNT_LIMIT` entries."""

    entries: int
    events: int
    exact: bool

    @property
    def few(self) -> bool:
        """Whether they may be gathered, sorted, and changed together."""
        return self.exact and self.entries <= COUNT_LIMIT

    @property
    def entries_shown(self) -> str:
        return grouped(self.entries)

    @property
    def events_shown(self) -> str:
        return grouped(self.events)


class BadCursor(ValueError):
    """The address names a place in the list that does not exist."""


def register(viewer: User, filters: Filters) -> QuerySet[Activity]:
    """The entries that the filters ask for, in no order."""
    require(viewer, Verb.READ, Subject.ACTIVITY)
    return apply(Activity.objects.filter(in_reach(viewer, Subject.ACTIVITY)), filters)


def register_page(
    viewer: User,
    filters: Filters,
    *,
    sort: str = "newest",
    after: str = "",
    before: str = "",
    size: int = PAGE_SIZE,
    few: bool = False,
) -> Page:
    """Rows `size` at a time, beginning after (or ending before) a cursor. Raises `BadCursor`.

    `few` says that `register_counts` found no more than its limit: then they are gathered first and sorted, while
    otherwise the rows are walked in their order until there are enough. PostgreSQL alone guesses wrongly at times.
    """
    key, descending, read = SORTS[sort]
    backwards = bool(before)
    down = descending is not backwards
    rows = register(viewer, filters)
    if few:
        rows = Activity.objects.filter(pk__in=rows.order_by().values("pk")[:COUNT_LIMIT])
    rows = rows.only(*ROW_FIELDS).annotate(sort_key=key)
    if cursor := before or after:
        rows = rows.filter(_beyond(key, _read_cursor(cursor, read), down))
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


def register_counts(viewer: User, filters: Filters, *, all_of_them: bool = False) -> Counts:
    """The numbers above the list, counted out up to `COUNT_LIMIT` entries, or to the end."""
    some = register(viewer, filters).order_by().values("id", "events")
    if filters.since and not filters.until:  # or they would be looked for from the oldest entry on
        some = some.order_by("-period_start", "-id")
    if not all_of_them:
        some = some[: COUNT_LIMIT + 1]
    counted = some.aggregate(entries=Count("id"), all_events=Sum("events"))
    entries, events = counted["entries"], counted["all_events"] or 0
    looks.told("activity", found=entries)
    if all_of_them or entries <= COUNT_LIMIT:
        return Counts(entries, events, exact=True)
    return Counts(COUNT_LIMIT, events, exact=False)


def to_take_away(viewer: User, filters: Filters) -> QuerySet[Activity]:
    """As `register`, for a file, of the units from which the viewer may take entries away.

    Raises `ReasonNeeded` where closed entries are among them.
    """
    require(viewer, Verb.EXPORT, Subject.ACTIVITY)
    units = units_where(viewer, Verb.EXPORT, Subject.ACTIVITY)
    found = register(viewer, filters)
    found = found if units is None else found.filter(unit__in=units)
    looks.taken_away(viewer, "activity", found)
    return found


def with_source(activities: Sequence[Activity]) -> set[int]:
    """Which of these were read from a document (their primary keys), one query."""
    keys = [activity.pk for activity in activities]
    return set(ActivitySource.objects.filter(activity__in=keys).values_list("activity", flat=True))


class _Row(Func):
    """A row constructor, so that PostgreSQL compares (sort key, id) by an index."""

    template = "ROW(%(expressions)s)"
    output_field = TextField()


def _beyond(key: Any, cursor: tuple[Any, int], down: bool) -> LessThan | GreaterThan:
    value, pk = cursor
    place = _Row(Value(value), Value(pk, output_field=BigIntegerField()))
    here = _Row(key, F("id"))
    return LessThan(here, place) if down else GreaterThan(here, place)


def _cursor(activity: Activity) -> str:
    key = activity.sort_key  # type: ignore[attr-defined]  # annotated by register_page
    return f"{key.isoformat() if isinstance(key, date) else key}~{activity.pk}"


def _read_cursor(cursor: str, read: Callable[[str], Any]) -> tuple[Any, int]:
    """What is sorted by and the entry's key; raises `BadCursor`, also for a cursor of another order."""
    value, _, pk = cursor.rpartition("~")
    try:
        return read(value), int(pk)
    except ValueError:
        raise BadCursor(cursor) from None


def saved_views(viewer: User) -> list[SavedView]:
    """One's own views and those that others share, by name."""
    mine_or_shared = Q(owner=viewer) | Q(shared=True)
    return list(SavedView.objects.filter(mine_or_shared).select_related("owner"))


def open_pair_count(viewer: User) -> int:
    """How many pairs wait for this person's decision, told twice or not; counted up to a hundred."""
    return _to_decide(viewer)[:100].count()


def open_pairs_within(viewer: User, units: Iterable[int], first: date, last: date) -> int:
    """How many pairs of counted entries of these units, begun between two days, nobody has decided about."""
    require(viewer, Verb.READ, Subject.ACTIVITY)
    keys = Activity.objects.filter(counted=True, unit__in=list(units), period_start__range=(first, last)).values("pk")
    return Pair.objects.filter(state=PairState.OPEN, first__in=keys, second__in=keys).count()


def entry(viewer: User, pk: int) -> Activity:
    """One entry, also a merged or withdrawn one. Raises `Activity.DoesNotExist`."""
    require(viewer, Verb.READ, Subject.ACTIVITY)
    found = Activity.objects.select_related("unit", "merged_into", "created_by", "updated_by").get(pk=pk)
    looks.opened(viewer, "activity", found)
    return found


def sources_of(viewer: User, activity: Activity) -> list[QuotedSource]:
    """What the entry stands on, with the words quoted; then what entries merged into it stand on."""
    require(viewer, Verb.READ, Subject.ACTIVITY)
    of_both = Q(activity=activity) | Q(activity__in=_told_by(activity))
    sources = ActivitySource.objects.filter(of_both).select_related("document", "activity").order_by("pk")
    texts = DocumentText.objects.in_bulk({source.document_id for source in sources})
    ordered = sorted(sources, key=lambda source: source.activity_id != activity.pk)
    return [quoted(source, texts.get(source.document_id)) for source in ordered]


Words = Callable[[Activity, Iterable[str]], list[tuple[ActivitySource, Quote]]]


def words_of(viewer: User, some: Sequence[Activity]) -> Words:
    """What answers the words of the documents that say fields of one of these entries; two queries for all of them."""
    require(viewer, Verb.READ, Subject.ACTIVITY)
    sources = list(ActivitySource.objects.filter(activity__in=some).select_related("document").order_by("pk"))
    texts = DocumentText.objects.in_bulk({source.document_id for source in sources})

    def words(activity: Activity, names: Iterable[str]) -> list[tuple[ActivitySource, Quote]]:
        theirs = [one for one in sources if one.activity_id == activity.pk and one.document_id in texts]
        return [(one, quote) for one in theirs for quote in quoted_words(one, texts[one.document_id], list(names))]

    return words


def merged_into(viewer: User, activity: Activity) -> list[Activity]:
    """The entries that were made one with this, also those that came with them."""
    require(viewer, Verb.READ, Subject.ACTIVITY)
    return list(Activity.objects.filter(pk__in=_told_by(activity)).select_related("unit"))


def newest_merge(viewer: User, activity: Activity) -> Merge | None:
    """The merge into this entry that can be taken apart next."""
    require(viewer, Verb.READ, Subject.ACTIVITY)
    return activity.merges.filter(undone_at=None).select_related("done_by").first()


def open_pairs_of(viewer: User, activity: Activity) -> list[Pair]:
    """What waits to be decided about this entry being told twice."""
    of_entry = Q(first=activity) | Q(second=activity)
    return list(Pair.objects.filter(of_entry, state=PairState.OPEN).select_related("first__unit", "second__unit"))


def units_of(person: User) -> QuerySet[Unit]:
    """The units for which the person may register and change entries."""
    return Unit.objects.filter(pk=person.unit_id) if person.unit_id else Unit.objects.all()


def _told_by(activity: Activity) -> list[int]:
    """Everything below an entry: merged into it, or into one that is."""
    found: list[int] = []
    level = [activity.pk]
    while level:
        level = list(Activity.objects.filter(merged_into__in=level).values_list("pk", flat=True))
        found += level
    return found


@dataclass(frozen=True, slots=True)
class KnownPartner:
    """A partner with all its names, the one that it is known by first, and how many entries have it."""

    names: list[PartnerName]
    entries: int


def known_partners(viewer: User, part: str = "") -> list[KnownPartner]:
    """Every partner of the register, or those with such a part in a name; what most entries have comes first."""
    require(viewer, Verb.READ, Subject.PARTNER)
    known = partners()
    stored = PartnerName.objects.select_related("same_as", "decided_by").in_bulk(field_name="key")
    counts, _none = counted_by_partner(register(viewer, Filters()), Count("pk"))
    wanted = known.found(part) if search_key(part) else frozenset(stored)
    found = [
        KnownPartner([stored[one.key] for one in names], counts[names[0].name])
        for head, names in known.by_partner().items()
        if head in wanted
    ]
    return sorted(found, key=lambda one: (-one.entries, one.names[0].key))


def ambiguous_names(viewer: User) -> list[tuple[str, list[str]]]:
    """Abbreviations that entries write and that may mean several partners: each with the names of these."""
    require(viewer, Verb.READ, Subject.PARTNER)
    known = partners()
    return [(known.names[short].name, [known.name(key) for key in keys]) for short, keys in known.ambiguous.items()]


@dataclass(frozen=True, slots=True)
class PairGroup:
    """Entries that hang together by open pairs, the oldest first; the likeliest pair first."""

    entries: list[Activity]
    pairs: list[Pair]


def pair_groups(viewer: User, limit: int = 200) -> list[PairGroup]:
    """What waits for this person's decision, by the likeliest `limit` pairs."""
    require(viewer, Verb.MERGE, Subject.ACTIVITY)
    pairs = list(_to_decide(viewer).filter(first__counted=True, second__counted=True)[:limit])
    found = []
    for keys in groups((pair.first_id, pair.second_id) for pair in pairs):
        theirs = [pair for pair in pairs if pair.first_id in keys]
        found.append(PairGroup(entries(viewer, keys), theirs))
    return found


def _to_decide(viewer: User) -> QuerySet[Pair]:
    """Open pairs that the person may decide about: with a unit, those within it."""
    found = Pair.objects.filter(state=PairState.OPEN)
    return found.filter(first__unit=viewer.unit_id, second__unit=viewer.unit_id) if viewer.unit_id else found


def may_decide(viewer: User, some: Iterable[Activity]) -> bool:
    """Whether the person may make these entries one or keep them apart: the right is needed for all their units."""
    return all(may(viewer, Verb.MERGE, Subject.ACTIVITY, entry.unit) for entry in some)


def entries(viewer: User, keys: Sequence[int]) -> list[Activity]:
    """Several entries, the oldest first."""
    require(viewer, Verb.READ, Subject.ACTIVITY)
    return list(Activity.objects.filter(pk__in=keys).select_related("unit").order_by("pk"))


def whole_entries(viewer: User, keys: Sequence[int]) -> list[Activity]:
    """As `entries`, to be shown with all that they say. Raises `ReasonNeeded` where closed ones are among them."""
    found = entries(viewer, keys)
    looks.shown_whole(viewer, "activity", found)
    return found


def pairs_among(viewer: User, some: Sequence[Activity]) -> list[Pair]:
    """The pairs among these entries, decided or not, the likeliest first."""
    require(viewer, Verb.READ, Subject.ACTIVITY)
    keys = [entry.pk for entry in some]
    return list(Pair.objects.filter(first__in=keys, second__in=keys))


def table_loads(person: User, limit: int = 20) -> list[TableLoad]:
    """The spreadsheets that the person brought, the newest first, without their bytes."""
    require(person, Verb.CHANGE, Subject.ACTIVITY)
    return list(TableLoad.objects.filter(uploaded_by=person).defer("content")[:limit])


def table_load(person: User, pk: int) -> TableLoad:
    """One of the person's own spreadsheets. Raises `TableLoad.DoesNotExist`."""
    require(person, Verb.CHANGE, Subject.ACTIVITY)
    return TableLoad.objects.defer("content").get(pk=pk, uploaded_by=person)
