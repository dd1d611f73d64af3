"""What in a trail is unusual: plain rules over counts, each with its sentence's numbers and what they are taken from.

They point an auditor at entries to read. They say what was done and against what it is compared; nobody gets a score,
and nothing is foretold about anybody.
"""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Collection, Iterable, Iterator, Mapping
from dataclasses import dataclass
from datetime import date, datetime, timedelta
from statistics import median
from typing import NamedTuple

MANY = 40  # records in an hour that are never unusual below
TIMES = 3  # so many times one's own usual
EARLY, LATE = 6, 21  # working hours, in the mission's time zone
OUTSIDE = 5  # looks outside of them on one day
ELSEWHERE = 15  # records of other units on one day
FAILED = 5  # sign-ins on one day
EXPORTS = 3  # files on one day that are never unusual below
COLLEAGUES = 3  # accounts of one's own unit on one day
WAITING = timedelta(days=1)  # for which somebody may not have looked at a broken glass


class Hour(NamedTuple):
    """What one person did within one hour that begins at `at` (local time)."""

    person: int
    at: datetime
    records: int  # different ones that were opened by themselves
    looks: int
    elsewhere: int  # records of other units than their own
    exports: int


class Failed(NamedTuple):
    """Sign-ins that failed on one day, at one account (None where nobody has such a name) or from one address."""

    day: date
    account: int | None
    address: str
    times: int


class Account(NamedTuple):
    """That somebody looked at an account: their own, or of somebody of their unit."""

    day: date
    person: int
    account: int
    same_unit: bool


class Glass(NamedTuple):
    person: int
    subject: str
    key: str
    at: datetime


@dataclass(frozen=True, slots=True)
class Unusual:
    """`rule` names the sentence, `numbers` fill it; the entries are those of `person` from `since` until before
    `until`, or those that `numbers` name."""

    rule: str
    person: int | None
    since: datetime | date
    until: datetime | date
    numbers: Mapping[str, str | int]


def many_records(hours: Collection[Hour], since: date) -> Iterator[Unusual]:
    """More records in an hour than three times what the person opens in an hour at the middle."""
    for person, own in _by_person(hours).items():
        usual = _usual([one.records for one in own if one.records])
        for one in own:
            if one.at.date() >= since and one.records >= MANY and one.records > TIMES * usual:
                end = one.at + timedelta(hours=1)
                yield Unusual("many-records", person, one.at, end, {"n": one.records, "usual": usual})


def outside_hours(hours: Collection[Hour], since: date) -> Iterator[Unusual]:
    """Looks early, late, or at a week-end, unless that is when the person mostly works."""
    for person, own in _by_person(hours).items():
        outside = [one for one in own if _is_outside(one.at)]
        if 2 * sum(one.looks for one in outside) > sum(one.looks for one in own):
            continue
        for day, looks in _by_day((one.at, one.looks) for one in outside).items():
            if day >= since and looks >= OUTSIDE:
                yield _of_day("outside-hours", person, day, n=looks)


def other_units(hours: Collection[Hour], since: date) -> Iterator[Unusual]:
    """Records of other units, more than three times what the person opens of them on a day at the middle."""
    yield from _daily(hours, since, "other-units", "elsewhere", ELSEWHERE)


def exports(hours: Collection[Hour], since: date) -> Iterator[Unusual]:
    """Files taken away, more than three times what the person takes on a day at the middle."""
    yield from _daily(hours, since, "exports", "exports", EXPORTS + 1)


def failed_sign_ins(failed: Iterable[Failed], since: date) -> Iterator[Unusual]:
    for one in failed:
        if one.day >= since and one.times >= FAILED:
            rule = "failed-at-account" if one.account else "failed-from-address"
            yield _of_day(rule, None, one.day, n=one.times, account=one.account or 0, address=one.address)


def accounts(looks: Iterable[Account], since: date) -> Iterator[Unusual]:
    """Looks at one's own account among those of others, or at several of one's own unit on one day."""
    colleagues: dict[tuple[int, date], set[int]] = defaultdict(set)
    for one in looks:
        if one.day < since:
            continue
        if one.person == one.account:
            yield _of_day("own-account", one.person, one.day)
        elif one.same_unit:
            colleagues[one.person, one.day].add(one.account)
    for (person, day), who in colleagues.items():
        if len(who) >= COLLEAGUES:
            yield _of_day("colleagues", person, day, n=len(who))


def broken_glass(glasses: Iterable[Glass], now: datetime) -> Iterator[Unusual]:
    """Opened in need, and for a day nobody has looked at the reason."""
    for one in glasses:
        if now - one.at >= WAITING:
            days = (now - one.at).days
            numbers: dict[str, str | int] = {"n": days, "subject": one.subject, "key": one.key}
            yield Unusual("broken-glass", one.person, one.at, now, numbers)


def _daily(hours: Collection[Hour], since: date, rule: str, column: str, least: int) -> Iterator[Unusual]:
    for person, own in _by_person(hours).items():
        days = _by_day((one.at, getattr(one, column)) for one in own)
        usual = _usual([n for n in days.values() if n])
        for day, n in days.items():
            if day >= since and n >= least and n > TIMES * usual:
                yield _of_day(rule, person, day, n=n, usual=usual)


def _usual(counts: list[int]) -> int:
    """The one in the middle; of fewer than three nobody can say what is usual: nothing."""
    return round(median(counts)) if len(counts) >= 3 else 0


def _is_outside(at: datetime) -> bool:
    return at.weekday() >= 5 or not EARLY <= at.hour < LATE


def _of_day(rule: str, person: int | None, day: date, **numbers: str | int) -> Unusual:
    return Unusual(rule, person, day, day + timedelta(days=1), numbers)


def _by_person(hours: Iterable[Hour]) -> dict[int, list[Hour]]:
    found: dict[int, list[Hour]] = defaultdict(list)
    for one in hours:
        found[one.person].append(one)
    return found


def _by_day(counts: Iterable[tuple[datetime, int]]) -> dict[date, int]:
    found: dict[date, int] = defaultdict(int)
    for at, n in counts:
        found[at.date()] += n
    return found
