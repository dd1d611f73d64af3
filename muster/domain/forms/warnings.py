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

from collections.abc import Collection, Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass
from datetime import date
from fractions import Fraction
from hashlib import blake2b
from operator import itemgetter
from statistics import median_low
from typing import Final, NamedTuple

from muster.domain.forms.answers import Answers
from muster.domain.forms.model import Form
from muster.domain.forms.settings import Warning
from muster.domain.forms.unfolding import items, shared, values
from muster.domain.names import search_key
from muster.domain.protection.retention import add_months

TOP_MONTHS = 12
LIMIT = 300  # characters of a name or number
DAY: Final = 0  # of a naming
RECORD: Final = 1
SAID: Final = 2
_NEWEST = itemgetter(DAY, RECORD)


# That a record of a day, which has come, names somebody, as it says it: (day, key of the record, name or number).
Naming = tuple[date, int, str]
People = Mapping[str, Sequence[Naming]]  # as they are told apart, the newest first, no record twice


class Named(NamedTuple):
    """That a record names somebody as a rule asks (`about`): `who` as they are told apart, `said` as it says it."""

    about: str
    who: str
    said: str


@dataclass(frozen=True, slots=True)
class Share:
    """Who is among the top: with at least so many records of the last `TOP_MONTHS` (nobody where 0), of so many people
    who are named at all."""

    least: int
    people: int


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


def about(rule: Warning) -> str:
    """What a rule asks of a record, apart from how many it asks for; rules that ask alike have the same."""
    asked = "\0".join((rule.who, rule.of, rule.value))
    return blake2b(asked.encode(), digest_size=12).hexdigest()


def named(form: Form, rules: Iterable[Warning], answers: Answers) -> list[Named]:
    """Whom a record names as far as the rules ask; each once."""
    found: dict[tuple[str, str], Named] = {}
    for rule in {about(rule): rule for rule in rules}.values():
        for said in _said(form, rule, answers):
            if who := search_key(said)[:LIMIT]:
                found.setdefault((about(rule), who), Named(about(rule), who, said[:LIMIT]))
    return sorted(found.values())


def reach(rules: Iterable[Warning], today: date) -> date:
    """The first day of which a record can still make one of these warnings."""
    return add_months(today, -2 * max((rule.months or TOP_MONTHS for rule in rules), default=0))


def share(rule: Warning, counts: Collection[int]) -> Share:
    """Of the top per cent: `counts` are the records of the last `TOP_MONTHS` of everybody whom one names."""
    places = int(len(counts) * Fraction(str(rule.top)) / 100)
    if not places:
        return Share(0, len(counts))
    return Share(max(sorted(counts, reverse=True)[places - 1], median_low(counts) + 1), len(counts))


def found(rule: Warning, people: People, today: date, top: Share | None = None) -> list[Found]:
    """Whom of these people the rule is true of today, the newest first; `top` for a rule of the top per cent."""
    all_found = _top(rule, people, today, top) if top else _often(rule, people, today)
    return sorted(all_found, key=lambda one: (_NEWEST(one.records[0]), one.who), reverse=True)


def _said(form: Form, rule: Warning, answers: Answers) -> Iterator[str]:
    """Where the rule asks what another field says: of the items alone that say so, in the repeat that both are in."""
    if rule.who not in form.by_path or (rule.of and rule.of not in form.by_path):
        return
    within = shared(form, rule.who, rule.of) if rule.of else ""
    for item in items(form, answers, within):
        if not rule.of or rule.value in map(str, values(form, item, rule.of, within)):
            yield from map(str, values(form, item, rule.who, within))


def _often(rule: Warning, people: People, today: date) -> Iterator[Found]:
    for who, records in people.items():
        last = _full(rule, records, today) if len(records) >= rule.least else None
        if last:
            since, until = add_months(last[DAY], -rule.months), last[DAY]
            window = tuple(one for one in records if since < one[DAY] <= until)
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


def _top(rule: Warning, people: People, today: date, top: Share) -> Iterator[Found]:
    since = add_months(today, -TOP_MONTHS)
    for who, records in people.items():
        lately = tuple(one for one in records if since < one[DAY] <= today)
        if top.least and len(lately) >= top.least:
            yield Found(rule, who, lately[0][SAID], lately, since, today, top.people)
