"""Firearms for the monitoring of the Western Balkans roadmap on small arms and light weapons, by calendar year.

The texts of its fourteen indicators are not public; what stands here are the topics that they are about, as far as a
register of firearms says them, each with the goal of the roadmap (2018 wording) that it belongs to. What the register
has no field for is “Not available”.
"""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterable, Iterator
from dataclasses import dataclass
from decimal import Decimal
from typing import Any

from muster.domain.counting.period import Period
from muster.domain.returns.kilograms import number, plain
from muster.domain.returns.model import (
    NOT_AVAILABLE,
    Column,
    Lack,
    Receiver,
    Return,
    Table,
    Told,
    Words,
    holds,
    in_order,
)
from muster.domain.words_for_people import gettext_noop as _


@dataclass(frozen=True, slots=True)
class Topic:
    """Firearms of which `column` says one of `values` (any, where none is named) on the day in the column `on`."""

    code: str
    text: str
    goal: int
    column: str
    values: tuple[str, ...] = ()
    on: str = "date"


TOPICS = (
    Topic("seized", "Firearms seized", 3, "event", ("seized",)),
    Topic("found", "Firearms found", 5, "event", ("found",)),
    Topic("surrendered", "Firearms surrendered", 5, "event", ("surrendered",)),
    Topic("lost_or_stolen", "Firearms lost or stolen", 7, "event", ("lost", "stolen")),
    Topic("recovered", "Lost or stolen firearms recovered", 7, "event", ("recovered",)),
    Topic("marked", "Firearms marked by the authority", 7, "marked", (), "marked"),
    Topic("traced", "Requests for tracing submitted", 3, "trace_submitted", (), "trace_submitted"),
    Topic("destroyed", "Firearms destroyed", 6, "destroyed", (), "destroyed"),
)
SEIZED_BY = {  # columns by which seizures are broken down, with the order of what they say
    "category": (),
    "inland_or_line": ("inland", "crossing_point", "green_line"),
    "context": (),
    "legal_status": ("licit", "illicit", "unknown"),
}
DATES = ("date", "marked", "trace_submitted", "destroyed")
INDICATORS = (Column("topic"), Column("text"), Column("goal", "integer"), Column("unit"), Column("value", "integer"))
BROKEN_DOWN = (Column("topic"), Column("by"), Column("value"), Column("firearms", "integer"))
NOTES = (
    _("The texts of the roadmap's indicators are not public: topics and goals follow the roadmap as adopted in 2018."),
    _("Each topic is counted by its own day: what is destroyed in the period may have been seized before it."),
)


def make(told: Iterable[Told], period: Period, words: Words) -> Return:
    topics: Counter[str] = Counter()
    broken: Counter[tuple[str, str, str]] = Counter()
    ammunition, lacks = Decimal(0), list[Lack]()
    records, known = 0, set[str]()
    for one in told:
        known |= one.mapping.keys()
        true = [topic for topic in TOPICS if _is(topic, one, period)]
        lacks += _lacks(one, period)
        records += bool(true)
        topics.update(topic.code for topic in true)
        if any(topic.code == "seized" for topic in true):
            broken.update(("seized", by, str(one.one(by) or "")) for by in SEIZED_BY if by in known)
            ammunition += number(one.one("ammunition")) or 0
        if any(topic.code == "traced" for topic in true) and "trace_result" in known:
            broken["traced", "trace_result", str(one.one("trace_result") or "")] += 1
    return Return([_indicators(topics, ammunition, known), _broken_down(broken, words)], records, lacks, NOTES)


def _is(topic: Topic, one: Told, period: Period) -> bool:
    day = (one.on("date") or one.day) if topic.on == "date" else one.on(topic.on)
    said = one.one(topic.column)
    return holds(period, day) and said is not None and (not topic.values or said in topic.values)


def _lacks(one: Told, period: Period) -> Iterator[Lack]:
    if holds(period, one.on("date") or one.day) and not one.one("event"):
        yield Lack(one.record, "event", _("Nothing says what happened."), out=True)
    if one.one("disposal") == "destruction" and "destroyed" in one.mapping and not one.on("destroyed"):
        yield Lack(one.record, "destroyed", _("To be destroyed; there is no day on which it was."))
    if holds(period, one.on("date") or one.day) and one.one("event") == "seized":
        for column in SEIZED_BY:
            if column in one.mapping and not one.one(column):
                yield Lack(one.record, column, _("There is no answer."))


def _indicators(topics: Counter[str], ammunition: Decimal, known: set[str]) -> Table:
    rows: list[list[Any]] = [
        [one.code, one.text, one.goal, "firearms", topics[one.code] if one.column in known else NOT_AVAILABLE]
        for one in TOPICS
    ]
    cartridges = int(plain(ammunition)) if "ammunition" in known else NOT_AVAILABLE
    rows.insert(1, ["ammunition_seized", "Ammunition seized with firearms", 3, "cartridges", cartridges])
    return Table("indicators", "Topics of the roadmap", INDICATORS, rows)


def _broken_down(broken: Counter[tuple[str, str, str]], words: Words) -> Table:
    rows: list[list[Any]] = []
    for topic, by in dict.fromkeys((topic, by) for topic, by, _value in broken):
        found = [value for of, how, value in broken if (of, how) == (topic, by)]
        for value in in_order(SEIZED_BY.get(by, ()), found):
            rows.append([topic, by, words(by, value) if value else "not stated", broken[topic, by, value]])
    return Table("broken_down", "Seizures and traces broken down", BROKEN_DOWN, rows)


RECEIVER = Receiver(
    "salw_roadmap",
    _("SEESAC, roadmap on small arms and light weapons"),
    _("Topics of the roadmap on small arms and light weapons"),
    make,
    frozenset({"event", "ammunition", "trace_result", "disposal", *DATES, *SEIZED_BY}),
    dates=DATES,
)
