"""Registers and records, one by one and in lists."""

from __future__ import annotations

from dataclasses import dataclass
from typing import Any

from django.db.models import Exists, OuterRef, Prefetch, Q, QuerySet, Subquery

from muster.core.models import Unit
from muster.domain.forms.answers import joined
from muster.domain.forms.parting import further_apart
from muster.features.accounts.models import User
from muster.features.accounts.rights import Subject, Verb, may, units_where
from muster.features.audit import looks
from muster.features.registers.definitions import definition_of
from muster.features.registers.filters import Filters
from muster.features.registers.models import (
    Attachment,
    Custody,
    Personal,
    Record,
    Register,
    Renewal,
    Submission,
    Version,
)
from muster.features.registers.queries.loading import without_texts
from muster.features.registers.standing import personal_in

PAGE = 50  # records
FEW = 2_000  # records that are ordered in a moment


@dataclass(frozen=True, slots=True)
class Page:
    """Records with the address of those after them; `after` is "" on the last page."""

    records: list[Record]
    after: str


def registers(viewer: User) -> QuerySet[Register]:
    """Those that were published and, for who may administer them, those that were not yet; each with whether there is
    a record in it that the viewer sees."""
    seen = Record.objects.filter(register=OuterRef("pk"))
    found = without_texts(Register.objects.select_related("unit"), "current").annotate(has_records=Exists(seen))
    units = units_where(viewer, Verb.ADMINISTER, Subject.REGISTER)
    return found if units is None else found.filter(Q(current__isnull=False) | Q(unit__in=units))


def register(viewer: User, code: str) -> Register:
    """Raises `Register.DoesNotExist`."""
    return without_texts(Register.objects.select_related("unit"), "current").get(code=code)


def version(viewer: User, code: str, number: int) -> Version:
    """Raises `Version.DoesNotExist`."""
    found = Version.objects.select_related("register__unit").filter(register__code=code)
    return without_texts(found, "register__current").get(number=number)


def records(viewer: User, register: Register, filters: Filters, after: str = "") -> Page:
    """The newest first, from the one `after` on."""
    rows = _found(viewer, register, filters)
    day, _dot, key = after.partition(".")
    if key.isdecimal():
        rows = rows.extra(
            where=["(registers_record.day, registers_record.id) < (%s::date, %s)"], params=[day, int(key)]
        )
    found = list(rows.select_related("unit", "assigned_to").defer("data", "search")[: PAGE + 1])
    more = found[PAGE - 1] if len(found) > PAGE else None
    return Page(found[:PAGE], f"{more.day.isoformat()}.{more.pk}" if more else "")


def _found(viewer: User, register: Register, filters: Filters) -> QuerySet[Record]:
    """The newest first. By words or answers few are gathered and then ordered, while of many the newest are soon met
    along the days; PostgreSQL cannot know beforehand which it is."""
    rows = Record.objects.filter(filters.condition(viewer.pk), register=register)
    if filters.q or filters.answers:
        keys = list(rows.order_by().values_list("pk", flat=True)[: FEW + 1])
        rows = Record.objects.filter(pk__in=keys) if len(keys) <= FEW else rows
    return rows.order_by("-day", "-pk")


def units_of(viewer: User, register: Register) -> QuerySet[Unit]:
    """Those of which the viewer sees a record: asked unit by unit, for records are a million and units are few."""
    newest = Record.objects.filter(register=register, unit=OuterRef("pk")).order_by("-day", "-pk").values("pk")[:1]
    return Unit.objects.annotate(newest=Subquery(newest)).filter(newest__isnull=False)


def versions_of(viewer: User, register: Register, filters: Filters, most: int) -> dict[int, int]:
    """Key -> version of what the filters find, the newest first; so many at most."""
    rows = Record.objects.filter(filters.condition(viewer.pk), register=register).order_by("-day", "-pk")
    return dict(rows.values_list("pk", "version")[:most])


def record(viewer: User, pk: int) -> Record:
    """Raises `Record.DoesNotExist`, and asks why first where it is closed."""
    rows = Record.objects.select_related("register__unit", "unit", "created_by", "updated_by", "assigned_to")
    found = without_texts(rows, "register__current", "form").defer("search").get(pk=pk)
    looks.opened(viewer, "record", found)
    return found


def answers(viewer: User, record: Record) -> tuple[dict[str, Any], bool]:
    """All that the viewer may know, and whether that is the whole: personal answers are a row of their own."""
    personal = Personal.objects.filter(record=record).first()
    if personal is None:  # nor what the current version calls personal and a job has not moved yet
        now = definition_of(record.register.current or record.form).settings
        return further_apart(record.data, {}, personal_in(now))[0], False
    return joined(record.data, personal.data), True


def renewal(register: Register) -> Renewal | None:
    """Where its records do not follow the current version yet."""
    return Renewal.objects.filter(register=register, ended_at=None).first()


def may_record(viewer: User, register: Register) -> bool:
    """Whether the viewer may record something new in it."""
    return register.current is not None and not register.closed_at and may(viewer, Verb.CREATE, register.subject)


def attachments(viewer: User, record: Record) -> QuerySet[Attachment]:
    """With the trail of who had each, `custody`."""
    acts = Custody.objects.select_related("by").order_by("-pk")
    return record.attachments.select_related("by").prefetch_related(Prefetch("custody", acts))


def last_submission(viewer: User, record: Record) -> Submission | None:
    return record.submissions.first()
