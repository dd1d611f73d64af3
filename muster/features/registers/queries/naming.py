"""Whom records name, counted in the database as far as the viewer sees the records' personal answers.

What is counted are `Naming`s; what a count means, the rules say (`muster.domain.forms.warnings`).
"""

from __future__ import annotations

from collections.abc import Collection, Iterable
from datetime import date
from typing import Any, NamedTuple

from django.db import connection

from muster.domain.forms.settings import Warning
from muster.domain.forms.warnings import TOP_MONTHS, Found, Share, about, found, reach, share
from muster.domain.protection.retention import add_months
from muster.features.registers.models import Register

# The newest record of each with which so many lie in so many months, as `warnings.found` looks for it.
_OFTEN = """
    SELECT DISTINCT ON (who) who, day, record_id
    FROM (
        SELECT who, day, record_id, lag(day, %(before)s) OVER (PARTITION BY who ORDER BY day, record_id) AS earliest
        FROM registers_naming
        WHERE register_id = %(register)s AND about = %(about)s AND day BETWEEN %(since)s AND %(today)s
    ) named
    WHERE day > %(over)s AND earliest > (day - make_interval(months => %(months)s))::date
    ORDER BY who, day DESC, record_id DESC
"""
_COUNTED = """
    SELECT who, count(*) FROM registers_naming
    WHERE register_id = %(register)s AND about = %(about)s AND day > %(over)s AND day <= %(today)s GROUP BY who
"""
_NEWEST = """
    SELECT DISTINCT ON (who) who, day, record_id FROM registers_naming
    WHERE register_id = %(register)s AND about = %(about)s AND day > %(over)s AND day <= %(today)s
        AND who = ANY(%(whom)s)
    ORDER BY who, day DESC, record_id DESC
"""
# What some people are named in, each as a rule asks of them.
_NAMED = """
    SELECT n.about, n.who, n.day, n.record_id, n.said FROM registers_naming n
    JOIN unnest(%(abouts)s::text[], %(whom)s::text[]) AS meant (about, who) USING (about, who)
    WHERE n.register_id = %(register)s AND n.day BETWEEN %(since)s AND %(today)s
    ORDER BY n.day DESC, n.record_id DESC
"""


class Standing(NamedTuple):
    """Somebody whom a rule is true of, with the day and the key of the newest record that makes it."""

    day: date
    record: int
    who: str
    rule: Warning
    top: Share | None


def standing_out(register: Register, rules: Iterable[Warning], today: date) -> list[Standing]:
    """Whom the rules are true of, the newest first."""
    every = [one for rule in rules for one in _of_rule(register, rule, today)]
    return sorted(every, key=lambda one: (one.day, one.record), reverse=True)


def explained(register: Register, some: Collection[Standing], today: date) -> list[Found]:
    """Each with the records that make it, in the same order; one whose records went meanwhile is left out."""
    people = _people(register, some, today)
    every = [found(one.rule, {one.who: people.get((about(one.rule), one.who), [])}, today, one.top) for one in some]
    return [one for several in every for one in several]


def _of_rule(register: Register, rule: Warning, today: date) -> list[Standing]:
    asked = {
        "register": register.pk,
        "about": about(rule),
        "since": reach([rule], today),
        "over": add_months(today, -(rule.months or TOP_MONTHS)),
        "today": today,
    }
    if not rule.top:
        rows = _asked(_OFTEN, {**asked, "months": rule.months, "before": rule.least - 1})
        return [Standing(day, record, who, rule, None) for who, day, record in rows]
    counts = dict(_asked(_COUNTED, asked))
    top = share(rule, counts.values())
    whom = [who for who, count in counts.items() if top.least and count >= top.least]
    rows = _asked(_NEWEST, {**asked, "whom": whom}) if whom else []
    return [Standing(day, record, who, rule, top) for who, day, record in rows]


def _people(register: Register, some: Collection[Standing], today: date) -> dict[tuple[str, str], Any]:
    """What each is named in since any of the rules reaches, by what the rule is about and by who it is."""
    pairs = {(about(one.rule), one.who) for one in some}
    asked = {
        "register": register.pk,
        "abouts": [what for what, _who in pairs],
        "whom": [who for _what, who in pairs],
        "since": reach((one.rule for one in some), today),
        "today": today,
    }
    people: dict[tuple[str, str], Any] = {}
    for what, who, *naming in _asked(_NAMED, asked) if pairs else ():
        people.setdefault((what, who), []).append(tuple(naming))
    return people


def _asked(statement: str, values: dict[str, Any]) -> list[tuple[Any, ...]]:
    with connection.cursor() as cursor:
        cursor.execute(statement, values)
        rows: list[tuple[Any, ...]] = cursor.fetchall()
    return rows
