"""What operations that change a record have in common: a conflict told in sentences, words that must not be empty."""

from __future__ import annotations

from collections.abc import Iterator
from contextlib import contextmanager
from typing import Any

from django.core.exceptions import ValidationError
from django.utils.translation import gettext as _

from muster.core.conflicts import Conflict
from muster.features.accounts.models import User
from muster.features.registers.models import Record
from muster.features.registers.queries import history


@contextmanager
def overtaken(person: User, record: Record, version: int) -> Iterator[None]:
    """A conflict tells what was done since the version that the person saw, in sentences."""
    try:
        yield
    except Conflict as conflict:
        now: Any = conflict.current
        versions = {"version": (now.version, version)} if now.version != version else {}
        since = {"since": (history.since(person, record, version), None)}
        raise Conflict(now, {**versions, **since, **conflict.difference}) from None


def written(text: str, field: str) -> str:
    """Raises `ValidationError` where there is nothing but space."""
    if not text.strip():
        raise ValidationError({field: [_("Write something.")]})
    return text
