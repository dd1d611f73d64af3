"""`muster verify`: whether a backup, or the running installation, is whole. One sentence for each finding."""

from __future__ import annotations

import subprocess
from collections.abc import Iterator
from typing import IO

from django.apps import apps
from django.conf import settings
from django.db import connection
from django.db.migrations.executor import MigrationExecutor

from muster.core import audit, files
from muster.core.management.commands.audit import SENTENCES
from muster.core.operation import marker, programs
from muster.core.operation.archive import DUMP, Reader
from muster.core.operation.progress import Progress

# Every foreign key of the schema as a question that counts its rows without their counterpart.
FOREIGN_KEYS = """
    SELECT c.conrelid::regclass::text, c.confrelid::regclass::text, format(
        'SELECT count(*) FROM %s a WHERE %s AND NOT EXISTS (SELECT 1 FROM %s b WHERE %s)', c.conrelid::regclass,
        string_agg(format('a.%I IS NOT NULL', f.attname), ' AND '), c.confrelid::regclass,
        string_agg(format('b.%I = a.%I', t.attname, f.attname), ' AND '))
    FROM pg_constraint c
    CROSS JOIN LATERAL unnest(c.conkey, c.confkey) AS k(mine, its)
    JOIN pg_attribute f ON f.attrelid = c.conrelid AND f.attnum = k.mine
    JOIN pg_attribute t ON t.attrelid = c.confrelid AND t.attnum = k.its
    WHERE c.contype = 'f' AND c.connamespace = 'public'::regnamespace
    GROUP BY c.oid, c.conrelid, c.confrelid ORDER BY 1, 2
"""


def of_backup(source: IO[bytes], progress: Progress) -> Iterator[str]:
    """What is wrong with a backup; raises `NoBackup` where it is none. Every byte is read, nothing is restored."""
    reader = Reader(source)
    progress.note(f"A backup of {reader.manifest.made_at}, made by Muster {reader.manifest.muster}.")
    yield from reader.findings()
    if DUMP not in reader.members:
        yield "It has no database."
    elif not _listable(reader.open(DUMP)):
        yield "Its dump cannot be read by pg_restore."
    for sha256 in reader.manifest.damaged:
        yield f"Original {sha256} was already missing or damaged when the backup was made."


def of_installation(progress: Progress) -> Iterator[str]:
    """What is wrong with this installation: restore, migrations, foreign keys, audit trail, originals."""
    if marker.lies():
        yield marker.SENTENCE
    for migration, _backwards in MigrationExecutor(connection).migration_plan(
        MigrationExecutor(connection).loader.graph.leaf_nodes()
    ):
        yield f"Migration {migration.app_label}.{migration.name} is not applied."
    progress.note("Foreign keys ...")
    yield from _broken_references()
    progress.note("The audit trail ...")
    for finding in audit.findings():
        yield SENTENCES[finding.kind].format(subject=finding.subject, key=finding.key)
    yield from _bad_originals(progress)


def _listable(dump: IO[bytes]) -> bool:
    """Whether pg_restore understands the table of contents of the dump."""
    quiet = {"stdin": subprocess.PIPE, "stdout": subprocess.DEVNULL}
    with programs.running("pg_restore", "--list", **quiet) as process:
        assert process.stdin is not None
        try:
            while piece := dump.read(files.CHUNK):
                process.stdin.write(piece)
            process.stdin.close()
        except BrokenPipeError:
            process.stdin = None  # it has read as much as it wants
        return process.wait() == 0


def _broken_references() -> Iterator[str]:
    with connection.cursor() as cursor:
        cursor.execute(FOREIGN_KEYS)
        for table, other, question in cursor.fetchall():
            cursor.execute(question)
            if missing := cursor.fetchone()[0]:
                yield f"{table}: {missing} rows refer to rows of {other} that are not there."


def _bad_originals(progress: Progress) -> Iterator[str]:
    """Each original is read and compared with its hash and size; files that no row knows are only told."""
    known = dict(apps.get_model(settings.ORIGINAL_MODEL).objects.order_by("pk").values_list("sha256", "size"))
    for number, (sha256, size) in enumerate(known.items(), 1):
        try:
            with files.opened(sha256) as file:
                if file.seek(0, 2) != size:
                    yield f"Original {sha256} has another size than its row says."
        except files.DamagedOriginal:
            yield f"Original {sha256} is missing or damaged."
        progress.say("Originals", number, len(known))
    if left := sum(name not in known for name in files.kept_names()):
        progress.note(f"{left} kept files belong to no row: what was handed in but not accepted.")
