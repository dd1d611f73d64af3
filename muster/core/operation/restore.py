"""`muster restore`: a backup into an empty installation, wholly or not at all.

Everything is checked before anything is changed. Then come the originals (under their hashes, so they disturb
nobody), the database in one transaction, the secret key. While that lasts a marker lies in the data folder: an
installation whose restore was cut off does not start, and the restore can simply be run again.
"""

from __future__ import annotations

import json
import os
import subprocess
import tempfile
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path
from typing import IO, Any

import psycopg
from django.conf import settings
from django.contrib.auth import get_user_model
from django.core.management import call_command
from django.db import connection as django_connection
from django.db.migrations.loader import MigrationLoader
from psycopg import sql

from muster.core import audit, files
from muster.core.operation import marker, programs
from muster.core.operation.archive import DUMP, ORIGINALS, Manifest, NoBackup, Reader
from muster.core.operation.backup import FILES
from muster.core.operation.progress import Progress

STATEMENT_FAILED = 3  # psql's exit status
HEADER = 60  # lines of a dump before its first statement about the data

BEGIN = """
BEGIN;
SET LOCAL lock_timeout = '30s';  -- another connection may hold a table
SET LOCAL client_min_messages = 'warning';
"""
CLEAR = """
DO $$
DECLARE
    one text;
BEGIN
    FOREACH one IN ARRAY ARRAY(  -- all named before the first is dropped
        SELECT format('DROP SCHEMA %I CASCADE', nspname) FROM pg_namespace
        WHERE nspname !~ '^pg_' AND nspname NOT IN ('information_schema', 'public')
        UNION ALL
        SELECT format('DROP %s IF EXISTS public.%I CASCADE', CASE relkind WHEN 'v' THEN 'VIEW'
            WHEN 'm' THEN 'MATERIALIZED VIEW' WHEN 'S' THEN 'SEQUENCE' ELSE 'TABLE' END, relname)
        FROM pg_class c WHERE relnamespace = 'public'::regnamespace AND relkind IN ('r', 'p', 'v', 'm', 'S')
            AND NOT EXISTS (SELECT 1 FROM pg_depend WHERE objid = c.oid AND deptype IN ('e', 'i'))
        UNION ALL
        SELECT format('DROP ROUTINE IF EXISTS %s CASCADE', p.oid::regprocedure)
        FROM pg_proc p WHERE pronamespace = 'public'::regnamespace
            AND NOT EXISTS (SELECT 1 FROM pg_depend WHERE objid = p.oid AND deptype = 'e')
        UNION ALL
        SELECT format('DROP TYPE IF EXISTS public.%I CASCADE', typname)
        FROM pg_type t LEFT JOIN pg_class c ON c.oid = typrelid
        WHERE typnamespace = 'public'::regnamespace AND (typtype IN ('e', 'd') OR relkind = 'c')
            AND NOT EXISTS (SELECT 1 FROM pg_depend WHERE objid = t.oid AND deptype = 'e')
    ) LOOP
        EXECUTE one;
    END LOOP;
END $$;
"""
CHECK = """
DO $$
DECLARE
    one record;
    found bigint;
BEGIN
    FOR one IN SELECT key, value::bigint AS rows FROM jsonb_each_text({rows}) LOOP
        EXECUTE format('SELECT count(*) FROM public.%I', one.key) INTO found;
        IF found <> one.rows THEN
            RAISE EXCEPTION 'rows' USING ERRCODE = 'MU001';
        END IF;
    END LOOP;
END $$;
"""


class Refused(Exception):
    """Nothing was changed; `str()` says why."""


def restore(source: IO[bytes], progress: Progress, *, replace: bool = False) -> Manifest:
    """Restore from a seekable file; raises `NoBackup`, `Refused`, `ProgramError`."""
    reader = Reader(source)
    progress.note("Checking the backup ...")
    if found := list(reader.findings()):
        raise NoBackup(" ".join(["The backup is damaged, and nothing was restored.", *found[:5]]))
    _require_known_migrations(reader.manifest)
    _require_room(replace=replace)
    _put_originals(reader, progress)
    marker.lay()
    progress.note("The database ...")
    try:
        _load(reader)
    except Refused:
        marker.take_up()
        raise
    _put_files(reader)
    progress.note("Bringing the database up to this version ...")
    call_command("migrate", verbosity=0)
    audit.record(None, "restored", "backup", reader.manifest.made_at)
    marker.take_up()
    return reader.manifest


@contextmanager
def seekable(source: IO[bytes]) -> Iterator[IO[bytes]]:
    """The source itself, or a copy in the data folder of what comes through a pipe."""
    if source.seekable():
        yield source
        return
    with tempfile.TemporaryFile(dir=settings.DATA) as copy:
        while piece := source.read(files.CHUNK):
            copy.write(piece)
        copy.seek(0)
        yield copy


