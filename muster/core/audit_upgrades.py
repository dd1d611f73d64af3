"""A migration changes rows and histories by right, and the trail must say so and stay whole.

Before it, what stands as the trail tells is written down in a temporary table; after it, what of that stands otherwise
gets an entry `migrate` with its new hash, or a version `carried over`. What did not stand as told before is left as it
is: a migration hides no tampering.
"""

from __future__ import annotations

from collections.abc import Iterator
from typing import Any

from django.db import connections
from psycopg import sql

from muster.core.audit_findings import CONTEXT, SETTINGS, Tracked, digest_of, tracked
from muster.core.audit_functions import FUNCTIONS
from muster.core.connection import as_owner

_STOOD = "CREATE TEMPORARY TABLE audit_stood (subject text, key text, PRIMARY KEY (subject, key))"
_LAST = sql.SQL("""
    SELECT key::text AS key, (array_agg(digest ORDER BY id DESC))[1] AS digest
    FROM core_auditentry WHERE subject = {name} AND digest IS NOT NULL GROUP BY 1
""")
# The second hash is as versions before 0.2 made it.
_STANDING = """
    INSERT INTO audit_stood SELECT {name}, e.key FROM {table} h JOIN ({last}) e ON e.key = h.{key}::text
    WHERE e.digest IN ({digest}, sha256(convert_to(jsonb_strip_nulls({row})::text, 'UTF8')))
"""
_WITNESS = """
    INSERT INTO core_auditentry (at, verb, subject, key, digest, detail)
    SELECT clock_timestamp(), 'migrate', {name}, e.key, {digest}, '{{}}'
    FROM {table} h JOIN ({last}) e ON e.key = h.{key}::text
    JOIN audit_stood s ON s.subject = {name} AND s.key = e.key WHERE e.digest <> {digest} ORDER BY h.{key}
"""
_LATEST = sql.SQL("SELECT DISTINCT ON (pgh_obj_id) * FROM {history} ORDER BY pgh_obj_id, pgh_id DESC")
_SAME = """
    INSERT INTO audit_stood SELECT {name}, l.{key}::text FROM {table} l
    JOIN ({latest}) h ON h.pgh_obj_id::text = l.{key}::text
    WHERE jsonb_build_array({standing}) = jsonb_build_array({told})
"""
# A table that had no history before begins one.
_NEXT = """
    INSERT INTO {history} ({columns}, pgh_obj_id, pgh_label, pgh_created_at)
    SELECT {standing}, l.{key}, 'carried over', now() FROM {table} l
    LEFT JOIN ({latest}) h ON h.pgh_obj_id::text = l.{key}::text
    WHERE CASE WHEN h.pgh_id IS NULL THEN NOT EXISTS (SELECT 1 FROM audit_stood WHERE subject = {history_name})
          ELSE jsonb_build_array({standing}) <> jsonb_build_array({told})
               AND EXISTS (SELECT 1 FROM audit_stood WHERE subject = {name} AND key = l.{key}::text) END
"""


def before(using: str = "default", plan: Any = (), **_: Any) -> None:
    """Before migrations by the owner: write down what stands as the trail tells."""
    if not as_owner() or not plan:
        return
    with connections[using].cursor() as cursor:
        there = _columns(cursor)
        if "core_auditentry" not in there:
            return
        cursor.execute("DROP TABLE IF EXISTS audit_stood")
        cursor.execute(_STOOD)
        for statement in _before(there):
            _run(cursor, statement)
        cursor.execute(FUNCTIONS)  # migrations that write rows write the trail as this version does


def after(using: str = "default", **_: Any) -> None:
    """After them: what stood then and stands otherwise now is told."""
    with connections[using].cursor() as cursor:
        cursor.execute("SELECT to_regclass('pg_temp.audit_stood')")
        if cursor.fetchone() == (None,):
            return
        there = _columns(cursor)
        for history, key, row in _histories(there):
            _run(cursor, _on_history(_WITNESS, history, key, row))
        for pair in tracked():
            _run(cursor, _on_tracked(_NEXT, pair, list(pair.columns)))
        cursor.execute("DROP TABLE audit_stood")


def _before(there: dict[str, set[str]]) -> Iterator[sql.Composable]:
    for history, key, row in _histories(there):
        yield sql.SQL("INSERT INTO audit_stood VALUES ({}, '')").format(sql.Literal(history))
        yield _on_history(_STANDING, history, key, row)
    for pair in tracked():
        both = sorted(there.get(pair.table, set()) & there.get(pair.history, set()))
        if both and pair.key in there[pair.table]:
            yield _on_tracked(_SAME, pair, both)


def _histories(there: dict[str, set[str]]) -> Iterator[tuple[str, str, str]]:
    """Each table whose rows the trail has hashes of: its name, its key, and the row that is hashed."""
    yield from ((table, "pgh_id", "to_jsonb(h)") for table in sorted(there) if "pgh_label" in there[table])
    if CONTEXT in there:
        yield CONTEXT, "id", "(to_jsonb(h) - 'updated_at')"


def _on_history(statement: str, history: str, key: str, row: str) -> sql.Composable:
    return sql.SQL(statement).format(
        name=sql.Literal(history),
        last=_LAST.format(name=sql.Literal(history)),
        table=sql.Identifier(history),
        key=sql.Identifier(key),
        row=sql.SQL(row),
        digest=digest_of(row),
    )


def _on_tracked(statement: str, pair: Tracked, columns: list[str]) -> sql.Composable:
    def of(row: str) -> sql.Composable:
        return sql.SQL(", ").join(sql.Identifier(row, column) for column in columns)

    return sql.SQL(statement).format(
        name=sql.Literal(pair.table),
        history_name=sql.Literal(pair.history),
        table=sql.Identifier(pair.table),
        history=sql.Identifier(pair.history),
        latest=_LATEST.format(history=sql.Identifier(pair.history)),
        key=sql.Identifier(pair.key),
        columns=sql.SQL(", ").join(map(sql.Identifier, columns)),
        standing=of("l"),
        told=of("h"),
    )


def _run(cursor: Any, statement: sql.Composable) -> None:
    """With the settings that hashes are made with."""
    for name, value in SETTINGS.items():
        cursor.execute("SELECT set_config(%s, %s, false)", [name, value])
    cursor.execute(statement.as_string())
    for name in SETTINGS:
        cursor.execute(sql.SQL("RESET {}").format(sql.Identifier(name)).as_string())


def _columns(cursor: Any) -> dict[str, set[str]]:
    cursor.execute(
        "SELECT table_name, array_agg(column_name::text) FROM information_schema.columns "
        "JOIN information_schema.tables t USING (table_schema, table_name) "
        "WHERE table_schema = 'public' AND t.table_type = 'BASE TABLE' GROUP BY 1"
    )
    return {table: set(columns) for table, columns in cursor.fetchall()}
