"""What is counted in the register. Every read takes the viewer first; `units` None means all structures.

An entry belongs to the period in which it begins (`period_start`), so that the quarters of a year share nothing and
leave nothing out. Only entries that are `counted` count: neither merged into another one nor withdrawn.
"""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass
from datetime import date
from typing import Any

from django.db.models import Case, Count, DateField, F, Func, Max, Min, Q, QuerySet, Sum, When
from django.db.models.functions import Cast, Coalesce, TruncMonth

from muster.core.models import Place, Unit
from muster.core.units import mission
from muster.domain.counting.matrix import CATEGORIES, COLUMNS, Matrix, Measure, matrix_of
from muster.domain.counting.period import Period
from muster.domain.names import search_key
from muster.domain.reference.codes import municipalities
from muster.features.accounts.models import User
from muster.features.accounts.rights import Subject, Verb, may, require
from muster.features.activities.filters import Filters
from muster.features.activities.models import Activity, Precision
from muster.features.activities.naming import counted_by_partner
from muster.features.activities.queries import register
from muster.features.matrix.models import PublishedMatrix

COUNTED = {
    Measure.EVENTS: Sum("events"),
    Measure.ACTIVITIES: Count("pk"),
    Measure.PARTICIPANTS: Coalesce(Sum("participants"), 0),
}


def matrix(
    viewer: User, *, units: Iterable[Unit] | None = None, period: Period, measure: Measure = Measure.EVENTS
) -> Matrix:
    """Theme by column in one grouped query."""
    chosen = _chosen(units)
    cells = _entries(viewer, chosen, period).values_list("theme", "column").annotate(n=COUNTED[measure])
    codes = None if chosen is None else tuple(unit.code for unit in chosen)
    return matrix_of(cells, measure=measure, period=period, units=codes)


@dataclass(frozen=True, slots=True)
class Structure:
    """Counts of one structure: by category, by column, and by both theme and column."""

    unit: Unit
    categories: Counter[str]
    columns: Counter[str]
    cells: Counter[tuple[str, str]]


def shares_by_structure(
    viewer: User, *, units: Iterable[Unit] | None = None, period: Period, measure: Measure = Measure.EVENTS
) -> list[Structure]:
    """What each structure counted, in the order of the report; a structure without entries is there with noughts."""
    chosen = _chosen(units)
    found = _entries(viewer, chosen, period).values_list("unit", "category", "theme", "column")
    shown = Unit.objects.filter(reports=True) if chosen is None else chosen
    structures = {unit.pk: _structure(unit) for unit in shown}
    for pk, category, theme, column, count in found.annotate(n=COUNTED[measure]):
        if pk not in structures:  # it no longer reports, but did
            structures[pk] = _structure(Unit.objects.get(pk=pk))
        structures[pk].categories[category] += count
        structures[pk].columns[column] += count
        structures[pk].cells[theme, column] += count
    return list(structures.values())


def _structure(unit: Unit) -> Structure:
    return Structure(unit, Counter(dict.fromkeys(CATEGORIES, 0)), Counter(dict.fromkeys(COLUMNS, 0)), Counter())


@dataclass(frozen=True, slots=True)
class Months:
    """Counts by first day of month; `not_stated` is of entries that state no more than the year."""

    counts: dict[date, int]
    not_stated: int


def months(
    viewer: User, *, units: Iterable[Unit] | None = None, period: Period, measure: Measure = Measure.EVENTS
) -> Months:
    """Every month of the period, each entry in the month in which it begins."""
    only_year = Q(start__isnull=True) | Q(start_precision=Precision.YEAR)
    month = Case(When(only_year, then=None), default=Cast(TruncMonth("period_start"), DateField()))
    found = _entries(viewer, _chosen(units), period).annotate(month=month).values_list("month")
    counts: dict[date | None, int] = dict.fromkeys(period.months(), 0)
    counts |= dict(found.annotate(n=COUNTED[measure]))
    not_stated = counts.pop(None, 0)
    return Months({month: count for month, count in counts.items() if month}, not_stated)


@dataclass(frozen=True, slots=True)
class Participation:
    """Participants of one structure, and how many of its entries say anything about them.

    `women` and `men` are of the `both_stated` entries alone, which state both; nothing is reckoned from the rest.
    """

    unit: Unit
    entries: int
    participants_stated: int
    participants: int
    both_stated: int
    women: int
    men: int


def participation(viewer: User, *, units: Iterable[Unit] | None = None, period: Period) -> list[Participation]:
    """Women and men by structure, as far as entries state them."""
    both = Q(women__isnull=False, men__isnull=False)
    found = (
        _entries(viewer, _chosen(units), period)
        .values("unit")
        .annotate(
            entries=Count("pk"),
            participants_stated=Count("participants"),
            participants_sum=Coalesce(Sum("participants"), 0),
            both_stated=Count("pk", filter=both),
            women_sum=Coalesce(Sum("women", filter=both), 0),
            men_sum=Coalesce(Sum("men", filter=both), 0),
        )
    )
    by_unit = {row["unit"]: row for row in found}
    return [_participation(unit, by_unit[unit.pk]) for unit in Unit.objects.filter(pk__in=by_unit)]


