"""A scratch database with many varied activities, for measurements. It lives beside the ordinary one and is kept."""

from __future__ import annotations

import os
import random
import subprocess
import sys
import time
from itertools import accumulate
from pathlib import Path
from urllib.parse import quote

import psycopg

SCRATCH = "muster_bench_{rows}"
POOL = 20_000  # narratives, shared by the entries
UNITS = 24
DOCUMENTS = 400
FIRST_YEAR, YEARS = 2007, 20
COMMON = "police officers training workshop held supported mission crime trafficking drugs community safety"
SYLLABLES = "ka le mi no ru sta pre vi zo da ti ne sha gra bo lu me ri pol gend"


def scratch_urls(rows: int) -> dict[str, str]:
    """`DATABASE_URL` and `DATABASE_OWNER_URL` of the scratch database on the embedded server."""
    from muster.core import embedded

    urls = {}
    for name, owner in (("DATABASE_URL", False), ("DATABASE_OWNER_URL", True)):
        at = embedded.address(owner=owner)
        secret = quote(at["PASSWORD"])
        urls[name] = f"postgresql://{at['USER']}:{secret}@{at['HOST']}:{at['PORT']}/{SCRATCH.format(rows=rows)}"
    return urls


def ensure(rows: int) -> dict[str, str]:
    """The scratch database with that many activities, made where it is not there; the environment that reaches it."""
    from muster.core import embedded

    embedded.ensure_running()
    urls = scratch_urls(rows)
    there = _is_there(rows)
    if not there:
        _create(rows)
    _migrate(urls)
    if not there:
        started = time.monotonic()
        people(urls, "make", str(UNITS))
        with psycopg.connect(urls["DATABASE_OWNER_URL"], autocommit=True) as connection:
            fill(connection, rows)
        print(f"made {rows:,} activities in {time.monotonic() - started:.0f} s")
    return urls


def _admin() -> psycopg.Connection:
    from muster.core import embedded

    at = embedded.address(owner=True)
    return psycopg.connect(
        host=at["HOST"], port=at["PORT"], user=at["USER"], password=at["PASSWORD"], dbname="postgres", autocommit=True
    )


def _is_there(rows: int) -> bool:
    name = SCRATCH.format(rows=rows)
    with _admin() as connection:
        if not connection.execute("SELECT 1 FROM pg_database WHERE datname = %s", [name]).fetchone():
            return False
    with psycopg.connect(scratch_urls(rows)["DATABASE_OWNER_URL"]) as connection:
        if not connection.execute("SELECT to_regclass('activities_activity')").fetchone()[0]:
            return False
        return connection.execute("SELECT count(*) FROM activities_activity").fetchone()[0] == rows


def _create(rows: int) -> None:
    name = SCRATCH.format(rows=rows)
    with _admin() as connection:
        connection.execute(f"DROP DATABASE IF EXISTS {name}")
        connection.execute(f"CREATE DATABASE {name}")


def _migrate(urls: dict[str, str]) -> None:
    environment = {**settings_of(urls), "MUSTER_DB_OWNER": "1"}
    subprocess.run([sys.executable, "-m", "django", "migrate", "-v0"], env=environment, check=True)


def settings_of(urls: dict[str, str]) -> dict[str, str]:
    """The environment of a process that works on the scratch database."""
    here = {"DJANGO_SETTINGS_MODULE": "muster.config.settings", "MUSTER_PLAIN_STATIC": "1"}
    return {**os.environ, **urls, **here, "MUSTER_SECOND_FACTOR": "off"}


def people(urls: dict[str, str], *asked: str) -> str:
    """What `_people` answers, in a process of its own."""
    command = [sys.executable, "-W", "ignore", "-m", "tests.benchmarks._people", *asked]
    done = subprocess.run(command, env=settings_of(urls), check=True, stdout=subprocess.PIPE, text=True)
    return done.stdout.split()[-1]


def session_cookie(urls: dict[str, str], name: str = "bench") -> str:
    """A signed-in session of one of `_people.VIEWERS`."""
    return f"sessionid={people(urls, 'session', name)}"


SOURCES = (
    "INSERT INTO activities_activitysource (activity_id, document_id, spans, field_spans)"
    " SELECT id, 1 + id %% %(documents)s, '[[0, 10]]', '{}' FROM activities_activity WHERE origin = 'report'"
)


