"""What every change of a unit, a person or a role goes through: the lock, and the version that was seen."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any, TypeVar

from muster.core.conflicts import Conflict
from muster.core.models import Unit
from muster.features.accounts.models import Role, User

Row = TypeVar("Row", Unit, User, Role)


def locked(row: Row) -> Row:
    """It as it stands, locked until the end of the transaction. Ask for the right before: a lock takes one."""
    return type(row)._default_manager.select_for_update(no_key=True).get(pk=row.pk)


def keep(row: Row, values: Mapping[str, Any], version: int) -> bool:
    """Write these columns of a locked row; False where it says so already. Raises `Conflict` as `check` does."""
    pairs = {name: (getattr(row, name), value) for name, value in values.items()}
    difference = {name: pair for name, pair in pairs.items() if pair[0] != pair[1]}
    if not difference:
        return False
    check(row, version, difference)
    for name, value in values.items():
        setattr(row, name, value)
    count(row, *difference)
    return True


def check(row: Row, version: int, difference: Mapping[str, tuple[Any, Any]]) -> None:
    """Raises `Conflict` with the difference where a locked row is no longer as this version was."""
    if row.version != version:
        raise Conflict(row, difference)


def count(row: Row, *columns: str) -> None:
    """Its next version, with what was set in these columns."""
    row.version += 1
    row.save(update_fields=[*columns, "version"])
