"""Entries as tellings that can be compared, and the entries that are worth comparing with one."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Iterable, Sequence
from functools import reduce
from itertools import combinations
from operator import or_

from django.db.backends.postgresql.psycopg_any import DateRange
from django.db.models import BooleanField, Case, DateField, F, Func, IntegerField, Q, QuerySet, TextField, Value, When

from muster.core.places import Gazetteer, gazetteer
from muster.domain.matching import Partners, Told
from muster.domain.matching.told import CLOSE
from muster.domain.names import search_key
from muster.features.activities.models import Activity, ActivitySource, Precision, period_of_time
from muster.features.activities.naming import partners
from muster.features.activities.values import NUMBERS

NEAR = 400  # entries that one is compared with at most, the nearest in time first
COARSER = ("", "day", "month", "year")


def tellings(activities: Sequence[Activity]) -> list[Told]:
    """In the same order; three queries for all of them."""
    places, names = gazetteer(), partners()
    documents: dict[int, set[int]] = defaultdict(set)
    sources = ActivitySource.objects.filter(activity__in=[activity.pk for activity in activities])
    for key, document in sources.values_list("activity", "document"):
        documents[key].add(document)
    return [_told(activity, places, names, frozenset(documents[activity.pk])) for activity in activities]


def near(activity: Activity) -> list[Activity]:
    """Other entries that count and are near in time, with signs in common: one of a place, a day, a number, a word of
    the title within the structure; of other structures, where there are many more, two. At most `NEAR` of each."""
    touching = DateRange(activity.period_start - CLOSE, activity.period_end + CLOSE, "[]")
    around = Activity.objects.filter(counted=True).exclude(pk=activity.pk).defer("search")
    around = around.alias(period=period_of_time()).filter(period__overlap=touching)
    words = sorted(tellings([activity])[0].title_words)
    return [
        *_likeliest(around.filter(_one_sign(activity, words), unit=activity.unit_id), activity),
        *_likeliest(around.filter(_two_signs(activity, words)).exclude(unit=activity.unit_id), activity),
    ]


def _likeliest(rows: QuerySet[Activity], activity: Activity) -> QuerySet[Activity]:
    """Those with the same place, day and number first, then the nearest in time."""
    days = (F("period_start"), Value(activity.period_start, output_field=DateField()))
    apart = Func(*days, function="abs", arg_joiner=" - ", output_field=IntegerField())
    shared = [Case(When(sign, then=1), default=0).desc() for sign in _signs(activity)]
    return rows.order_by(*shared, apart, "pk")[:NEAR]


def _signs(activity: Activity) -> list[Q]:
    """Place, number and day, as far as they are stated."""
    signs = [Q(place_codes__overlap=activity.place_codes)] if activity.place_codes else []
    if activity.participants:
        signs.append(Q(participants=activity.participants))
    if activity.start and activity.start_precision == Precision.DAY:
        signs.append(Q(start=activity.start))
    return signs


def _one_sign(activity: Activity, words: Sequence[str]) -> Q:
    return _any_of([*_signs(activity), *_with_words(words)])


def _two_signs(activity: Activity, words: Sequence[str]) -> Q:
    """Two of place, number and day; or one of them or a partner, with a word; or two words."""
    signs = _signs(activity)
    known = partners()
    keys = sorted({key for name in activity.partner_keys for key in known.keys(name)})
    named = [Q(partner_keys__overlap=keys)] if keys else []
    one_and_a_word = [_any_of([*signs, *named]) & word for word in _with_words(words)]
    two_words = _with_words([f"({one} & {other})" for one, other in combinations(words, 2)])
    return _any_of([*(one & other for one, other in combinations(signs, 2)), *one_and_a_word, *two_words])


def _any_of(conditions: Iterable[Q]) -> Q:
    """Any of the conditions; where there is none, nothing."""
    return reduce(or_, conditions, Q(pk__in=[]))


def _told(activity: Activity, places: Gazetteer, names: Partners, documents: frozenset[int]) -> Told:
    unknown = {search_key(name) for name in activity.places if places.code(name) is None}
    same = ("theme", "category", "kind", "title", "narrative", "start", "end", *NUMBERS)
    return Told(
        key=activity.pk,
        unit=activity.unit_id,
        period_start=activity.period_start,
        period_end=activity.period_end,
        precision=max(activity.start_precision, activity.end_precision, key=COARSER.index),
        places=frozenset(activity.place_codes) | unknown,
        partners=frozenset(map(names.known_as, activity.partner_keys)),
        documents=documents,
        **{name: getattr(activity, name) for name in same},
    )


def _with_words(terms: Sequence[str]) -> list[Q]:
    """The condition that one of these words, or of these terms of a tsquery, is found; none without any."""
    if not terms:
        return []
    query = Func(Value(" | ".join(terms)), template="%(expressions)s::tsquery", output_field=TextField())
    found = Func(F("search"), query, template="(%(expressions)s)", arg_joiner=" @@ ", output_field=BooleanField())
    return [Q(found)]
