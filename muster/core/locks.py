"""Locks that go by a name, for what has no row that everybody concerned may change."""

from __future__ import annotations

from django.db import connection


def hold(name: str) -> None:
    """Wait for this name and have it alone until the end of the transaction."""
    with connection.cursor() as cursor:
        cursor.execute("SELECT pg_advisory_xact_lock(hashtextextended(%s, 0))", [name])
