"""Who sees a record, who is named for it, who opened it, and how it was marked before."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from datetime import date, datetime
from itertools import pairwise
from typing import Any

from django.apps import apps
from django.db.models import Q, QuerySet
from django.utils import timezone
from django.utils.translation import gettext as _

from muster.core.markings import Marks, marks_of
from muster.core.models import Marking, Unit
from muster.features.accounts.models import BrokenGlass, NeedToKnow, Permission, User
from muster.features.accounts.rights import Verb, may, require, units_where
from muster.features.accounts.vocabulary import Reach
from muster.features.audit import looks
from muster.features.markings.records import kind_of_record, marked_set, right_to, seen, subject_of


def record(viewer: User, code: str, key: int) -> Any:
    """A record that the viewer sees. Raises `NoSuchRecord`, and `ReasonNeeded` for a closed one."""
    found = seen(code, key)
    require(viewer, Verb.READ, right_to(code, found))
    looks.opened(viewer, code, found)
    return found


def may_mark(viewer: User, code: str, record: Any) -> bool:
    """Whether the viewer may mark this record and name people for it; not while it stands open in need."""
    return may(viewer, Verb.MARK, right_to(code, record), record.unit) and own_opening(viewer, code, record.pk) is None


def namings(code: str, key: int) -> QuerySet[NeedToKnow]:
    """Those that count today, as far as the present person learns of them."""
    counts = Q(until=None) | Q(until__gte=timezone.localdate())
    found = NeedToKnow.objects.filter(counts, subject=code, key=key)
    return found.select_related("person", "unit", "made_by").order_by("pk")


def own_opening(viewer: User, code: str, key: int) -> BrokenGlass | None:
    """How the viewer comes to see a record, where it is by breaking the glass."""
    mine = BrokenGlass.objects.filter(person=viewer, subject=code, key=key, until__gt=timezone.now())
    return mine.order_by("-until").first()


def openings(code: str, key: int) -> QuerySet[BrokenGlass]:
    """Every time that somebody broke the glass of a record, the latest first."""
    found = BrokenGlass.objects.filter(subject=code, key=key)
    return found.select_related("person", "acknowledged_by", "unit")


def keeps(viewer: User, opening: BrokenGlass) -> bool:
    """Whether the viewer is told of it: a keeper of such records at the record's unit, or who brought it."""
    if opening.person_id == viewer.pk:
        return False
    subject = subject_of(opening.subject, opening.kind)
    return opening.brought_by_id == viewer.pk or may(viewer, Verb.MARK, subject, opening.unit)


@dataclass(frozen=True, slots=True)
class Told:
    """An opening, with the name of its record as far as the viewer may know that."""

    opening: BrokenGlass
    name: str
    address: str


def to_acknowledge(viewer: User, limit: int = 20) -> list[Told]:
    """What was opened of the records that the viewer keeps or brought, and nobody has acknowledged."""
    kept = Q(brought_by=viewer)
    waiting = BrokenGlass.objects.filter(acknowledged_by=None).exclude(person=viewer)
    for code, kind in set(waiting.order_by().values_list("subject", "kind")):
        units = units_where(viewer, Verb.MARK, subject_of(code, kind))
        at = Q() if units is None else Q(unit__in=units) | (Q(unit=None) if units else Q(pk=None))
        kept |= Q(subject=code, kind=kind) & at
    found = waiting.filter(kept)
    return [_told(one) for one in found.select_related("person")[:limit]]


def _told(opening: BrokenGlass) -> Told:
    known = marked_set(opening.subject)
    record = known.record(opening.key)
    name = str(record) if record else known.called(opening.key)
    return Told(opening, name, known.address(opening.key) if record else "")


@dataclass(frozen=True, slots=True)
class Readers:
    """One way to see a record: who, in words."""

    words: str
    names: tuple[str, ...] = ()


