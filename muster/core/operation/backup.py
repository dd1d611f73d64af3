"""`muster backup`: one snapshot of the database with every original that it refers to, in one file.

The file holds secrets and everything else: whoever has it has all of Muster. It is readable by its owner alone.
"""

from __future__ import annotations

import fcntl
import io
import os
import tempfile
from collections.abc import Iterator
from contextlib import contextmanager
from datetime import UTC, datetime
from importlib.metadata import version
from pathlib import Path
from typing import IO, Any

import psycopg
from django.apps import apps
from django.conf import settings
from psycopg import sql

from muster.core import files
from muster.core.operation import programs
from muster.core.operation.archive import DUMP, ORIGINALS, Manifest, Writer
from muster.core.operation.progress import Progress

FILES = ("secret-key", "audit-anchors.jsonl", "audit-last-seal.json")  # of the data folder
LEFT_OUT = ("django_session",)  # who was signed in then need not be again, least of all whose session was ended since
TABLES = """
    SELECT relname FROM pg_class
    WHERE relnamespace = 'public'::regnamespace AND relkind = 'r' ORDER BY 1
"""


class TargetTaken(Exception):
    """There is something at the target already, or another backup is being written there."""


def backup(target: IO[bytes], progress: Progress) -> tuple[Manifest, str]:
    """Write a backup into a file or pipe; its manifest and the manifest's SHA-256.

    An original that is missing or damaged does not hinder the rest; it is in `Manifest.damaged`.
    """
    kept = _kept_files()  # before the snapshot, which must not know fewer seals than they do
    with programs.connected() as connection, tempfile.TemporaryFile(dir=settings.DATA) as dump:
        connection.isolation_level = psycopg.IsolationLevel.REPEATABLE_READ
        connection.read_only = True
        manifest = _manifest(connection)
        originals = _originals(connection)
        progress.note("The database ...")
        _dump(connection, dump)
        writer = Writer(target, manifest)
        writer.add(DUMP, dump)
    for name, data in kept.items():
        writer.add(name, io.BytesIO(data))
    for number, sha256 in enumerate(originals, 1):
        _add_original(writer, sha256)
        progress.say("Originals", number, len(originals))
    return manifest, writer.finish()


@contextmanager
def new_file(target: Path) -> Iterator[IO[bytes]]:
    """A file that appears at `target` only when the block is over, whole and on the disk; raises `TargetTaken`.

    What a killed writer leaves has another name (`.partial` at its end), and the next one takes its place.
    """
    aside = target.with_name(f"{target.name}.partial")
    with os.fdopen(os.open(aside, os.O_RDWR | os.O_CREAT, 0o600), "w+b") as file:
        try:
            fcntl.flock(file, fcntl.LOCK_EX | fcntl.LOCK_NB)
        except BlockingIOError:
            raise TargetTaken(f"Another backup is being written to {target}.") from None
        if target.exists():
            aside.unlink()
            raise TargetTaken(f"{target} is there already, and a backup never replaces another one.")
        try:
            file.truncate(0)
            yield file
            file.flush()
            os.fsync(file.fileno())
            os.replace(aside, target)
        except BaseException:
            aside.unlink(missing_ok=True)
            raise
    _flush(target.parent)


def _kept_files() -> dict[str, bytes]:
    paths = {name: Path(settings.DATA) / name for name in FILES}
    return {name: path.read_bytes() for name, path in paths.items() if path.exists()}


def _manifest(connection: psycopg.Connection[Any]) -> Manifest:
    tables = [name for (name,) in connection.execute(TABLES).fetchall()]
    seal = connection.execute("SELECT number, encode(hash, 'hex') FROM core_auditseal ORDER BY number DESC LIMIT 1")
    applied = connection.execute("SELECT app || '.' || name FROM django_migrations ORDER BY 1")
    last = seal.fetchone()
    return Manifest(
        made_at=datetime.now(UTC).isoformat(timespec="seconds"),
        muster=version("muster"),
        server=connection.info.server_version,
        migrations=[name for (name,) in applied.fetchall()],
        rows={table: 0 if table in LEFT_OUT else _count(connection, table) for table in tables},
        seal={"number": last[0], "hash": last[1]} if last else None,
    )


def _count(connection: psycopg.Connection[Any], table: str) -> int:
    row = connection.execute(sql.SQL("SELECT count(*) FROM {}").format(sql.Identifier("public", table))).fetchone()
    return int(row[0]) if row else 0


def _originals(connection: psycopg.Connection[Any]) -> list[str]:
    table = apps.get_model(settings.ORIGINAL_MODEL)._meta.db_table
    statement = sql.SQL("SELECT sha256 FROM {} ORDER BY 1").format(sql.Identifier("public", table))
    return [sha256 for (sha256,) in connection.execute(statement).fetchall()]


def _dump(connection: psycopg.Connection[Any], into: IO[bytes]) -> None:
    """pg_dump sees what this connection sees: it takes over its snapshot."""
    row = connection.execute("SELECT pg_export_snapshot()").fetchone()
    assert row is not None
    left_out = [f"--exclude-table-data=public.{table}" for table in LEFT_OUT]
    options = ["--format=custom", f"--snapshot={row[0]}", *left_out, programs.database_option()]
    server = connection.info.server_version // 10_000
    with programs.running("pg_dump", *options, server=server, stdout=into) as process:
        process.wait()
    if process.returncode:
        raise programs.ProgramError(f"pg_dump failed with status {process.returncode}; its own words stand above.")


def _add_original(writer: Writer, sha256: str) -> None:
    try:
        with files.opened(sha256) as file:
            writer.add(ORIGINALS + sha256, file)
    except files.DamagedOriginal:
        writer.manifest.damaged.append(sha256)


def _flush(folder: Path) -> None:
    descriptor = os.open(folder, os.O_RDONLY)
    try:
        os.fsync(descriptor)
    finally:
        os.close(descriptor)
