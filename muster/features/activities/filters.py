"""Which entries somebody wants to see: read from an address, written into one, turned into a query.

The same names stand in the addresses of the register, in saved views and in the API.
"""

from __future__ import annotations

import json
from collections.abc import Iterator
from dataclasses import dataclass, fields, replace
from datetime import date
from typing import Any
from urllib.parse import urlencode

from django.db import connection
from django.db.backends.postgresql.psycopg_any import DateRange
from django.db.models import BooleanField, Exists, F, Func, OuterRef, Q, QuerySet, TextField, Value
from django.db.models.functions import Coalesce
from django.http import QueryDict
from django.utils.translation import gettext as _

from muster.core.models import Marking, Tlp, Unit
from muster.core.places import Gazetteer, gazetteer
from muster.domain.periods import parse_partial
from muster.domain.reference.codes import code_list
from muster.features.activities.models import Activity, ActivitySource, Origin, period_of_time
from muster.features.activities.naming import partners
from muster.features.activities.values import folded_words

PREFIX_LENGTH = 3  # characters from which on the last word also finds longer ones
WORDS_LIMIT = 12
COMMON = 100_000  # entries that have a word, from which on it is looked for without its index
CHOICES = {
    "by": ("touching", "starting"),
    "source": ("with", "without"),
    "sex": ("stated", "missing"),
    "standing": ("merged", "withdrawn", "any"),
    "origin": tuple(Origin.values),
    "marking": tuple(one.name.lower() for one in Marking),
    "tlp": tuple(value for value in Tlp.values if value),
}
MARKINGS = {one.name.lower(): one for one in Marking}
UP_TO_INTERNAL = tuple(name for name, one in MARKINGS.items() if one <= Marking.INTERNAL)  # what reports tell and count
LISTS = {"category": "categories", "theme": "themes", "kind": "kinds", "column": "columns", "role": "roles"}
NUMBERS = ("women_from", "women_to", "people_from", "people_to", "document")


@dataclass(frozen=True, slots=True, kw_only=True)
class Filters:
    """What an entry must be. Several values of one field mean any of them; several fields mean all of them.

    `since` and `until` are ISO dates to the day, month or year; `by` says whether an entry's period must touch that
    time (as people search) or begin in it (so that neighbouring periods share no entry, as people count).
    `marking` are just these markings: up to internal is `marking=public&marking=internal` (`UP_TO_INTERNAL`).
    `women_from` and `women_to` are the share of women in percent; `people_*` are participants.
    """

    q: str = ""
    unit: tuple[str, ...] = ()
    since: str = ""
    until: str = ""
    by: str = ""
    category: tuple[str, ...] = ()
    theme: tuple[str, ...] = ()
    kind: tuple[str, ...] = ()
    column: tuple[str, ...] = ()
    role: tuple[str, ...] = ()
    place: tuple[str, ...] = ()
    partner: tuple[str, ...] = ()
    origin: tuple[str, ...] = ()
    marking: tuple[str, ...] = ()
    tlp: tuple[str, ...] = ()
    source: str = ""
    sex: str = ""
    women_from: int | None = None
    women_to: int | None = None
    people_from: int | None = None
    people_to: int | None = None
    document: int | None = None
    standing: str = ""

    def items(self) -> Iterator[tuple[str, str]]:
        """(name, value) of everything that is set, in the order of the fields."""
        for name in FILTER_NAMES:
            value = getattr(self, name)
            for one in value if isinstance(value, tuple) else [value]:
                if one not in ("", None):
                    yield name, str(one)

    def query(self, **more: Any) -> str:
        """As the query of an address."""
        return urlencode([*self.items(), *((name, value) for name, value in more.items() if value)])

    def without(self, name: str, value: str) -> Filters:
        """The same without one value of one field."""
        now = getattr(self, name)
        rest: Any = "" if isinstance(now, str) else None
        if isinstance(now, tuple):
            rest = tuple(one for one in now if one != value)
        return replace(self, **{name: rest})


FILTER_NAMES = tuple(field.name for field in fields(Filters))
MULTIPLE = tuple(field.name for field in fields(Filters) if field.default == ())


def read_filters(params: QueryDict) -> tuple[Filters, list[str]]:
    """The filters of an address, and a sentence for everything in it that could not be understood (and is left out)."""
    problems: list[str] = []
    values: dict[str, Any] = {}
    for name in FILTER_NAMES:
        given = [text.strip() for text in params.getlist(name) if text.strip()]
        good = [text for text in given if _understood(name, text)]
        problems += [_not_understood(name, text) for text in given if text not in good]
        if good:
            values[name] = _value(name, good)
    return Filters(**values), problems


def apply(rows: QuerySet[Activity], filters: Filters) -> QuerySet[Activity]:
    """Only the rows that the filters ask for."""
    rows = _standing(rows, filters.standing)
    for name in ("category", "theme", "kind", "column", "role", "origin"):
        if wanted := getattr(filters, name):
            rows = rows.filter(**{f"{name}__in": wanted})
    if filters.marking:
        rows = rows.filter(marking__in=[MARKINGS[name] for name in filters.marking])
    if filters.tlp:
        rows = rows.filter(tlp__in=filters.tlp)
    if filters.unit:  # by key, not by join: so the planner knows how many entries of this unit there are
        rows = rows.filter(unit__in=list(Unit.objects.filter(code__in=filters.unit).values_list("pk", flat=True)))
    if filters.place:  # by code, or by any of its names or a part of one
        places = gazetteer()
        rows = rows.filter(place_codes__overlap=[code for name in filters.place for code in places.found(name)])
    if filters.partner:  # by any name of it; where nobody is called so, by a part of a name
        known = partners()
        keys = {key for name in filters.partner for key in known.found(name)}
        rows = rows.filter(partner_keys__overlap=sorted(keys))
    rows = _when(rows, filters)
    rows = _people(rows, filters)
    rows = _sources(rows, filters)
    return _text(rows, filters)


