"""Looks at personal data: written into the audit trail with who, when, from where, and why."""

from __future__ import annotations

from typing import Any

from muster.core import audit
from muster.features.accounts.models import User


def look(person: User, verb: str, code: str, key: int | str = "", **detail: Any) -> None:
    """Write down that somebody read, searched, printed, exported or disclosed of a data set (its code)."""
    audit.record(person.pk, verb, code, str(key), **detail)
