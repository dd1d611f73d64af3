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

from collections.abc import Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass
from datetime import date
from fractions import Fraction
from operator import itemgetter
from statistics import median_low
from typing import Final

from muster.domain.forms.settings import Warning
from muster.domain.names import search_key
from muster.domain.protection.retention import add_months

TOP_MONTHS = 12
DAY: Final = 0  # of a naming
RECORD: Final = 1
SAID: Final = 2
_NEWEST = itemgetter(DAY, RECORD)


# That a record of a day, which has come, names somebody, as it says it: (day, key of the record, name or number).
# There are very many of them, so they are what the database gives; what stands behind is left alone.
Naming = tuple[date, int, str]
People = Mapping[str, Sequence[Naming]]  # as they are told apart, the newest first


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


def by_person(named: Iterable[Naming]) -> People:
    """Of each who is named the records, the newest first, none twice."""
    said: dict[str, list[Naming]] = {}
    for one in named:
        said.setdefault(one[SAID], []).append(one)
    people: dict[str, list[Naming]] = {}
    for name, records in said.items():
        if key := search_key(name):
            people.setdefault(key, []).extend(records)
    return {key: _once(records) for key, records in people.items()}


def found(rule: Warning, people: People, today: date) -> list[Found]:
    """Whom the rule is true of today, the newest first."""
    all_found = _top(rule, people, today) if rule.top else _often(rule, people, today)
    return sorted(all_found, key=lambda one: (_NEWEST(one.records[0]), one.who), reverse=True)


def _alone(one: Naming) -> Naming:
    return one[DAY], one[RECORD], one[SAID]


def _once(records: list[Naming]) -> list[Naming]:
    if len(records) == 1:
        return records
    return list({one[RECORD]: one for one in sorted(records, key=_NEWEST)}.values())[::-1]


def _often(rule: Warning, people: People, today: date) -> Iterator[Found]:
    for who, records in people.items():
        last = _full(rule, records, today) if len(records) >= rule.least else None
        if last:
            since, until = add_months(last[DAY], -rule.months), last[DAY]
            window = tuple(_alone(one) for one in records if since < one[DAY] <= until)
            yield Found(rule, who, window[0][SAID], window, since, until)


def _full(rule: Warning, records: Sequence[Naming], today: date) -> Naming | None:
    """The newest record with which a window is full that is not over yet."""
    over = add_months(today, -rule.months)
    for last, earliest in zip(records, records[rule.least - 1 :], strict=False):
        if last[DAY] <= over:
            return None
        if earliest[DAY] > add_months(last[DAY], -rule.months):
            return last
    return None


def _top(rule: Warning, people: People, today: date) -> Iterator[Found]:
    since = add_months(today, -TOP_MONTHS)
    lately = {who: tuple(one for one in records if one[DAY] > since) for who, records in people.items()}
    lately = {who: records for who, records in lately.items() if records}
    places = int(len(lately) * Fraction(str(rule.top)) / 100)
    if not places:
        return
    counts = sorted(map(len, lately.values()), reverse=True)
    least = max(counts[places - 1], median_low(counts) + 1)
    for who, records in lately.items():
        if len(records) >= least:
            alone = tuple(map(_alone, records))
            yield Found(rule, who, alone[0][SAID], alone, since, today, len(lately))
