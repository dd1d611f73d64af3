"""What is to be seen while a transaction is still under way, such as how far it has come."""

from __future__ import annotations

from collections.abc import Sequence
from typing import Any

from django.db import connection


def say_aside(statement: str, values: Sequence[Any]) -> None:
    """Write over a second connection; what the first has written is not seen there, nor may it hold the row."""
    aside = connection.copy()
    try:
        with aside.cursor() as cursor:
            cursor.execute(statement, values)
    finally:
        aside.close()
