"""What histories say of who wrote."""

from __future__ import annotations

from contextlib import AbstractContextManager
from typing import Any

import pghistory

from muster.features.accounts.models import User


def written_by(person: User, **more: str) -> AbstractContextManager[Any]:
    """The history says who it was, where they came by a token what that is for, and `more`."""
    token = {"token": person.token_purpose} if person.token_purpose else {}
    return pghistory.context(user=person.pk, **token, **more)
