"""Whether Muster can do its work: what /readyz tells. Fixed sentences, nothing of the data, no address, no secret."""

from __future__ import annotations

import shutil
from collections.abc import Callable, Iterator
from dataclasses import dataclass
from enum import StrEnum
from functools import lru_cache

from django.conf import settings
from django.db import Error, ProgrammingError, connection
from django.db.migrations.executor import MigrationExecutor

from muster.core import files
from muster.core.jobs import worker_alive
from muster.core.operation import marker


class State(StrEnum):
    OK = "ok"
    WARNING = "warning"  # work goes on, somebody should look
    FAILED = "failed"


@dataclass(frozen=True, slots=True)
class Part:
    name: str
    state: State
    sentence: str = ""


def parts() -> list[Part]:
    """Every part; those that ask the database only while it answers."""
    found = [_part("restore", _restore), _part("originals", _originals), _part("disk", _disk)]
    database = _part("database", _database)
    if database.state == State.OK:
        found += [_part("migrations", _migrations), _part("worker", _worker)]
    return [database, *found]


def ready(found: list[Part]) -> bool:
    return all(part.state != State.FAILED for part in found)


Finding = tuple[State, str]


def _part(name: str, look: Callable[[], Iterator[Finding]]) -> Part:
    """The first thing that is wrong with a part."""
    return Part(name, *next(look(), (State.OK, "")))


def _database() -> Iterator[Finding]:
    try:
        connection.ensure_connection()
        with connection.cursor() as cursor:
            cursor.execute("SELECT 1")
    except ProgrammingError:  # before the first migration, or as a role that stands above row security
        yield State.FAILED, "The database lets nobody in: run `muster migrate`; docs/operation.md tells of its roles."
    except Error:
        connection.close()
        yield State.FAILED, "The database does not answer."


def _migrations() -> Iterator[Finding]:
    try:
        _require_all_applied()
    except _Behind:
        yield State.FAILED, "The database is not of this version: run `muster migrate`."


def _restore() -> Iterator[Finding]:
    if marker.lies():
        yield State.FAILED, marker.SENTENCE


def _originals() -> Iterator[Finding]:
    try:
        files.probe()
    except files.Unavailable:
        yield State.FAILED, "The store of originals takes no files."


def _disk() -> Iterator[Finding]:
    if shutil.disk_usage(settings.DATA).free < 5 * settings.UPLOAD_LIMIT:
        yield State.WARNING, "The disk of the data folder is nearly full."


def _worker() -> Iterator[Finding]:
    if not worker_alive():
        yield State.WARNING, "No worker is alive: what is handed in waits."


class _Behind(Exception):
    """Some migration is not applied."""


@lru_cache(maxsize=1)
def _require_all_applied() -> None:
    """Raises `_Behind`; asks no more once it is so, for a schema does not go back under a running process."""
    executor = MigrationExecutor(connection)
    if executor.migration_plan(executor.loader.graph.leaf_nodes()):
        raise _Behind
