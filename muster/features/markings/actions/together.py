"""Several records marked in one step; of each that is not, why."""

from __future__ import annotations

from collections.abc import Callable, Mapping
from dataclasses import dataclass, field
from typing import Any

from django.core.exceptions import PermissionDenied, ValidationError
from django.db import transaction
from django.utils.translation import gettext as _

from muster.core.markings import Marks, marks_of
from muster.core.models import Marking, Tlp
from muster.features.accounts.models import User
from muster.features.markings.actions.marking import by, change_marks, held, mark_held, name_alike
from muster.features.markings.records import NoSuchRecord, marked_set, marked_sets


@dataclass(frozen=True, slots=True)
class Wish:
    """How records are to be marked; what is None stays as it is."""

    marking: Marking | None = None
    tlp: Tlp | None = None

    def of(self, now: Marks) -> Marks:
        return Marks(
            now.marking if self.marking is None else self.marking,
            now.tlp if self.tlp is None else self.tlp,
        )


@dataclass(frozen=True, slots=True)
class Remarked:
    """One record, how it was marked and is now; `left` says why it was not, `named` whether the person was named for
    it because their role does not reach so high. `record` is None where the person does not see it."""

    code: str
    key: int
    record: Any = None
    before: Marks = field(default_factory=Marks)
    after: Marks = field(default_factory=Marks)
    left: str = ""
    named: bool = False

    @property
    def address(self) -> str:
        return marked_set(self.code).address(self.key)

    @property
    def changed(self) -> bool:
        return not self.left and self.before != self.after

    @property
    def lowered(self) -> bool:
        return not self.left and self.after.lower_than(self.before)


def mark_together(person: User, code: str, versions: Mapping[int, int], wish: Wish, reason: str) -> list[Remarked]:
    """Mark these records (key -> the version that the person saw) so, each that can be: others stay as they are.

    Each as `change_marks` would; the same is asked of the person at each record's unit.
    """
    with transaction.atomic(), by(person, reason or _("Remarked together")):
        return [_mark(person, code, key, versions[key], wish.of, reason) for key in sorted(versions)]


def preview_together(person: User, code: str, versions: Mapping[int, int], wish: Wish) -> list[Remarked]:
    """What `mark_together` would do, with whatever reason: it is done and taken back."""
    with transaction.atomic():
        done = mark_together(person, code, versions, wish, _("Remarked together"))
        transaction.set_rollback(True)
    return done


def mark_with_what_was_read(
    person: User, code: str, key: int, wanted: Marks, before: Marks, reason: str = ""
) -> tuple[bool, list[Remarked]]:
    """As `change_marks`, and in the same step what was read from the record is raised where it is marked lower."""
    with transaction.atomic(), by(person, reason):
        named = change_marks(person, code, key, wanted, before, reason)
        return named, _raise(person, code, key, read_from(code, key), reason)


def raise_what_it_tells(person: User, code: str, key: int) -> list[Remarked]:
    """Mark what tells the same as a record as high as the record."""
    with transaction.atomic(), by(person, _("Raised with what it was read from.")):
        return _raise(person, code, key, _told(code, key), "")


def told_lower(code: str, key: int, least: Marks) -> list[tuple[str, Any]]:
    """The records that tell what this one tells and are marked lower than that, as far as they are seen."""
    return [(of, one) for of, one in _told(code, key) if marks_of(one).lower_than(least)]


def read_from(code: str, key: int) -> list[tuple[str, Any]]:
    """The marked records that were read from this one, as far as they are seen."""
    return _told(code, key, read=True)


def _told(code: str, key: int, *, read: bool = False) -> list[tuple[str, Any]]:
    marked = marked_sets()
    told = {(one.code, one.key) for one in marked_set(code).told(key) if one.code != code and (one.read or not read)}
    found = [(of, marked[of].record(one)) for of, one in sorted(told) if of in marked]
    return [(of, one) for of, one in found if one is not None]


def _raise(person: User, code: str, key: int, told: list[tuple[str, Any]], reason: str) -> list[Remarked]:
    """Those of them that are marked lower than the record; whoever is named for it is named for them."""
    least = marks_of(held(person, code, key))
    done = []
    for of, one in told:
        if marks_of(one).lower_than(least):
            done.append(_mark(person, of, one.pk, None, least.at_least, reason))
            if not done[-1].left:
                name_alike([(code, key)], of, one.pk)
    return done


def _mark(
    person: User, code: str, key: int, version: int | None, wanted: Callable[[Marks], Marks], reason: str
) -> Remarked:
    """`wanted` says how it is to be marked, of how it is marked now."""
    record = marked_set(code).record(key)
    if record is None:
        return Remarked(code, key, left=_("It is not open to you any more."))
    now = marks_of(record)
    try:
        current = held(person, code, key)
        if version not in (None, getattr(current, "version", None)) or marks_of(current) != now:
            return Remarked(code, key, record, now, now, _("Somebody changed it meanwhile."))
        named = mark_held(person, code, current, wanted(now), reason)
    except NoSuchRecord:
        return Remarked(code, key, left=_("It is not open to you any more."))
    except (PermissionDenied, ValidationError) as refused:
        return Remarked(code, key, record, now, now, " ".join(getattr(refused, "messages", [str(refused)])))
    return Remarked(code, key, record, now, wanted(now), named=named)