def fill(connection: psycopg.Connection, rows: int) -> None:
    """Documents, `rows` entries and the sources of four in five of them. Indexes come last."""
    chance = random.Random(2016)
    _fill_documents(connection)
    _fill_pool(connection, chance)
    indexes = _take_indexes(connection)
    connection.execute("ALTER TABLE activities_activity DISABLE TRIGGER USER")
    connection.execute("ALTER TABLE activities_activitysource DISABLE TRIGGER USER")
    connection.execute("SELECT setseed(0.2016)")
    entries = Path(__file__).with_name("million_entries.sql").read_text()
    connection.execute(entries, {"rows": rows, "pool": POOL, "units": UNITS, "first": FIRST_YEAR, "years": YEARS})
    connection.execute(SOURCES, {"documents": DOCUMENTS})
    connection.execute("ALTER TABLE activities_activity ENABLE TRIGGER USER")
    connection.execute("ALTER TABLE activities_activitysource ENABLE TRIGGER USER")
    for statement in indexes:
        connection.execute(statement)
    connection.execute("VACUUM ANALYZE")


def _fill_documents(connection: psycopg.Connection) -> None:
    connection.execute(
        "INSERT INTO intake_original (sha256, size, media_type, created_at)"
        " SELECT lpad(n::text, 64, '0'), 1, 'text/plain', now() FROM generate_series(1, %s) n",
        [DOCUMENTS],
    )
    columns = {
        "id": "n",
        "original_id": "lpad(n::text, 64, '0')",
        "file_name": "'report-' || n",
        "uploaded_by_id": "1",
        "marking": "1",
    }
    _insert_with_defaults(connection, "intake_document", columns, DOCUMENTS)


def _insert_with_defaults(connection: psycopg.Connection, table: str, columns: dict[str, str], rows: int) -> None:
    """Fill a table whose other columns are of another feature: empty ones where nothing else is required."""
    empty = {"jsonb": "'[]'", "character varying": "''", "text": "''", "boolean": "false", "date": "now()"}
    required = connection.execute(
        "SELECT column_name, data_type FROM information_schema.columns WHERE table_name = %s"
        " AND is_nullable = 'NO' AND column_default IS NULL AND is_identity = 'NO'",
        [table],
    ).fetchall()
    for name, kind in required:
        columns.setdefault(name, empty.get(kind, "now()" if "time" in kind else "0"))
    names, values = ", ".join(columns), ", ".join(columns.values())
    connection.execute(f"INSERT INTO {table} ({names}) SELECT {values} FROM generate_series(1, {rows}) n")


def _fill_pool(connection: psycopg.Connection, chance: random.Random) -> None:
    """Narratives of 20 to 60 words, few of them common and many rare, as in real text."""
    rare = ["".join(chance.choices(SYLLABLES.split(), k=chance.randint(2, 4))) for _ in range(30_000)]
    weights = list(accumulate(1 / (rank + 3) for rank in range(len(rare))))
    connection.execute("CREATE TEMP TABLE pool (n int PRIMARY KEY, title text, narrative text, words tsvector)")
    with connection.cursor().copy("COPY pool (n, title, narrative) FROM STDIN") as copy:
        for number in range(1, POOL + 1):
            common = chance.choices(COMMON.split(), k=chance.randint(4, 8))
            words = [*common, *chance.choices(rare, cum_weights=weights, k=chance.randint(20, 50))]
            chance.shuffle(words)
            copy.write_row((number, " ".join(words[:7]).capitalize(), " ".join(words) + "."))
    connection.execute("UPDATE pool SET words = array_to_tsvector(string_to_array(rtrim(narrative, '.'), ' '))")
    connection.execute("ANALYZE pool")


def _take_indexes(connection: psycopg.Connection) -> list[str]:
    """Drop the indexes that no constraint needs; the statements that make them again."""
    found = connection.execute(
        "SELECT indexname, indexdef FROM pg_indexes WHERE tablename IN ('activities_activity',"
        " 'activities_activitysource') AND indexname NOT IN (SELECT conname FROM pg_constraint)"
    ).fetchall()
    for name, _ in found:
        connection.execute(f'DROP INDEX "{name}"')
    return [statement for _, statement in found]