def readers(code: str, record: Any) -> list[Readers]:
    """Who sees a record by their role, worked out from roles alone: people without one see nothing."""
    rights = list(_given(code, record, Verb.READ).filter(marking__gte=record.marking))
    wide = _roles(rights, Reach.EVERYWHERE, Reach.ORGANISATION)
    near = tuple(name for name in _roles(rights, Reach.UNIT) if name not in wide)
    found = []
    if wide:
        found.append(Readers(_("Everybody in the mission with one of these roles:"), wide))
    if near and record.unit:
        words = _("At %(unit)s, or for a unit above it, with one of these roles:") % {"unit": record.unit.name}
        found.append(Readers(words, near))
    elif near:
        found.append(Readers(_("At any structure, with one of these roles:"), near))
    if record.marking < Marking.CONFIDENTIAL and (person := _in_sight_of(code, record)):
        found.append(Readers(_("%(person)s, who brought it.") % {"person": person}))
    return found


def _in_sight_of(code: str, record: Any) -> User | None:
    """Who keeps it in sight for having brought it: documents, and records of registers."""
    found: User | None = getattr(record, "uploaded_by", None)
    return found or (record.created_by if kind_of_record(code, record) else None)


def in_need(code: str, record: Any) -> tuple[str, ...]:
    """The roles that may open what is closed."""
    return _roles(list(_given(code, record, Verb.BREAK_GLASS)), *Reach)


def _given(code: str, record: Any, verb: Verb) -> QuerySet[Permission]:
    """What roles may with it, by rights to all such records or to those of its kind."""
    kinds = {"", kind_of_record(code, record)}
    return Permission.objects.filter(subject=code, kind__in=kinds, verb=verb)


def _roles(rights: Sequence[Permission], *reaches: Reach) -> tuple[str, ...]:
    roles = {right.role for right in rights if right.reach in reaches}
    return tuple(role.name for role in sorted(roles, key=lambda role: (role.position, role.code)))


@dataclass(frozen=True, slots=True)
class Step:
    """One change of who may see a record: how it was marked before and is since, or who was named or no longer is."""

    at: datetime
    by: str
    reason: str
    before: Marks | None = None
    after: Marks | None = None
    words: str = ""
    until: date | None = None


def history(code: str, key: int) -> list[Step]:
    """Every change, the latest first."""
    return sorted([*_markings(code, key), *_named(code, key)], key=lambda step: step.at, reverse=True)


def _markings(code: str, key: int) -> Iterator[Step]:
    record = marked_set(code).record(key)
    versions = list(record.history.select_related("pgh_context").order_by("pgh_id"))
    changed = [(old, new) for old, new in pairwise(versions) if marks_of(old) != marks_of(new)]
    people = User.objects.in_bulk([_who(new) for _old, new in changed])
    for old, new in changed:
        context = new.pgh_context.metadata if new.pgh_context else {}
        by = str(people.get(_who(new), ""))
        yield Step(new.pgh_created_at, by, context.get("reason", ""), marks_of(old), marks_of(new))


def _named(code: str, key: int) -> Iterator[Step]:
    stored: Any = apps.get_model("accounts", "NeedToKnowEvent")
    events = list(stored.objects.filter(subject=code, key=key).select_related("pgh_context").order_by("pgh_id"))
    people = User.objects.in_bulk([one.person_id for one in events] + [_who(one) for one in events])
    units = Unit.objects.in_bulk([one.unit_id for one in events])
    for one in events:
        whom = {"whom": people.get(one.person_id) or units.get(one.unit_id) or "–"}
        ended = one.until is not None and one.until < timezone.localtime(one.pgh_created_at).date()
        words = _("%(whom)s is no longer named") % whom if ended else _("%(whom)s was named") % whom
        by = str(people.get(_who(one), people.get(one.made_by_id, "")))
        yield Step(one.pgh_created_at, by, "" if ended else one.reason, words=words, until=None if ended else one.until)


def _who(version: Any) -> int:
    return int((version.pgh_context.metadata.get("user") if version.pgh_context else None) or 0)
