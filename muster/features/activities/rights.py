"""What somebody needs in order to write an entry, told once for pages, previews and actions."""

from __future__ import annotations

from muster.core.models import Unit
from muster.features.accounts.models import User
from muster.features.accounts.rights import Subject, Verb, may, require
from muster.features.activities.models import Activity

Asked = list[tuple[Verb, Unit]]


def to_write(entry: Activity | None, unit: Unit) -> Asked:
    """To add one; to change one; where it goes to another unit, to hand it over and to change what is there."""
    if entry is None:
        return [(Verb.CREATE, unit)]
    moved = [(Verb.TRANSFER, entry.unit), (Verb.CHANGE, unit)] if unit != entry.unit else []
    return [(Verb.CHANGE, entry.unit), *moved]


def lacking(person: User, entry: Activity | None, unit: Unit) -> list[Unit]:
    """The units at which the person lacks something that `to_write` names."""
    return [at for verb, at in to_write(entry, unit) if not may(person, verb, Subject.ACTIVITY, at)]


def require_writing(person: User, entry: Activity | None, unit: Unit) -> None:
    """Raises `PermissionDenied` where the person lacks some of it."""
    for verb, at in to_write(entry, unit):
        require(person, verb, Subject.ACTIVITY, at)
