"""Data of earlier states of Muster, restored into this one and brought up to date: nothing is lost."""

import io
import json
import subprocess
import tarfile
from collections import Counter
from pathlib import Path

import pytest
from psycopg import sql

from muster.core import embedded
from muster.core.operation.archive import DUMP, Reader
from tests.operation.installation import installation

EARLIER = sorted(Path(__file__).with_name("earlier").glob("*.tar"))
OWN = {"django_migrations", "auth_permission", "django_content_type"}  # Django keeps these itself
# Columns that mean something else since: (table, column): why.
CHANGED: dict[tuple[str, str], str] = {}


@pytest.fixture(scope="module", params=EARLIER, ids=lambda path: path.stem)
def upgraded(request):
    with installation() as made:
        made.run("restore", str(request.param))
        made.run("database", "start")
        made.backup = request.param
        yield made


def told(backup, folder):
    """The rows of each table as the dump tells them: columns, and a line for each row."""
    with tarfile.open(backup) as tar:
        (folder / "dump").write_bytes(tar.extractfile(DUMP).read())
    program = [embedded.programs() / "pg_restore", "--data-only", "--file=-", folder / "dump"]
    lines = iter(subprocess.run(program, capture_output=True, check=True, text=True).stdout.splitlines())
    tables = {}
    for line in lines:
        if line.startswith("COPY public."):
            table, _, columns = line.removeprefix("COPY public.").partition(" (")
            rows = [row.split("\t") for row in iter(lambda: next(lines), "\\.")]
            tables[table] = (columns.partition(")")[0].replace('"', "").split(", "), rows)
    return tables


def kept(connection, table, columns):
    """The rows of a table now, of these columns, as COPY writes them."""
    names = sql.SQL(", ").join(map(sql.Identifier, columns))
    statement = sql.SQL("COPY (SELECT {} FROM public.{}) TO STDOUT").format(names, sql.Identifier(table))
    connection.execute("SET timezone = 'UTC'")
    out = io.BytesIO()
    with connection.cursor().copy(statement) as copy:
        for piece in copy:
            out.write(piece)
    return Counter(out.getvalue().decode().splitlines())


def columns_of(connection, table):
    statement = "SELECT column_name FROM information_schema.columns WHERE table_name = %s AND table_schema = 'public'"
    return {name for (name,) in connection.execute(statement, [table])}


def test_every_row_is_there_with_every_value(upgraded, tmp_path):
    compared = 0
    with upgraded.database() as connection:
        for table, (columns, rows) in told(upgraded.backup, tmp_path).items():
            there = columns_of(connection, table)
            stay = [name for name in columns if name in there and (table, name) not in CHANGED]
            if table in OWN or not rows:
                continue
            assert stay, f"the table {table} is gone, with {len(rows)} rows"
            places = [columns.index(name) for name in stay]
            before = Counter("\t".join(row[place] for place in places) for row in rows)
            assert not before - kept(connection, table, stay), table
            compared += len(rows)
    assert compared > 100


def test_everything_is_whole_the_audit_trail_too(upgraded):
    assert "whole" in upgraded.run("verify").stdout


def test_every_original_is_there(upgraded):
    with upgraded.backup.open("rb") as file:
        assert sorted(upgraded.originals()) == Reader(file).manifest.originals()


def test_a_backup_of_a_newer_muster_is_refused(upgraded, tmp_path):
    newer = tmp_path / "newer.tar"
    with tarfile.open(upgraded.backup) as old, tarfile.open(newer, "w") as new:
        for member in old.getmembers():
            data = old.extractfile(member).read()
            if member.name == "manifest.json":
                manifest = json.loads(data)
                manifest["migrations"].append("core.9999_of_tomorrow")
                data = json.dumps(manifest).encode()
                member.size = len(data)
            new.addfile(member, io.BytesIO(data))
    before = upgraded.contents()
    refused = upgraded.run("restore", "--replace", str(newer), check=False)
    assert "made by a newer Muster" in refused.stderr
    assert upgraded.contents() == before
