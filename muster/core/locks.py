"""Locks that go by a name, for what has no row that everybody concerned may change."""

from __future__ import annotations

from django.db import connection


def hold(name: str) -> None:
    """Wait for this name and have it alone until the end of the transaction."""
    with connection.cursor() as cursor:
        cursor.execute("SELECT pg_advisory_xact_lock(hashtextextended(%s, 0))", [name])


def hold_with_others(name: str) -> None:
    """Wait until nobody has this name alone, and let nobody have it alone before the end of the transaction."""
    with connection.cursor() as cursor:
        cursor.execute("SELECT pg_advisory_xact_lock_shared(hashtextextended(%s, 0))", [name])
