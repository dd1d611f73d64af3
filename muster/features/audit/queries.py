"""Reads of the audit trail; only for who may read it. Each is itself a look at the trail, which the doors see to."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date, datetime, timedelta
from typing import Any, NamedTuple

from django.db.models import BigIntegerField, Count, Func, Q, QuerySet, TextField, Value
from django.db.models.expressions import RawSQL
from django.db.models.functions import Cast, TruncDate
from django.db.models.lookups import LessThan
from django.utils import timezone

from muster.core.data_sets import data_sets
from muster.core.models import AuditEntry, AuditSeal
from muster.features.accounts.models import User
from muster.features.accounts.rights import Subject, Verb, may, require
from muster.features.audit.models import Disclosure, Verification
from muster.features.audit.subjects import About, abouts, rows_of, tables_about

PAGE = 50
LOOKS = ("read", "search", "print", "export", "disclose")
WRITES = ("insert", "update", "delete", "erase")
CONTEXT = "context"  # what a history says of who is behind it: proof, and nothing that somebody did
ACCOUNT = "accounts_user"  # what happens at an account, its sign-ins among it, is written under its table


class Period(NamedTuple):
    """From a day on, until before another one, in the mission's time zone."""

    since: date
    until: date

    def moments(self) -> tuple[datetime, datetime]:
        return _midnight(self.since), _midnight(self.until)


@dataclass(frozen=True, slots=True)
class Wanted:
    """What a search of the trail is narrowed to; empty values narrow nothing."""

    period: Period
    person: int | None = None
    verb: str = ""
    code: str = ""  # of a data set, or a table
    words: str = ""


@dataclass(frozen=True, slots=True)
class Line:
    """An entry, who it was, and what it is about; `listed` where the record was one of a list that was shown."""

    entry: AuditEntry
    person: User | None
    about: About
    listed: bool = False


@dataclass(frozen=True, slots=True)
class Page:
    """Some lines, the newest first; `after` is the cursor of what is older, empty at the end."""

    lines: list[Line]
    after: str


def month_of(day: date) -> Period:
    first = day.replace(day=1)
    return Period(first, (first + timedelta(days=32)).replace(day=1))


def search(viewer: User, wanted: Wanted) -> QuerySet[AuditEntry]:
    """Entries, in no order."""
    require(viewer, Verb.READ, Subject.AUDIT)
    since, until = wanted.period.moments()
    found = AuditEntry.objects.filter(at__gte=since, at__lt=until)
    if wanted.person:
        found = found.filter(person=wanted.person)
    if wanted.verb:
        found = found.filter(verb__in={"change": WRITES, "look": LOOKS}.get(wanted.verb, (wanted.verb,)))
    else:
        found = found.exclude(verb=CONTEXT)
    if wanted.code:
        known = data_sets().get(wanted.code)
        found = found.filter(subject__in=tables_about(known) if known else [wanted.code])
    return _with_words(found, wanted.words)


def _with_words(found: QuerySet[AuditEntry], words: str) -> QuerySet[AuditEntry]:
    """Whose detail (reasons, terms, recipients, addresses) has all of these words, wherever."""
    for word in words.split():
        found = found.alias(told=Cast("detail", TextField())).filter(Q(told__icontains=word) | Q(key=word))
    return found


def of_record(viewer: User, about: About, period: Period) -> QuerySet[AuditEntry]:
    """Everything about one record: who saw it, alone or in a list, changed, exported or disclosed it."""
    require(viewer, Verb.READ, Subject.AUDIT)
    return about_record(about, period)


def about_record(about: About, period: Period) -> QuerySet[AuditEntry]:
    """As `of_record`, for whoever sits at the machine; to others the database gives nothing."""
    tables, keys = zip(*(pairs or [("", "")]), strict=True) if (pairs := list(rows_of(about))) else ((), ())
    since, until = period.moments()
    statement = "SELECT audit_of_record(%s, %s, %s::text[], %s::text[], %s, %s)"
    entries = RawSQL(statement, [about.code, about.key, list(tables), list(keys), since, until])  # noqa: S611 -- ours
    return AuditEntry.objects.filter(pk__in=entries)


