"""What an entry says, as every door (review, form, table, API) hands it in: checked here, once."""

from __future__ import annotations

import re
from collections.abc import Iterator, Mapping
from dataclasses import dataclass, fields, replace
from datetime import date
from typing import Any

from django.core.exceptions import ValidationError
from django.utils.translation import gettext as _

from muster.core.models import Unit
from muster.core.places import Gazetteer
from muster.domain.names import search_key
from muster.domain.periods import parse_partial, partial
from muster.domain.reference.codes import code_list
from muster.features.activities.models import Activity
from muster.ui.sheets import UNSHOWN

PARTING = re.compile(r"\s*[;\r\n\v\f\x1c-\x1e\x85\u2028\u2029]+\s*")
CODED = {"theme": "themes", "kind": "kinds", "column": "columns", "role": "roles"}
TITLE_LIMIT = 300  # characters
NARRATIVE_LIMIT = 30_000  # characters; a cell of a workbook takes little more
NUMBER_LIMIT = 1_000_000
WORD_LIMIT = 500  # characters; PostgreSQL finds no word of more than 2046 bytes
NUMBERS = ("sessions", "participants", "women", "men")


@dataclass(frozen=True, slots=True, kw_only=True)
class ActivityValues:
    """The values of one entry.

    `start` and `end` are ISO dates to the day, the month or the year (`2016-04-15`, `2016-04`, `2016`) or None where
    nothing is stated; `dates` are further [start, end] pairs where disjoint dates are stated. `period` is where the
    entry belongs when no date is stated: the first and last day of its report.
    """

    unit: Unit
    theme: str
    kind: str
    column: str
    title: str
    role: str = ""
    narrative: str = ""
    start: str | None = None
    end: str | None = None
    dates: tuple[tuple[str, str], ...] = ()
    sessions: int | None = None
    participants: int | None = None
    women: int | None = None
    men: int | None = None
    places: tuple[str, ...] = ()
    partners: tuple[str, ...] = ()
    period: tuple[date, date] | None = None
    reference: str = ""


VALUE_NAMES = tuple(field.name for field in fields(ActivityValues))


def values_of(activity: Activity) -> ActivityValues:
    """The values that an entry has now."""
    stated = activity.start or activity.end
    return ActivityValues(
        unit=activity.unit,
        **{name: getattr(activity, name) for name in (*CODED, "title", "narrative", *NUMBERS, "reference")},
        start=partial(activity.start, activity.start_precision) if activity.start else None,
        end=partial(activity.end, activity.end_precision) if activity.end else None,
        dates=tuple((start, end) for start, end in activity.dates),
        places=tuple(activity.places),
        partners=tuple(activity.partners),
        period=None if stated else (activity.period_start, activity.period_end),
    )


def to_json(values: ActivityValues) -> dict[str, Any]:
    """The values in JSON form: the unit by its code, dates in ISO form, tuples as lists."""
    written = {name: getattr(values, name) for name in VALUE_NAMES}
    period = values.period and [day.isoformat() for day in values.period]
    lists = {name: list(written[name]) for name in ("places", "partners")}
    return {**written, **lists, "unit": values.unit.code, "dates": list(map(list, values.dates)), "period": period}


def from_json(written: Mapping[str, Any]) -> dict[str, Any]:
    """Fields for `ActivityValues` from their JSON form; only those that are given. Raises `Unit.DoesNotExist`."""
    read = dict(written)
    if "unit" in read:
        read["unit"] = Unit.objects.get(code=read["unit"])
    for name in ("places", "partners"):
        if name in read:
            read[name] = tuple(read[name])
    if "dates" in read:
        read["dates"] = tuple((start, end) for start, end in read["dates"])
    if read.get("period"):
        first, last = map(date.fromisoformat, read["period"])
        read["period"] = (first, last)
    return read


def columns_of(values: ActivityValues, places: Gazetteer) -> dict[str, Any]:
    """The database's columns for these values. Raises `ValidationError`: a sentence for every wrong field."""
    problems = dict(_problems(values))
    if problems:
        raise ValidationError({name: [sentence] for name, sentence in problems.items()})
    values = normalised(values)
    codes = places.codes(values.places)
    return {
        "unit": values.unit,
        "category": code_list("themes")[values.theme].category,
        **{name: getattr(values, name) for name in (*CODED, *NUMBERS, "title", "narrative", "reference")},
        "dates": [list(pair) for pair in values.dates],
        "places": list(values.places),
        "place_codes": codes,
        "partners": list(values.partners),
        "partner_keys": list(dict.fromkeys(search_key(name) for name in values.partners)),
        **_days(values),
    }


