"""Sessions in the database: read and written before anybody is known, so always as `DOOR`, whoever is signed in."""

from __future__ import annotations

from typing import Any

from django.contrib.sessions.backends import db

from muster.core.identity import DOOR, acting_as


class SessionStore(db.SessionStore):
    """Django's own, on behalf of `DOOR`."""

    def load(self) -> Any:
        with acting_as(DOOR):
            return super().load()

    def exists(self, session_key: str) -> bool:
        with acting_as(DOOR):
            return bool(super().exists(session_key))

    def save(self, must_create: bool = False) -> None:
        with acting_as(DOOR):
            super().save(must_create)

    def delete(self, session_key: str | None = None) -> None:
        with acting_as(DOOR):
            super().delete(session_key)

    @classmethod
    def clear_expired(cls) -> None:
        with acting_as(DOOR):
            super().clear_expired()