def _require_known_migrations(manifest: Manifest) -> None:
    there = MigrationLoader(None, ignore_no_migrations=True).disk_migrations
    known = {*there, *(old for migration in there.values() for old in migration.replaces)}
    if unknown := sorted(set(manifest.migrations) - {f"{app}.{name}" for app, name in known}):
        raise Refused(
            f"The backup was made by a newer Muster (its database knows {unknown[0]}): install version "
            f"{manifest.muster} or newer, then restore."
        )


def _require_room(*, replace: bool) -> None:
    """The database is empty or may be replaced, and nobody works in it."""
    django_connection.close()
    with programs.connected() as connection:
        if not replace and not marker.lies() and _lived_in(connection):
            raise Refused(
                "This installation is in use: people have accounts in it. Restore into an empty one, or say --replace "
                "to give up everything that is in it."
            )
        others = connection.execute(
            "SELECT count(*) FROM pg_stat_activity WHERE datname = current_database() AND pid <> pg_backend_pid()"
        ).fetchone()
        if others and others[0]:
            raise Refused(f"{others[0]} other connections use this database. Stop site and workers first.")


def _lived_in(connection: psycopg.Connection[Any]) -> bool:
    """Whether anybody has an account: without people there is no work of theirs."""
    people = get_user_model()._meta.db_table
    there = connection.execute("SELECT to_regclass(%s) IS NOT NULL", [f"public.{people}"]).fetchone()
    statement = sql.SQL("SELECT 1 FROM {} LIMIT 1").format(sql.Identifier("public", people))
    return bool(there and there[0]) and connection.execute(statement).fetchone() is not None


def _put_originals(reader: Reader, progress: Progress) -> None:
    originals = reader.manifest.originals()
    for number, sha256 in enumerate(originals, 1):
        size, _sha256 = reader.manifest.parts[ORIGINALS + sha256]
        with reader.open(ORIGINALS + sha256) as file:
            kept = files.keep(iter(lambda file=file: file.read(files.CHUNK), b""), limit=size)  # type: ignore[misc]
        assert kept.sha256 == sha256
        progress.say("Originals", number, len(originals))


def _load(reader: Reader) -> None:
    """The database in one transaction: what is there goes, the dump comes, its rows are counted, or nothing happens.

    Raises `Refused` where certainly nothing was changed.
    """
    with programs.connected() as connection:
        server = connection.info.server_version // 10_000
    options = ["--no-psqlrc", "--quiet", "--set=ON_ERROR_STOP=1", "--set=VERBOSITY=sqlstate", "--output=/dev/null"]
    with programs.running("psql", *options, programs.database_option(), server=server, stdin=subprocess.PIPE) as psql:
        assert psql.stdin is not None
        try:
            psql.stdin.write(f"{BEGIN}{CLEAR}".encode())
            _pour(reader, psql.stdin, server)
            psql.stdin.write(_check(reader.manifest).encode() + b"COMMIT;\n")
            psql.stdin.close()
        except BrokenPipeError:
            psql.stdin = None  # it has ended over a failed statement; nothing was committed
        psql.wait()
    if psql.returncode == STATEMENT_FAILED:
        raise Refused("The database refused the backup and is as it was before; psql's words stand above.")
    if psql.returncode:
        raise programs.ProgramError("The connection to the database was lost. Run the restore again.")


def _pour(reader: Reader, into: IO[bytes], server: int) -> None:
    """The dump as SQL. Raises, and so leaves the transaction without its end, where pg_restore fails.

    Its first lines set what servers before 17 do not know, and describe extensions, which only their owner may.
    """
    unwanted = (b"COMMENT ON EXTENSION", *([b"SET transaction_timeout"] if server < 17 else []))
    with tempfile.TemporaryFile(dir=settings.DATA) as dump:
        with reader.open(DUMP) as file:
            while piece := file.read(files.CHUNK):
                dump.write(piece)
        dump.seek(0)
        options = ["--no-owner", "--no-privileges", "--file=-"]
        with programs.running("pg_restore", *options, stdin=dump, stdout=subprocess.PIPE) as process:
            assert process.stdout is not None
            for _line in range(HEADER):
                line = process.stdout.readline()
                if not line.startswith(unwanted):
                    into.write(line)
            while piece := process.stdout.read(files.CHUNK):
                into.write(piece)
            if process.wait():
                raise Refused("The dump cannot be read; the database is as it was before.")


def _check(manifest: Manifest) -> str:
    rows = json.dumps(manifest.rows).replace("'", "''")
    return CHECK.format(rows=f"'{rows}'::jsonb")


def _put_files(reader: Reader) -> None:
    """Key and anchors; what they replace stays beside them, for anchors are evidence."""
    for name in (*FILES, audit.LAST):
        target = Path(settings.DATA) / name
        if target.exists():
            os.replace(target, target.with_name(f"{name}.before-restore"))
        if name in reader.members:
            new = target.with_name(f"{name}.restored")
            new.touch(mode=0o600)
            new.write_bytes(reader.open(name).read())
            os.replace(new, target)
