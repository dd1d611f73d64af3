"""What changes from one version of a form to the next, and what that means for records that are there."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass
from enum import StrEnum

from muster.domain.forms.model import LISTED, Field, Form, Kind
from muster.domain.forms.settings import Settings


class Change(StrEnum):
    """What became of a part; the comment says what happens to records that answer an earlier version."""

    ADDED = "added"  # not answered there
    GONE = "gone"  # the answers stay, no longer asked for
    KIND = "kind"  # the answers stay as they were given
    LABEL = "label"
    CHOICE_ADDED = "choice added"
    CHOICE_GONE = "choice gone"  # the answers stay, with the words that they had
    PERSONAL = "personal"  # from now on only who may see personal fields sees them, of earlier records too
    OPEN = "open"  # whoever sees a record sees them from now on: of records that are saved again
    STATE_ADDED = "state added"
    STATE_GONE = "state gone"  # refused while records stand in it


@dataclass(frozen=True, slots=True)
class Difference:
    """`path` of a field or the code of a state; `before` and `after` are words where the change is of words."""

    change: Change
    path: str
    before: str = ""
    after: str = ""


def differences(old: Form, new: Form, was: Settings, will: Settings) -> list[Difference]:
    """In the order of the new form, what is gone last."""
    return [
        *(one for field in new.fields for one in _of_field(old, new, field)),
        *(one for field in new.fields for one in _personal(old, field, was, will)),
        *(
            Difference(Change.GONE, field.path)
            for field in old.fields
            if _answered(field) and field.path not in new.by_path
        ),
        *_states(was, will),
    ]


def _answered(field: Field) -> bool:
    return field.kind not in (Kind.NOTE, Kind.GROUP)


def _of_field(old: Form, new: Form, field: Field) -> Iterator[Difference]:
    before = old.by_path.get(field.path)
    if before is None:
        if _answered(field):
            yield Difference(Change.ADDED, field.path)
        return
    if before.kind != field.kind:
        yield Difference(Change.KIND, field.path, before.kind, field.kind)
    if dict(before.labels) != dict(field.labels):
        yield Difference(Change.LABEL, field.path, _first(before), _first(field))
    if field.kind in LISTED and before.kind in LISTED:
        yield from _choices(old, new, before, field)


def _choices(old: Form, new: Form, before: Field, field: Field) -> Iterator[Difference]:
    there = [choice.name for choice in old.lists.get(before.choices, ())]
    now = [choice.name for choice in new.lists.get(field.choices, ())]
    for change, names, others in ((Change.CHOICE_ADDED, now, set(there)), (Change.CHOICE_GONE, there, set(now))):
        if found := [name for name in names if name not in others]:
            yield Difference(change, field.path, after=", ".join(found[:20]))


def _personal(old: Form, field: Field, was: Settings, will: Settings) -> Iterator[Difference]:
    if field.path in old.by_path and _answered(field):
        before, after = was.of_whom(field.path), will.of_whom(field.path)
        if (before is None) != (after is None):
            yield Difference(Change.PERSONAL if after else Change.OPEN, field.path, before or "", after or "")


def _states(was: Settings, will: Settings) -> Iterator[Difference]:
    there, now = ({state.code for state in one.states} for one in (was, will))
    yield from (Difference(Change.STATE_ADDED, code) for code in sorted(now - there))
    yield from (Difference(Change.STATE_GONE, code) for code in sorted(there - now))


def _first(field: Field) -> str:
    return next(iter(field.labels.values()), "")
