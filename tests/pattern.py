"""A database as the migrations make it, kept on the server of the tests: a run begins with a copy of it."""

from __future__ import annotations

import hashlib
from contextlib import suppress
from pathlib import Path

from django.db import OperationalError, connection

ROOT = Path(__file__).resolve().parents[1]
# Whatever says how a database is made; migrations that are new are run on a copy as on any other database.
MAKERS = ("muster/**/migrations/*.py", "muster/core/**/*.py", "muster/**/access.py", "requirements-dev.lock")
PREFIX = "muster_pattern_"


def name() -> str:
    """Of the pattern that fits the present sources."""
    found = hashlib.sha256()
    for path in sorted(path for pattern in MAKERS for path in ROOT.glob(pattern)):
        found.update(str(path.relative_to(ROOT)).encode() + path.read_bytes())
    return PREFIX + found.hexdigest()[:20]


def take() -> None:
    """Let the tests' database be made of the pattern, where there is one."""
    if name() in _there():
        connection.settings_dict["TEST"]["TEMPLATE"] = name()


def leave() -> None:
    """Keep the database that was just made as the pattern, and no other."""
    made = connection.settings_dict["NAME"]
    connection.close()  # nobody may be connected to what is copied
    there = _there()
    if name() in there:
        return
    with connection._nodb_cursor() as cursor, suppress(OperationalError):  # it is a convenience, no more
        cursor.execute("SELECT pg_try_advisory_lock(hashtext(%s))", [PREFIX])  # processes of one run begin together
        if cursor.fetchone() != (True,):
            return
        for old in there:
            cursor.execute(f'DROP DATABASE IF EXISTS "{old}"')
        cursor.execute(f'CREATE DATABASE "{name()}" TEMPLATE "{made}"')


def _there() -> set[str]:
    with connection._nodb_cursor() as cursor:
        cursor.execute("SELECT datname FROM pg_database WHERE datname LIKE %s", [PREFIX + "%"])
        return {found for (found,) in cursor.fetchall()}