def _participation(unit: Unit, row: Mapping[str, Any]) -> Participation:
    return Participation(
        unit=unit,
        entries=row["entries"],
        participants_stated=row["participants_stated"],
        participants=row["participants_sum"],
        both_stated=row["both_stated"],
        women=row["women_sum"],
        men=row["men_sum"],
    )


@dataclass(frozen=True, slots=True)
class Named:
    """A partner or a place with what was counted for it. An entry with several counts in each."""

    key: str
    name: str
    count: int


@dataclass(frozen=True, slots=True)
class Ranking:
    """The most counted first; `others` names were left out, `none_stated` is of entries that name none."""

    names: list[Named]
    others: int
    none_stated: int


def partners(
    viewer: User,
    *,
    units: Iterable[Unit] | None = None,
    period: Period,
    measure: Measure = Measure.EVENTS,
    most: int = 15,
) -> Ranking:
    """Partners, all names of one folded together, each by the name that it is known by. An entry counts once for a
    partner, however many of its names it writes."""
    counts, none = counted_by_partner(_entries(viewer, _chosen(units), period), COUNTED[measure])
    ordered = sorted(counts.items(), key=lambda pair: (-pair[1], pair[0]))
    named = [Named(search_key(name), name, count) for name, count in ordered[:most]]
    return Ranking(named, len(ordered) - len(named), none)


def places(
    viewer: User, *, units: Iterable[Unit] | None = None, period: Period, measure: Measure = Measure.EVENTS
) -> Ranking:
    """Known places; `none_stated` also has the entries whose place is not a known one."""
    entries = _entries(viewer, _chosen(units), period)
    counts = _by_item(entries, "place_codes", measure)
    names = {town.code: town.name for town in municipalities()}
    names |= dict(Place.objects.filter(code__in=[code for code, _ in counts]).values_list("code", "name"))
    none = entries.filter(place_codes=[]).aggregate(n=COUNTED[measure])["n"] or 0
    return Ranking([Named(code, names.get(code, code), count) for code, count in counts], 0, none)


def years(viewer: User) -> list[int]:
    """The years that have entries, the latest first."""
    ends = register(viewer, Filters()).aggregate(first=Min("period_start"), last=Max("period_start"))
    return list(range(ends["last"].year, ends["first"].year - 1, -1)) if ends["last"] else []


def structures(viewer: User) -> QuerySet[Unit]:
    """What can be chosen: the units that hand in reports."""
    require(viewer, Verb.READ, Subject.ACTIVITY)
    return Unit.objects.filter(reports=True)


def published(viewer: User) -> QuerySet[PublishedMatrix]:
    """Matrices of earlier years, the latest first."""
    require(viewer, Verb.READ, Subject.MATRIX)
    return PublishedMatrix.objects.select_related("unit", "loaded_by")


def comparable(viewer: User) -> QuerySet[PublishedMatrix]:
    """Those with which this person may compare the register: `published`, or none."""
    return published(viewer) if may(viewer, Verb.READ, Subject.MATRIX) else PublishedMatrix.objects.none()


def published_of(viewer: User, units: Sequence[Unit] | None, year: int) -> PublishedMatrix | None:
    """The matrix that was published of just these structures (None: the mission) in that year."""
    found = comparable(viewer).filter(year=year)
    if units is not None:
        return found.filter(unit=units[0]).first() if len(units) == 1 else None
    whole = mission()
    if whole is None:
        return found.filter(unit=None).first()
    names = {whole.code, whole.short_name, whole.name_en, whole.name_sq, whole.name_sr}
    return found.filter(Q(unit=whole) | Q(scope__in=names - {""})).first()


def only_year_stated(viewer: User, *, units: Iterable[Unit] | None = None, period: Period) -> int:
    """Entries that state no more than a year: in a part of a year they count where the year begins."""
    entries = _entries(viewer, _chosen(units), period)
    return entries.filter(start_precision=Precision.YEAR).count()


def filters(units: Iterable[Unit] | None, period: Period, **more: Any) -> Filters:
    """What is counted, as the register filters it: whatever counts a cell also opens it."""
    codes = () if units is None else tuple(unit.code for unit in units)
    return Filters(unit=codes, since=period.start.isoformat(), until=period.end.isoformat(), by="starting", **more)


def _chosen(units: Iterable[Unit] | None) -> tuple[Unit, ...] | None:
    return None if units is None else tuple(units)


def _entries(viewer: User, units: Sequence[Unit] | None, period: Period) -> QuerySet[Activity]:
    entries = register(viewer, filters(units, period)).order_by()
    return entries.none() if units == () else entries


def _by_item(entries: QuerySet[Activity], array: str, measure: Measure) -> list[tuple[str, int]]:
    """What is counted by each item of an array field, the most first."""
    items = entries.annotate(item=Func(F(array), function="unnest", set_returning=True)).values_list("item")
    counted = items.annotate(n=COUNTED[measure]).values_list("item", "n")
    return sorted(counted, key=lambda pair: (-pair[1], pair[0]))
