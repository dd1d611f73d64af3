"""Early warnings: who is named often. A reason for a talk, never a finding; nothing here says what somebody will do.

Two kinds, as a register's sheet states them (`settings.Warning`):

- `least` records in `months`. A window is any stretch of so many months that ends with a record: the day of the same
  number that many months before no longer counts (15 March 2025 to 15 March 2026 is not in twelve months). What made a
  window full stays for as many months after its last record.
- the `top` per cent: of all who are named in the last twelve months, those with most records. No source of the field
  says how such a share is cut, so this is ours: whole people only (49 people have no top 2 %, for that would be less
  than one), ties included, and only who has more than the middle one of all (the lower median), so that where
  everybody is named as often as the others nobody stands out. It says nothing where few people are known.

A record counts once for a person, however often it names them. People are told apart by their name or number as
`names.search_key` folds it.
"""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Sequence
from dataclasses import dataclass
from datetime import date
from fractions import Fraction
from statistics import median_low
from typing import NamedTuple

from muster.domain.forms.settings import Warning
from muster.domain.names import search_key
from muster.domain.protection.retention import add_months

TOP_MONTHS = 12


class Naming(NamedTuple):
    """That a record of a day names somebody, as it says it."""

    day: date
    record: int
    said: str


@dataclass(frozen=True, slots=True)
class Found:
    """Somebody whom a rule is true of: `said` as the newest record names them, `who` as they are told apart.

    `records` are those that make it, the newest first, all between the days `since` and `until`. Of the top share
    `people` is how many are named at all.
    """

    rule: Warning
    who: str
    said: str
    records: tuple[Naming, ...]
    since: date
    until: date
    people: int = 0


def reach(rules: Iterable[Warning], today: date) -> date:
    """The first day of which a record can still make one of these warnings."""
    return add_months(today, -2 * max((rule.months or TOP_MONTHS for rule in rules), default=0))


def found(rule: Warning, named: Iterable[Naming], today: date) -> list[Found]:
    """Whom the rule is true of today, the newest first."""
    people = _by_person(one for one in named if one.day <= today)
    all_found = _top(rule, people, today) if rule.top else _often(rule, people, today)
    return sorted(all_found, key=lambda one: (one.records[0], one.who), reverse=True)


def _by_person(named: Iterable[Naming]) -> dict[str, list[Naming]]:
    """Of each the records, the newest first, none twice."""
    people: dict[str, dict[int, Naming]] = {}
    folded: dict[str, str] = {}
    for one in sorted(named, reverse=True):
        said = one.said
        if (key := folded.get(said)) is None:
            key = folded[said] = search_key(said)
        if key:
            people.setdefault(key, {}).setdefault(one.record, one)
    return {key: list(records.values()) for key, records in people.items()}


def _often(rule: Warning, people: dict[str, list[Naming]], today: date) -> Iterator[Found]:
    for who, records in people.items():
        if last := _full(rule, records, today):
            since = add_months(last.day, -rule.months)
            window = tuple(one for one in records if since < one.day <= last.day)
            yield Found(rule, who, window[0].said, window, since, last.day)


def _full(rule: Warning, records: Sequence[Naming], today: date) -> Naming | None:
    """The newest record with which a window is full that is not over yet."""
    for at, last in enumerate(records):
        if last.day <= add_months(today, -rule.months):
            return None
        earliest = at + rule.least - 1
        if earliest < len(records) and records[earliest].day > add_months(last.day, -rule.months):
            return last
    return None


def _top(rule: Warning, people: dict[str, list[Naming]], today: date) -> Iterator[Found]:
    since = add_months(today, -TOP_MONTHS)
    lately = {who: tuple(one for one in records if one.day > since) for who, records in people.items()}
    lately = {who: records for who, records in lately.items() if records}
    places = int(len(lately) * Fraction(str(rule.top)) / 100)
    if not places:
        return
    counts = sorted(map(len, lately.values()), reverse=True)
    least = max(counts[places - 1], median_low(counts) + 1)
    for who, records in lately.items():
        if len(records) >= least:
            yield Found(rule, who, records[0].said, records, since, today, len(lately))
