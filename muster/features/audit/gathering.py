"""What the rules of `muster.domain.audit.unusual` are asked about: counts from the trail; their findings in words."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass
from datetime import date, datetime, time, timedelta
from typing import Any
from urllib.parse import urlencode

from django.db import connection
from django.urls import reverse
from django.utils import timezone
from django.utils.functional import Promise
from django.utils.translation import gettext_lazy as _

from muster.domain.audit import unusual
from muster.domain.audit.unusual import Account, Failed, Glass, Hour, Unusual
from muster.features.accounts.models import BrokenGlass, User
from muster.features.accounts.rights import Subject, Verb, require
from muster.features.audit.queries import ACCOUNT
from muster.features.audit.showing import about
from muster.features.audit.subjects import About

SHOWN = timedelta(days=7)  # what happened in these days is shown
COMPARED = timedelta(days=35)  # with what was usual in these

SENTENCES: dict[str, str | Promise] = {
    "many-records": _("%(who)s opened %(n)s records within an hour; usual for them are %(usual)s."),
    "outside-hours": _("%(who)s looked at data %(n)s times outside of working hours."),
    "other-units": _("%(who)s opened %(n)s records of other units on one day; usual for them are %(usual)s."),
    "exports": _("%(who)s took away %(n)s files on one day; usual for them are %(usual)s."),
    "failed-at-account": _("Somebody failed %(n)s times to sign in as %(account)s."),
    "failed-from-address": _("From %(address)s somebody failed %(n)s times to sign in, by a name that nobody has."),
    "own-account": _("%(who)s looked up their own account among those of others."),
    "colleagues": _("%(who)s looked up the accounts of %(n)s colleagues of their own unit on one day."),
    "broken-glass": _("%(who)s opened %(about)s in need; for %(n)s days nobody has looked at the reason."),
}
_HOURS = """
    SELECT person, date_trunc('hour', at AT TIME ZONE %s),
           count(DISTINCT (subject, key)) FILTER (WHERE key <> ''), count(*),
           count(DISTINCT (subject, key)) FILTER (WHERE detail ->> 'of_unit' <> detail ->> 'unit'),
           count(*) FILTER (WHERE verb = 'export' AND NOT detail ? 'part')
    FROM core_auditentry
    WHERE at >= %s AND verb IN ('read', 'search', 'print', 'export') AND person IS NOT NULL GROUP BY 1, 2 ORDER BY 1, 2
"""
_FAILED = """
    SELECT (at AT TIME ZONE %s)::date, nullif(key, '')::bigint,
           CASE WHEN key = '' THEN detail ->> 'address' ELSE '' END, count(*)
    FROM core_auditentry WHERE at >= %s AND subject = %s AND verb IN ('sign-in failed', 'code failed') GROUP BY 1, 2, 3
"""
_ACCOUNTS = """
    SELECT DISTINCT (e.at AT TIME ZONE %s)::date, e.person, e.key::bigint, coalesce(seen.unit_id = own.unit_id, false)
    FROM core_auditentry e
    JOIN accounts_user own ON own.id = e.person JOIN accounts_user seen ON seen.id::text = e.key
    WHERE e.at >= %s AND e.subject = 'account' AND e.verb = 'read'
"""


@dataclass(frozen=True, slots=True)
class Told:
    """A finding in words, with the address of the entries that it is about."""

    unusual: Unusual
    day: date
    sentence: str
    url: str


def found(viewer: User) -> list[Told]:
    """What is unusual in the last days, the newest first."""
    require(viewer, Verb.READ, Subject.AUDIT)
    now = timezone.localtime()
    since = (now - SHOWN).date()
    every = sorted(_found(since, now), key=lambda one: _as_moment(one.since), reverse=True)
    names = User.objects.in_bulk({int(key) for one in every for key in (one.person, one.numbers.get("account")) if key})
    return [Told(one, _as_moment(one.since).date(), _sentence(one, names), _url(one)) for one in every]


def _found(since: date, now: datetime) -> Iterator[Unusual]:
    compared = now - COMPARED
    hours = [Hour(*row) for row in _rows(_HOURS, str(timezone.get_current_timezone()), compared)]
    for rule in (unusual.many_records, unusual.outside_hours, unusual.other_units, unusual.exports):
        yield from rule(hours, since)
    zone = str(timezone.get_current_timezone())
    yield from unusual.failed_sign_ins((Failed(*row) for row in _rows(_FAILED, zone, now - SHOWN, ACCOUNT)), since)
    yield from unusual.accounts((Account(*row) for row in _rows(_ACCOUNTS, zone, now - SHOWN)), since)
    open_ones = BrokenGlass.objects.filter(acknowledged_at=None).order_by("at")[:100]
    glasses = (Glass(one.person_id, one.subject, str(one.key), timezone.localtime(one.at)) for one in open_ones)
    yield from unusual.broken_glass(glasses, now)


def _rows(statement: str, *values: Any) -> list[tuple[Any, ...]]:
    with connection.cursor() as cursor:
        cursor.execute(statement, values)
        return list(cursor.fetchall())


def _sentence(one: Unusual, names: dict[int, User]) -> str:
    numbers = dict(one.numbers)
    if one.rule == "broken-glass":
        numbers["about"] = about(About(str(numbers["subject"]), str(numbers["key"])))
    if account := numbers.get("account"):
        numbers["account"] = str(names.get(int(account), account))
    return str(SENTENCES[one.rule]) % {"who": str(names.get(one.person or 0, one.person)), **numbers}


def _url(one: Unusual) -> str:
    """Of the entries: of that person on these days, of the record, or of the search for failures."""
    days = {"since": _as_moment(one.since).date(), "until": _last_day(one)}
    if one.rule == "broken-glass":
        return reverse("audit:record", args=[one.numbers["subject"], one.numbers["key"]]) + f"?{urlencode(days)}"
    if one.person:
        return reverse("audit:person", args=[one.person]) + f"?{urlencode(days)}"
    words = one.numbers["account"] or one.numbers["address"]
    return reverse("audit:search") + "?" + urlencode({**days, "code": ACCOUNT, "words": words})


def _last_day(one: Unusual) -> date:
    return one.until.date() if isinstance(one.until, datetime) else one.until - timedelta(days=1)


def _as_moment(at: date | datetime) -> datetime:
    """Comparable: without a zone, days at their beginning."""
    return at.replace(tzinfo=None) if isinstance(at, datetime) else datetime.combine(at, time())
