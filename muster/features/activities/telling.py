"""Entries as tellings that can be compared, and the entries that are worth comparing with one."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Iterable, Sequence

from django.db.backends.postgresql.psycopg_any import DateRange
from django.db.models import BooleanField, DateField, F, Func, IntegerField, Q, QuerySet, TextField, Value

from muster.core.places import Gazetteer, gazetteer
from muster.domain.matching import Told
from muster.domain.matching.told import CLOSE
from muster.domain.names import search_key
from muster.features.activities.models import Activity, ActivitySource, period_of_time
from muster.features.activities.values import NUMBERS

NEAR = 400  # entries that one is compared with at most, the nearest in time first
COARSER = ("", "day", "month", "year")


def tellings(activities: Sequence[Activity]) -> list[Told]:
    """In the same order; two queries for all of them."""
    places = gazetteer()
    documents: dict[int, set[int]] = defaultdict(set)
    sources = ActivitySource.objects.filter(activity__in=[activity.pk for activity in activities])
    for key, document in sources.values_list("activity", "document"):
        documents[key].add(document)
    return [_told(activity, places, frozenset(documents[activity.pk])) for activity in activities]


def near(activity: Activity) -> QuerySet[Activity]:
    """Other entries of the unit that count, near in time, with a place, a number or a word of the title in common."""
    mine = tellings([activity])[0]
    signs = Q(place_codes__overlap=activity.place_codes) if activity.place_codes else Q()
    if activity.participants:
        signs |= Q(participants=activity.participants)
    if mine.title_words:
        signs |= Q(_any_word(mine.title_words))
    others = Activity.objects.filter(signs, counted=True, unit=activity.unit_id).exclude(pk=activity.pk)
    touching = DateRange(activity.period_start - CLOSE, activity.period_end + CLOSE, "[]")
    around = others.alias(period=period_of_time()).filter(period__overlap=touching)
    days = (F("period_start"), Value(activity.period_start, output_field=DateField()))
    apart = Func(*days, function="abs", arg_joiner=" - ", output_field=IntegerField())
    return around.order_by(apart, "pk")[:NEAR]


def _told(activity: Activity, places: Gazetteer, documents: frozenset[int]) -> Told:
    unknown = {search_key(name) for name in activity.places if places.code(name) is None}
    same = ("theme", "category", "kind", "title", "narrative", "start", "end", *NUMBERS)
    return Told(
        key=activity.pk,
        unit=activity.unit_id,
        period_start=activity.period_start,
        period_end=activity.period_end,
        precision=max(activity.start_precision, activity.end_precision, key=COARSER.index),
        places=frozenset(activity.place_codes) | unknown,
        partners=frozenset(activity.partner_keys),
        documents=documents,
        **{name: getattr(activity, name) for name in same},
    )


def _any_word(words: Iterable[str]) -> Func:
    query = " | ".join(f"'{word}'" for word in sorted(words))
    terms = Func(Value(query), template="%(expressions)s::tsquery", output_field=TextField())
    return Func(F("search"), terms, template="(%(expressions)s)", arg_joiner=" @@ ", output_field=BooleanField())