def _understood(name: str, text: str) -> bool:
    if name in LISTS:
        return text in code_list(LISTS[name])
    if name in CHOICES:
        return text in CHOICES[name]
    if name in NUMBERS:
        return text.isascii() and text.isdigit() and len(text) < 10
    if name in ("since", "until"):
        return _date(text) is not None
    return "\x00" not in text


def _not_understood(name: str, text: str) -> str:
    if name in ("since", "until"):
        return _("“%(text)s” is not a date: write 2016-04-15, 2016-04 or 2016.") % {"text": text}
    return _("“%(text)s” is not known here and was left out (%(name)s).") % {"text": text, "name": name}


def _value(name: str, given: list[str]) -> Any:
    if name in MULTIPLE:
        return tuple(dict.fromkeys(given))
    return int(given[-1]) if name in NUMBERS else given[-1]


def _date(text: str) -> tuple[date, date, str] | None:
    try:
        return parse_partial(text)
    except ValueError:
        return None


def _standing(rows: QuerySet[Activity], standing: str) -> QuerySet[Activity]:
    if standing == "any":
        return rows
    if standing == "merged":
        return rows.filter(counted=False, merged_into__isnull=False)
    if standing == "withdrawn":
        return rows.filter(counted=False, withdrawn_at__isnull=False)
    return rows.filter(counted=True)


def _when(rows: QuerySet[Activity], filters: Filters) -> QuerySet[Activity]:
    since, until = _date(filters.since), _date(filters.until)
    if since and filters.by == "starting":
        rows = rows.filter(period_start__gte=since[0])
    elif since and until:
        rows = rows.alias(period=period_of_time()).filter(period__overlap=DateRange(since[0], until[1], "[]"))
    elif since:
        rows = rows.filter(period_end__gte=since[0])
    return rows.filter(period_start__lte=until[1]) if until else rows


def _people(rows: QuerySet[Activity], filters: Filters) -> QuerySet[Activity]:
    if filters.sex == "stated":
        rows = rows.filter(women__isnull=False, men__isnull=False)
    elif filters.sex == "missing":
        rows = rows.filter(Q(women__isnull=True) | Q(men__isnull=True))
    everybody = Coalesce(F("participants"), F("women") + F("men"))
    if filters.women_from is not None:
        rows = rows.filter(women__gte=everybody * filters.women_from / 100.0)
    if filters.women_to is not None:
        rows = rows.filter(women__lte=everybody * filters.women_to / 100.0)
    if filters.people_from is not None:
        rows = rows.filter(participants__gte=filters.people_from)
    return rows.filter(participants__lte=filters.people_to) if filters.people_to is not None else rows


def _sources(rows: QuerySet[Activity], filters: Filters) -> QuerySet[Activity]:
    of_entry = ActivitySource.objects.filter(activity=OuterRef("pk"))
    if filters.document is not None:
        rows = rows.filter(pk__in=ActivitySource.objects.filter(document=filters.document).values("activity"))
    if filters.source:
        rows = rows.filter(Exists(of_entry) if filters.source == "with" else ~Exists(of_entry))
    return rows


def _text(rows: QuerySet[Activity], filters: Filters) -> QuerySet[Activity]:
    if not filters.q:
        return rows
    terms = text_terms(filters.q, gazetteer())
    return rows.filter(_found_by(terms)) if terms else rows.none()


def text_terms(text: str, places: Gazetteer | None = None) -> str:
    """A tsquery for the words of a text: all of them, the last one also as a beginning, a place by any of its names."""
    words = folded_words(text)[:WORDS_LIMIT]
    terms = []
    for at, word in enumerate(words):
        any_of = {word, *(places.other_names(word) if places else ())}
        begins = ":*" if at == len(words) - 1 and len(word) >= PREFIX_LENGTH else ""
        terms.append("(" + " | ".join(f"'{one}'{begins if one == word else ''}" for one in sorted(any_of)) + ")")
    return " & ".join(terms)


def _found_by(terms: str) -> Func:
    """`search @@ terms`; the terms are folded words, so nothing in them needs a parser.

    For words of very many entries as a plain function, which no index serves: PostgreSQL thinks too well of gathering
    hundreds of thousands of rows by their words, while a walk along another index soon meets enough of them.
    """
    query = Func(Value(terms), template="%(expressions)s::tsquery", output_field=TextField())
    if _estimate(terms) > COMMON:
        return Func(F("search"), query, function="ts_match_vq", output_field=BooleanField())
    return Func(F("search"), query, template="(%(expressions)s)", arg_joiner=" @@ ", output_field=BooleanField())


def _estimate(terms: str) -> int:
    """How many entries PostgreSQL expects to have these words, by its statistics."""
    with connection.cursor() as cursor:
        table = Activity._meta.db_table
        statement = f"EXPLAIN (FORMAT JSON) SELECT FROM {table} WHERE search @@ %s::tsquery"
        cursor.execute(statement, [terms])
        (plan,) = cursor.fetchone() or ([{"Plan": {"Plan Rows": 0}}],)
    return int((json.loads(plan) if isinstance(plan, str) else plan)[0]["Plan"]["Plan Rows"])