def page(viewer: User, found: QuerySet[AuditEntry], after: str = "", about: About | None = None) -> Page:
    """The newest lines, or those older than a cursor (one that is none begins anew); `about` is known for a record."""
    require(viewer, Verb.READ, Subject.AUDIT)
    if place := _read_cursor(after):
        found = found.filter(LessThan(_row("at", "id"), _row(*place)))
    entries = list(found.order_by("-at", "-id")[: PAGE + 1])
    more, entries = len(entries) > PAGE, entries[:PAGE]
    last = entries[-1] if more else None
    return Page(lines(entries, about), f"{last.at.isoformat()}~{last.pk}" if last else "")


def lines(entries: Sequence[AuditEntry], about: About | None = None) -> list[Line]:
    """Entries with their people and what they are about; two queries, and one a history."""
    people = User.objects.in_bulk({entry.person for entry in entries if entry.person})
    subjects = abouts(entries)
    return [
        Line(
            entry,
            people.get(entry.person or 0),
            about or subjects.get(entry.pk, About(entry.subject, entry.key)),
            listed=about is not None and entry.subject == about.code and entry.key != about.key,
        )
        for entry in entries
    ]


class Day(NamedTuple):
    day: date
    looks: int
    changes: int
    sign_ins: int
    others: int


def days(viewer: User, found: QuerySet[AuditEntry]) -> list[Day]:
    """How many looks, changes and sign-ins there were a day, the newest first."""
    require(viewer, Verb.READ, Subject.AUDIT)
    sign_in = Q(subject=ACCOUNT, verb="signed in")
    counted = (
        found.annotate(day=TruncDate("at"))
        .values("day")
        .annotate(
            looks=Count("pk", filter=Q(verb__in=LOOKS)),
            changes=Count("pk", filter=Q(verb__in=WRITES)),
            sign_ins=Count("pk", filter=sign_in),
            everything=Count("pk"),
        )
        .order_by("-day")
    )
    return [
        Day(
            one["day"],
            one["looks"],
            one["changes"],
            one["sign_ins"],
            one["everything"] - one["looks"] - one["changes"] - one["sign_ins"],
        )
        for one in counted
    ]


def people(viewer: User, part: str = "") -> QuerySet[User]:
    """Whom one may ask about: by a part of their name, or everybody."""
    require(viewer, Verb.READ, Subject.AUDIT)
    found = User.objects.select_related("unit").order_by("full_name", "pk")
    return found.filter(Q(full_name__icontains=part) | Q(username__icontains=part)) if part else found


def disclosures_of(code: str, key: int | str) -> QuerySet[Disclosure]:
    """To whom something of a record was given; none for who may neither disclose nor read the trail."""
    return Disclosure.objects.filter(subject=code, key=str(key)).select_related("recorded_by")


def may_disclose(viewer: User, record: Any) -> bool:
    return may(viewer, Verb.DISCLOSE, Subject.PERSONAL_DATA, getattr(record, "unit", None))


@dataclass(frozen=True, slots=True)
class State:
    """How the trail stands."""

    last_seal: AuditSeal | None
    unsealed: int
    verified: Verification | None  # the last that has ended
    under_way: Verification | None


def state(viewer: User) -> State:
    require(viewer, Verb.READ, Subject.AUDIT)
    ended = Verification.objects.exclude(ended_at=None)
    return State(
        AuditSeal.objects.order_by("-number").first(),
        AuditEntry.objects.filter(seal=None).count(),
        ended.select_related("asked_by").first(),
        Verification.objects.filter(ended_at=None).select_related("asked_by").first(),
    )


def _midnight(day: date) -> datetime:
    return timezone.make_aware(datetime(day.year, day.month, day.day))


class _Row(Func):
    """A row constructor, which PostgreSQL compares by an index."""

    template = "ROW(%(expressions)s)"
    output_field = TextField()


def _row(at: Any, pk: Any) -> _Row:
    return _Row(at, pk if isinstance(pk, str) else Value(pk, output_field=BigIntegerField()))


def _read_cursor(cursor: str) -> tuple[Value, int] | None:
    at, _, pk = cursor.rpartition("~")
    try:
        return Value(datetime.fromisoformat(at)), int(pk)
    except ValueError:
        return None