def normalised(values: ActivityValues) -> ActivityValues:
    """The values as they are kept: no needless spaces, each name once, no period beside a date that is stated."""
    texts = {name: clean(getattr(values, name)) for name in ("title", "narrative", "reference")}
    names = {name: _each(getattr(values, name)) for name in ("places", "partners")}
    period = None if values.start or values.end else values.period
    kept: dict[str, Any] = {
        **texts,
        **names,
        "period": period,
        "start": values.start or None,
        "end": values.end or None,
    }
    return replace(values, **kept)


def search_words(values: ActivityValues, places: Gazetteer) -> list[str]:
    """The folded words under which free text finds the entry, its places by every name they have."""
    texts = (values.title, values.narrative, values.reference, *values.places, *values.partners)
    words = folded_words(" ".join(texts))
    return sorted({*words, *places.words(places.codes(values.places))})


def folded_words(text: str) -> list[str]:
    """The words of a text as they are searched for; what has no end (a run of signs, an address) by its beginning."""
    return [word[:WORD_LIMIT] for word in search_key(text).split()]


def _days(values: ActivityValues) -> dict[str, Any]:
    first = parse_partial(values.start) if values.start else None
    last = parse_partial(values.end) if values.end else None
    either = [day for day in (first, last) if day]
    period = (either[0][0], either[-1][1]) if either else values.period
    assert period is not None  # _problems saw to it
    return {
        "start": first[0] if first else None,
        "start_precision": first[2] if first else "",
        "end": last[1] if last else None,
        "end_precision": last[2] if last else "",
        "period_start": period[0],
        "period_end": period[1],
    }


def clean(text: str) -> str:
    """A text as it is kept: one kind of line end, no space around it, nothing that a database or a file refuses."""
    return UNSHOWN.sub("", text.replace("\r\n", "\n").replace("\r", "\n")).strip()


def _each(names: tuple[str, ...]) -> tuple[str, ...]:
    """Each name once; semicolons and line breaks part names in tables, so none stands within one."""
    return tuple(dict.fromkeys(name for text in names if (name := PARTING.sub(", ", clean(text)).strip(", "))))


def _problems(values: ActivityValues) -> Iterator[tuple[str, str]]:
    """(field, sentence) of everything that is wrong."""
    yield from _wrong_codes(values)
    yield from _wrong_texts(values)
    yield from _wrong_dates(values)
    yield from _wrong_numbers(values)


def _wrong_codes(values: ActivityValues) -> Iterator[tuple[str, str]]:
    for name, list_name in CODED.items():
        code = getattr(values, name)
        if code not in code_list(list_name) and not (name == "role" and not code):
            yield name, _("“%(code)s” is not in the list.") % {"code": code} if code else _("Choose one.")


def _wrong_texts(values: ActivityValues) -> Iterator[tuple[str, str]]:
    for name, limit in (("title", TITLE_LIMIT), ("narrative", NARRATIVE_LIMIT), ("reference", 60)):
        if len(getattr(values, name)) > limit:
            yield name, _("This is longer than %(limit)s characters.") % {"limit": limit}
    if not clean(values.title):
        yield "title", _("A title is needed.")


def _wrong_dates(values: ActivityValues) -> Iterator[tuple[str, str]]:
    days = {}
    for name in ("start", "end"):
        text = getattr(values, name)
        try:
            days[name] = parse_partial(text) if text else None
        except ValueError:
            yield name, _("“%(text)s” is not a date: write 2016-04-15, 2016-04 or 2016.") % {"text": text}
            return
    first, last = days["start"], days["end"]
    if first and last and last[1] < first[0]:
        yield "end", _("The end is before the start.")
    if not first and not last and values.period is None:
        yield "start", _("A date is needed, or the period of the report.")
    elif values.period and values.period[1] < values.period[0]:
        yield "period", _("The end is before the start.")
    yield from _wrong_pairs(values)


def _wrong_pairs(values: ActivityValues) -> Iterator[tuple[str, str]]:
    for pair in values.dates:
        try:
            first, last = (parse_partial(text) for text in pair)
        except ValueError:
            yield (
                "dates",
                _("“%(text)s” is not a date: write 2016-04-15, 2016-04 or 2016.") % {"text": " – ".join(pair)},
            )
            return
        if last[1] < first[0]:
            yield "dates", _("The end is before the start.")


def _wrong_numbers(values: ActivityValues) -> Iterator[tuple[str, str]]:
    for name in NUMBERS:
        number = getattr(values, name)
        least = 1 if name == "sessions" else 0
        if number is not None and not least <= number <= NUMBER_LIMIT:
            yield name, _("This is not between %(least)s and %(most)s.") % {"least": least, "most": NUMBER_LIMIT}
    for name in ("women", "men"):
        part = getattr(values, name)
        if part is not None and values.participants is not None and part > values.participants:
            yield name, _("These are more than the participants (%(all)s).") % {"all": values.participants}
