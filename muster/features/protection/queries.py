"""Reads about the protection of personal data."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass
from datetime import date
from typing import Any

from django.db.models import DateField, OuterRef, Q, QuerySet, Subquery
from django.db.models.functions import Cast, Coalesce

from muster.core.data_sets import DataSet, Text, data_sets
from muster.domain.protection.retention import add_years
from muster.features.accounts.models import Permission, Role, User
from muster.features.accounts.rights import Subject, Verb, may, require
from muster.features.protection.models import (
    Category,
    Erased,
    Holding,
    Notice,
    PersonInRecord,
    Request,
    RequestState,
    Restriction,
    Sheet,
    Tombstone,
)
from muster.features.protection.records import Record

SHOWN = 100  # records of a data set that are listed as due


@dataclass(frozen=True, slots=True)
class Said:
    """What is said of a data set: by the mission, or as Muster begins."""

    data_set: DataSet
    purpose: Text
    legal_basis: Text
    categories: tuple[str, ...]
    years: int
    disclosed_to: str
    version: int  # 0 where the mission has said nothing

    @property
    def categories_named(self) -> list[Text]:
        return [Category(one).label for one in self.categories]


@dataclass(frozen=True, slots=True)
class Due:
    """A record of which somebody is to say whether it is still needed; `since` is when it was last added to."""

    data_set: DataSet
    key: int
    name: str
    since: date
    review_on: date

    @property
    def address(self) -> str:
        return self.data_set.address(self.key)


def sheet(data_set: DataSet) -> Said:
    return _said(data_set, Sheet.objects.filter(code=data_set.code).first())


def sheets(viewer: User) -> list[Said]:
    """The record of processing: every data set with what is said of it."""
    require(viewer, Verb.READ, Subject.PERSONAL_DATA)
    own = {one.code: one for one in Sheet.objects.all()}
    return [_said(data_set, own.get(code)) for code, data_set in data_sets().items()]


def _said(data_set: DataSet, own: Sheet | None) -> Said:
    if own is None:
        given = (data_set.purpose, data_set.legal_basis, data_set.categories, data_set.years, "", 0)
        return Said(data_set, *given)
    categories = tuple(own.categories)
    return Said(data_set, own.purpose, own.legal_basis, categories, own.years, own.disclosed_to, own.version)


def readers() -> dict[str, list[Role]]:
    """By data set the roles that may read its records; those of sets without a right of their own protect them."""
    by_subject: dict[str, list[Role]] = {}
    for right in Permission.objects.filter(verb=Verb.READ).select_related("role").order_by("role"):
        if right.role not in by_subject.setdefault(right.subject, []):
            by_subject[right.subject].append(right.role)
    return {code: by_subject.get(_subject(code), []) for code in data_sets()}


def _subject(code: str) -> str:
    """The subject of rights by which a data set is read."""
    if code in Subject:
        return code
    return {"publication": Subject.REPORT, "handout": Subject.REPORT, "table": Subject.ACTIVITY}.get(
        code, Subject.PERSONAL_DATA
    )


def people_in(record: Record) -> QuerySet[PersonInRecord]:
    """Who the record tells of, as far as it is named; row security shows it to who sees the record."""
    return PersonInRecord.objects.filter(code=record.code, key=record.key)


def restriction_of(record: Record) -> Restriction | None:
    return Restriction.objects.filter(code=record.code, key=record.key, lifted_at=None).select_related("by").first()


def tombstones_of(code: str, key: int) -> QuerySet[Tombstone]:
    return Tombstone.objects.filter(code=code, key=key).select_related("by")


def holding_of(record: Record) -> Holding | None:
    return Holding.objects.filter(code=record.code, key=record.key).select_related("decided_by").first()


def restricted(viewer: User) -> QuerySet[Restriction]:
    require(viewer, Verb.READ, Subject.PERSONAL_DATA)
    return Restriction.objects.filter(lifted_at=None).select_related("by")


def tombstones(viewer: User) -> QuerySet[Tombstone]:
    require(viewer, Verb.READ, Subject.PERSONAL_DATA)
    return Tombstone.objects.select_related("by")


def notices(viewer: User) -> QuerySet[Notice]:
    """Whom to tell, the most urgent first; who was told lately after them."""
    require(viewer, Verb.READ, Subject.PERSONAL_DATA)
    return Notice.objects.select_related("done_by")


def requests(viewer: User) -> QuerySet[Request]:
    """The open ones first, by the day that they are due."""
    require(viewer, Verb.READ, Subject.PERSONAL_DATA)
    return Request.objects.all()


def due(viewer: User, today: date) -> list[Due]:
    """Records whose time for a look has come, of each data set the oldest first and not more than `SHOWN`."""
    require(viewer, Verb.READ, Subject.PERSONAL_DATA)
    return [one for said in sheets(viewer) for one in _due_of(said, today)]


def due_count(viewer: User, today: date) -> int:
    require(viewer, Verb.READ, Subject.PERSONAL_DATA)
    return sum(_waiting(said, today).count() for said in sheets(viewer) if said.data_set.since)


def waiting(viewer: User, today: date) -> dict[str, int]:
    """How much waits for who protects personal data: records to look at, requests to answer, people to tell."""
    if not may(viewer, Verb.CHANGE, Subject.PERSONAL_DATA):
        return {}
    return {
        "due": due_count(viewer, today),
        "requests": requests(viewer).filter(state=RequestState.OPEN).count(),
        "notices": notices(viewer).filter(done_at=None).count(),
    }


def _due_of(said: Said, today: date) -> Iterator[Due]:
    if not said.data_set.since:
        return
    for row in _waiting(said, today).order_by("began", "pk")[:SHOWN]:
        first = add_years(row.began, said.years)
        yield Due(said.data_set, row.pk, said.data_set.name_of(row), row.began, max(first, row.looked or first))


def _waiting(said: Said, today: date) -> QuerySet[Any]:
    """Records without an event for so many years, whose last decision (if there is one) does not keep them longer.

    What is erased as a whole waits no more.
    """
    data_set = said.data_set
    first, *others = (Cast(name, DateField()) for name in data_set.since)
    decided = Holding.objects.filter(code=data_set.code)
    gone = Tombstone.objects.filter(code=data_set.code, what=Erased.RECORD)
    found: QuerySet[Any] = data_set.model_class._default_manager.filter(**data_set.only)
    found = found.annotate(
        began=Coalesce(first, *others) if others else first,
        looked=Subquery(decided.filter(key=OuterRef("pk")).values("review_on")[:1]),
    )
    kept = Q(pk__in=decided.filter(review_on__gt=today).values("key")) | Q(pk__in=gone.values("key"))
    return found.filter(began__lte=add_years(today, -said.years)).exclude(kept)
