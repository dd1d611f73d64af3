"""What changes from one version of a form to the next, and what that means for records that are there."""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from enum import StrEnum

from muster.domain.forms.model import LISTED, Field, Form, Kind, Words
from muster.domain.forms.settings import Settings


class Change(StrEnum):
    """What became of a part; the comment says what happens to records that answer an earlier version."""

    ADDED = "added"  # not answered there
    GONE = "gone"  # the answers stay, no longer asked for
    KIND = "kind"  # the answers stay as they were given
    LABEL = "label"
    CHOICE_LABEL = "choice label"
    CHOICE_ADDED = "choice added"
    CHOICE_GONE = "choice gone"  # the answers stay, with the words that they had
    PERSONAL = "personal"  # from now on only who may see personal fields sees them, of earlier records too
    OPEN = "open"  # whoever sees a record sees them from now on: of records that are saved again


@dataclass(frozen=True, slots=True)
class Difference:
    """`path` of a field; `before` and `after` are its words, its kind, or the words of choices one by one. What has no
    words has its name in no language."""

    change: Change
    path: str
    before: tuple[Words, ...] = ()
    after: tuple[Words, ...] = ()


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
    ]


def displaced(old: Form, new: Form) -> list[tuple[Field, Field]]:
    """What was a repeat and is something else under its name, or the other way round, with what it was: answers of both
    would stand at one place."""
    pairs = ((old.by_path.get(field.path), field) for field in new.fields)
    return [(was, now) for was, now in pairs if was and Kind.REPEAT in (was.kind, now.kind) and _other(was, now)]


def _other(was: Field, now: Field) -> bool:
    return was.kind != now.kind and Kind.NOTE not in (was.kind, now.kind)


def _answered(field: Field) -> bool:
    return field.kind not in (Kind.NOTE, Kind.GROUP)


def _of_field(old: Form, new: Form, field: Field) -> Iterator[Difference]:
    before = old.by_path.get(field.path)
    if before is None:
        if _answered(field):
            yield Difference(Change.ADDED, field.path)
        return
    if before.kind != field.kind:
        yield Difference(Change.KIND, field.path, ({"": before.kind},), ({"": field.kind},))
    if dict(before.labels) != dict(field.labels):
        yield Difference(Change.LABEL, field.path, (before.labels,), (field.labels,))
    if field.kind in LISTED and before.kind in LISTED:
        yield from _choices(old, new, before, field)


def _choices(old: Form, new: Form, before: Field, field: Field) -> Iterator[Difference]:
    there, now = old.choices_of(before), new.choices_of(field)
    renamed = [name for name in now if name in there and dict(now[name]) != dict(there[name])]
    if renamed:
        yield Difference(Change.CHOICE_LABEL, field.path, _words(there, renamed), _words(now, renamed))
    if added := [name for name in now if name not in there]:
        yield Difference(Change.CHOICE_ADDED, field.path, after=_words(now, added))
    if gone := [name for name in there if name not in now]:
        yield Difference(Change.CHOICE_GONE, field.path, before=_words(there, gone))


def _words(choices: Mapping[str, Words], names: list[str]) -> tuple[Words, ...]:
    return tuple(choices[name] or {"": name} for name in names)


def _personal(old: Form, field: Field, was: Settings, will: Settings) -> Iterator[Difference]:
    if field.path in old.by_path and _answered(field):
        before, after = was.of_whom(field.path), will.of_whom(field.path)
        if (before is None) != (after is None):
            yield Difference(Change.PERSONAL if after else Change.OPEN, field.path)
