"""Which values stay when entries are made one: what each of them says, what they say together, and what is suggested
with its reason. A person chooses."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, replace
from datetime import date, timedelta
from itertools import combinations
from typing import Any

from django.utils.functional import Promise
from django.utils.translation import gettext_lazy as _

from muster.domain.matching.told import CLOSE
from muster.features.activities.models import Activity, ActivitySource
from muster.features.activities.naming import meanings
from muster.features.activities.values import ActivityValues, values_of

# What is chosen together: dates and the period they stand for are one statement.
CHOSEN: dict[str, tuple[str, ...]] = {
    "title": ("title",),
    "start": ("start", "end", "dates", "period"),
    **{
        name: (name,)
        for name in (
            *("sessions", "participants", "women", "men"),
            *("unit", "theme", "kind", "column", "role", "places", "partners", "narrative", "reference"),
        )
    },
}
TOGETHER = "together"
SUMS = ("sessions", "participants", "women", "men")
LISTS = ("places", "partners")
TEXTS = ("title", "narrative")
EXACT = {"day": 3, "month": 2, "year": 1, "": 0}

ONLY = _("only this one says it")
AGREED = _("most of them say it")
MOST = _("says the most")
MOST_EXACT = _("the most exact")
LARGEST = _("the largest number: one report may tell only a part")
NEAREST = _("from the report nearest to the time")
FIRST = _("registered first")
APART = _("their days lie apart: each was an event of its own")
NOT_ALL = _("none of them names all")


@dataclass(frozen=True, slots=True)
class Offer:
    """One way to fill a field: `key` is that of the entry which says it, or `TOGETHER`; `values` by field.

    `reason` is why it is suggested, empty where another is.
    """

    key: str
    values: Mapping[str, Any]
    reason: str | Promise = ""


@dataclass(frozen=True, slots=True)
class Choice:
    """The offers for a field, those of the entries in their order, then what they say together."""

    name: str
    offers: tuple[Offer, ...]
    differs: bool


def choices(entries: Sequence[Activity]) -> list[Choice]:
    """A choice for every field; of fields that do not differ it is none. One query."""
    apart, nearest = days_apart(entries), _nearest(entries)
    return [_choice(name, entries, apart, nearest) for name in CHOSEN]


def taken(entries: Sequence[Activity], wanted: Mapping[str, str]) -> ActivityValues:
    """The values that were chosen (field → key of an offer), those of the first entry where none was."""
    values = values_of(entries[0])
    for choice in choices(entries):
        offer = {offer.key: offer for offer in choice.offers}.get(wanted.get(choice.name, ""), choice.offers[0])
        values = replace(values, **offer.values)
    return values


def days_apart(entries: Sequence[Activity]) -> bool:
    """Whether every two of them state days further from each other than a slip of a report."""
    spans = [_days(entry) for entry in entries]
    stated = [span for span in spans if span]
    return len(stated) == len(spans) and all(_gap(one, other) > CLOSE for one, other in combinations(stated, 2))


def _days(entry: Activity) -> tuple[date, date] | None:
    return (entry.period_start, entry.period_end) if entry.start or entry.end else None


def _gap(one: tuple[date, date], other: tuple[date, date]) -> timedelta:
    return max(one[0], other[0]) - min(one[1], other[1])


def _nearest(entries: Sequence[Activity]) -> int | None:
    """The position of the entry that was read in the report of the shortest time; None where several were."""
    lengths = dict.fromkeys((entry.pk for entry in entries), timedelta.max)
    ends = ("activity", "document__period_start", "document__period_end")
    for key, first, last in ActivitySource.objects.filter(activity__in=lengths).values_list(*ends):
        if first and last:
            lengths[key] = min(lengths[key], last - first)
    ordered = [lengths[entry.pk] for entry in entries]
    return ordered.index(min(ordered)) if ordered.count(min(ordered)) == 1 else None


def _choice(name: str, entries: Sequence[Activity], apart: bool, nearest: int | None) -> Choice:
    offers = [Offer(str(entry.pk), _said(name, values_of(entry))) for entry in entries]
    differs = any(offer.values != offers[0].values for offer in offers)
    if together := _together(name, entries, apart) if differs or name == "sessions" else {}:
        offers.append(Offer(TOGETHER, together))
        differs = True
    at, reason = _suggested(name, entries, offers, apart, nearest)
    offers[at] = replace(offers[at], reason=reason)
    return Choice(name, tuple(offers), differs)


def _said(name: str, values: ActivityValues) -> dict[str, Any]:
    return {field: getattr(values, field) for field in CHOSEN[name]}


def _together(name: str, entries: Sequence[Activity], apart: bool) -> dict[str, Any]:
    """What the entries say together, empty where that is no statement."""
    said = [values_of(entry) for entry in entries]
    if name in LISTS:
        meaning = meanings()[name]
        of_each = [{meaning(one): one for one in getattr(values, name)} for values in said]
        union = {key: written for one in reversed(of_each) for key, written in one.items()}
        return {name: tuple(union.values())} if all(len(one) < len(union) for one in of_each) else {}
    if not apart:
        return {}
    if name == "start":
        return _all_days(entries)
    return _sum(name, said)


def _sum(name: str, said: Sequence[ActivityValues]) -> dict[str, Any]:
    numbers = [getattr(values, name) or (1 if name == "sessions" else None) for values in said] if name in SUMS else []
    return {name: sum(numbers)} if numbers and None not in numbers else {}


def _all_days(entries: Sequence[Activity]) -> dict[str, Any]:
    """From the first day to the last, and each stretch as it is stated."""
    ordered = [values_of(entry) for entry in sorted(entries, key=lambda entry: entry.period_start)]
    pairs = [values.dates or (((values.start or values.end), (values.end or values.start)),) for values in ordered]
    first, last = ordered[0].start or ordered[0].end, ordered[-1].end or ordered[-1].start
    return {"start": first, "end": last, "dates": tuple(pair for some in pairs for pair in some), "period": None}


def _suggested(
    name: str, entries: Sequence[Activity], offers: Sequence[Offer], apart: bool, nearest: int | None
) -> tuple[int, str | Promise]:
    """The position of the offer to begin with, and why."""
    stated = _stating(name, entries, offers)
    if len(offers) > len(entries) and name in ("start", "sessions", *LISTS):
        return len(entries), NOT_ALL if name in LISTS else APART
    if len(stated) == 1:
        return stated[0], ONLY
    values = [offers[at].values for at in stated]
    often = max(values, key=values.count)
    if values.count(often) * 2 > len(values) and name != "narrative":
        return stated[values.index(often)], AGREED
    ranks = {at: _rank(name, entries[at], offers[at]) for at in stated}
    best = [at for at in stated if ranks[at] == max(ranks.values())]
    if len(best) == 1:
        return best[0], MOST_EXACT if name == "start" else LARGEST if name in SUMS else MOST
    return (nearest, NEAREST) if nearest is not None and nearest in best else (best[0], FIRST)


def _stating(name: str, entries: Sequence[Activity], offers: Sequence[Offer]) -> list[int]:
    """The positions of the entries that say something of it; all where none does.

    One session is what an entry counts that says nothing of sessions: it stands against no number of them.
    """
    everyone = range(len(entries))
    if name == "start":
        found = [at for at in everyone if entries[at].start or entries[at].end]
    elif name == "sessions":
        found = [at for at in everyone if (entries[at].sessions or 1) > 1]
    else:
        found = [at for at in everyone if offers[at].values[CHOSEN[name][0]] not in (None, "", ())]
    return found or list(everyone)


def _rank(name: str, entry: Activity, offer: Offer) -> tuple[int, ...]:
    """How much a telling says: the longer text and list, the larger number, days before months.

    A title says most where its telling is of the whole: of the most people.
    """
    value = offer.values[CHOSEN[name][0]]
    if name == "start":
        return (EXACT[entry.start_precision or entry.end_precision],)
    if name in SUMS:
        return (value or 0,)
    length = len(value) if name in (*TEXTS, *LISTS) else 0
    return (entry.participants or 0, length) if name == "title" else (length,)
