"""What is wrong with the audit trail: computed from the rows alone, by what is written here.

Whoever owns the tables can also replace functions and switch triggers off. So nothing that is stored in the database is
called: one statement of PostgreSQL's own functions recomputes every hash, as of one moment. They are named with their
schema, and operators get the very types that PostgreSQL has them for (`text`, never `varchar`), so that none that
somebody added fits better. Whether functions and triggers that write the trail are those of this package is asked too.
"""

from __future__ import annotations

from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass
from typing import Any

import pghistory.models
import pgtrigger
from django.apps import apps
from django.db import connection, models, transaction
from psycopg import sql

from muster.core.audit_functions import BODIES, OF_A_HISTORY, OF_A_TRACKED_TABLE, OWN_TRIGGERS

CONTEXT = "pghistory_context"  # who, from where and why, as the histories point at it
AGAIN = ["erase", "migrate"]  # verbs of entries that give a row a new hash by right
UNSEALED = "1 hour"  # after which somebody must have stopped the sealing
SETTINGS = {  # what the hashes were made with
    "search_path": "pg_catalog, public",  # policies of row security need the second one
    "timezone": "UTC",
    "datestyle": "ISO",
    "extra_float_digits": "1",
    "bytea_output": "hex",
}


@dataclass(frozen=True, slots=True)
class Finding:
    """Something wrong: of `kind` seal, entries, unsealed, late, removed, inserted, changed (histories), lost, unknown,
    differs (what the histories are of), table, column, trigger, function or anchor."""

    kind: str
    subject: str
    key: str


@dataclass(frozen=True, slots=True)
class Tracked:
    """A table and its history; `columns` are those that the history keeps."""

    table: str
    key: str  # the column of its primary key
    history: str
    columns: tuple[str, ...]

    def all_columns(self) -> Iterator[tuple[str, str]]:
        """(table, column) of everything that a comparison needs."""
        for table, own in ((self.table, (self.key,)), (self.history, ("pgh_id", "pgh_label", "pgh_obj_id"))):
            yield from ((table, name) for name in (*own, *self.columns))


def tracked() -> list[Tracked]:
    """Every table that has a history, as this version of Muster knows them."""
    histories: list[Any] = [model for model in apps.get_models() if issubclass(model, pghistory.models.Event)]
    return [
        Tracked(of._meta.db_table, str(of._meta.pk.column), history._meta.db_table, tuple(_kept(history)))
        for history in histories
        if (of := history.pgh_tracked_model)
    ]


def _kept(history: type[models.Model]) -> Iterator[str]:
    return (str(field.column) for field in history._meta.concrete_fields if not field.name.startswith("pgh_"))


def database_findings() -> list[Finding]:
    """What the database itself shows. Reads every entry, every history row and every tracked row once."""
    with transaction.atomic(), _settings(), connection.cursor() as cursor:
        cursor.execute(_COLUMNS)
        there = {table: set(columns) for table, columns in cursor.fetchall()}
        histories = sorted(table for table, columns in there.items() if "pgh_label" in columns)
        gone = [
            (table, name)
            for pair in tracked()
            for table, name in pair.all_columns()
            if name not in there.get(table, ())
        ]
        pairs = [pair for pair in tracked() if not {pair.table, pair.history} & {table for table, _name in gone}]
        cursor.execute(_statement(histories, pairs))
        found = [Finding(*row) for row in cursor.fetchall()]
        missing = [Finding("column", table, name) for table, name in gone]
        return [*missing, *found, *_triggers(cursor, histories, pairs), *_functions(cursor)]


def _statement(histories: list[str], pairs: list[Tracked]) -> str:
    """All questions in one, so that they are asked of one moment."""
    parts = [_SEALS, _ENTRIES, _UNSEALED, _of_context(), *map(_of_history, histories), *map(_of_tracked, pairs)]
    parts.append(_TABLES_GONE.format(sql.Literal([CONTEXT, *histories])))
    return sql.SQL(" UNION ALL ").join(sql.SQL("({})").format(part) for part in parts).as_string()


@contextmanager
def _settings() -> Iterator[None]:
    """The settings for one piece of a transaction; before it ends as it should, they are as they were."""
    with connection.cursor() as cursor:
        before = {}
        for name, value in SETTINGS.items():
            cursor.execute("SELECT pg_catalog.current_setting(%s)", [name])
            before[name] = cursor.fetchone()[0]
            cursor.execute("SELECT pg_catalog.set_config(%s, %s, true)", [name, value])
        yield
        for name, value in before.items():
            cursor.execute("SELECT pg_catalog.set_config(%s, %s, true)", [name, value])


def digest_of(row: str) -> sql.Composable:
    """As `audit_digest`, of a jsonb expression."""
    return sql.SQL("""pg_catalog.sha256(pg_catalog.convert_to((
        SELECT coalesce(pg_catalog.jsonb_object_agg(key, value), '{{}}'::jsonb)
        FROM pg_catalog.jsonb_each({}) WHERE value <> 'null'::jsonb
    )::text, 'UTF8'))""").format(sql.SQL(row))


_COLUMNS = """
    SELECT c.relname::text, pg_catalog.array_agg(a.attname::text)
    FROM pg_catalog.pg_class c JOIN pg_catalog.pg_attribute a ON a.attrelid = c.oid
    WHERE c.relnamespace = 'public'::regnamespace::oid AND c.relkind = 'r'::"char"
      AND a.attnum > 0 AND NOT a.attisdropped
    GROUP BY 1
"""
_TRIGGERS = """
    SELECT c.relname::text, t.tgname::text FROM pg_catalog.pg_trigger t JOIN pg_catalog.pg_class c ON c.oid = t.tgrelid
    WHERE c.relnamespace = 'public'::regnamespace::oid AND t.tgenabled IN ('O'::"char", 'A'::"char")
"""
_SEALS = sql.SQL("""
    SELECT 'seal', 'core_auditseal', s.number::text FROM public.core_auditseal s
    LEFT JOIN public.core_auditseal before ON before.number = s.number - 1
    WHERE s.previous <> coalesce(before.hash, pg_catalog.decode(pg_catalog.repeat('00', 32), 'hex'))
       OR (s.number <> 1 AND before.number IS NULL)
       OR s.hash <> pg_catalog.sha256(s.previous || s.root || pg_catalog.convert_to(
              pg_catalog.concat_ws(' ', s.number, s.at, s.entries), 'UTF8'))
""")
_ENTRIES = sql.SQL("""
    SELECT 'entries', 'core_auditseal', s.number::text FROM public.core_auditseal s LEFT JOIN (
        SELECT e.seal_id, pg_catalog.count(*) AS entries,
               pg_catalog.sha256(pg_catalog.string_agg({digest}, ''::bytea ORDER BY e.id)) AS root
        FROM public.core_auditentry e WHERE e.seal_id IS NOT NULL GROUP BY e.seal_id
    ) found ON found.seal_id = s.number
    WHERE found.entries IS DISTINCT FROM s.entries OR found.root IS DISTINCT FROM s.root
""").format(digest=digest_of("pg_catalog.to_jsonb(e) - 'seal_id'::text"))
_UNSEALED = sql.SQL("""
    SELECT CASE WHEN e.seal_id IS NULL THEN 'late' ELSE 'unsealed' END, 'core_auditentry', e.id::text
    FROM public.core_auditentry e
    WHERE e.seal_id IS NULL AND e.at < pg_catalog.now() - {}::interval
       OR e.seal_id IS NOT NULL AND NOT EXISTS (SELECT 1 FROM public.core_auditseal s WHERE s.number = e.seal_id)
""").format(sql.Literal(UNSEALED))
_COMPARED = sql.SQL("""
    SELECT CASE WHEN h.key IS NULL THEN 'removed' WHEN e.key IS NULL THEN 'inserted' ELSE 'changed' END,
           {subject}, coalesce(h.key, e.key)
    FROM (SELECT {key}::text AS key, {digest} AS digest FROM public.{table} row) h
    FULL JOIN (
        SELECT key::text AS key, (pg_catalog.array_agg(digest ORDER BY id DESC))[1] AS digest,
               pg_catalog.count(*) FILTER (WHERE verb::text <> ALL ({again}::text[])) AS made
        FROM public.core_auditentry WHERE subject::text = {subject}::text AND digest IS NOT NULL GROUP BY 1
    ) e ON e.key = h.key WHERE h.key IS NULL OR e.key IS NULL OR e.digest <> h.digest OR {many}
""")
_TABLES_GONE = sql.SQL("""
    SELECT DISTINCT 'table', subject::text, '' FROM public.core_auditentry
    WHERE digest IS NOT NULL AND subject::text <> ALL ({}::text[])
""")
_TRACKED = sql.SQL("""
    SELECT CASE WHEN l.{key} IS NULL THEN 'lost' WHEN h.pgh_id IS NULL THEN 'unknown' ELSE 'differs' END,
           {subject}, coalesce(l.{key}::text, h.pgh_obj_id::text)
    FROM public.{table} l FULL JOIN (
        SELECT DISTINCT ON (pgh_obj_id) * FROM public.{history} ORDER BY pgh_obj_id, pgh_id DESC
    ) h ON h.pgh_obj_id::text = l.{key}::text
    WHERE CASE WHEN l.{key} IS NULL THEN coalesce((
        SELECT pg_catalog.max(d.id) FROM public.core_auditentry d
        WHERE d.subject::text = {subject}::text AND d.verb::text = 'delete'::text AND d.key::text = h.pgh_obj_id::text
    ), 0) <= coalesce((
        SELECT pg_catalog.max(e.id) FROM public.core_auditentry e
        WHERE e.subject::text = {history_subject}::text AND e.key::text = h.pgh_id::text
          AND e.verb::text <> ALL ({again}::text[])
    ), 0) ELSE h.pgh_id IS NULL
        OR pg_catalog.jsonb_build_array({standing})::text <> pg_catalog.jsonb_build_array({told})::text END
""")


def _of_context() -> sql.Composable:
    """What the histories say of people: each row stands as the last entry that was made of it."""
    return _COMPARED.format(
        again=sql.Literal(AGAIN),
        subject=sql.Literal(CONTEXT),
        table=sql.Identifier(CONTEXT),
        key=sql.Identifier("id"),
        digest=digest_of("pg_catalog.to_jsonb(row) - 'updated_at'::text"),
        many=sql.SQL("false"),
    )


def _of_history(history: str) -> sql.Composable:
    """Each row has the one entry that was made of it; erased or migrated, it stands as it was left then."""
    return _COMPARED.format(
        again=sql.Literal(AGAIN),
        subject=sql.Literal(history),
        table=sql.Identifier(history),
        key=sql.Identifier("pgh_id"),
        digest=digest_of("pg_catalog.to_jsonb(row)"),
        many=sql.SQL("e.made <> 1"),
    )


def _of_tracked(pair: Tracked) -> sql.Composable:
    """Each row stands as the last one of its history; what is gone has the entry that says so."""

    def columns(of: str) -> sql.Composable:
        return sql.SQL(", ").join(sql.Identifier(of, column) for column in pair.columns)

    return _TRACKED.format(
        subject=sql.Literal(pair.table),
        table=sql.Identifier(pair.table),
        key=sql.Identifier(pair.key),
        history=sql.Identifier(pair.history),
        history_subject=sql.Literal(pair.history),
        again=sql.Literal(AGAIN),
        standing=columns("l"),
        told=columns("h"),
    )


def _triggers(cursor: Any, histories: list[str], pairs: list[Tracked]) -> Iterator[Finding]:
    """Triggers that are missing or switched off."""
    wanted = {(table, name) for table, names in OWN_TRIGGERS.items() for name in names}
    wanted |= {(history, name) for history in histories for name in OF_A_HISTORY}
    wanted |= {(pair.table, OF_A_TRACKED_TABLE) for pair in pairs}
    known = {pair.table for pair in pairs}
    wanted |= {
        (model._meta.db_table, trigger.get_pgid(model))
        for model, trigger in pgtrigger.registered()
        if model._meta.db_table in known
    }
    cursor.execute(_TRIGGERS)
    return (Finding("trigger", table, name) for table, name in sorted(wanted - set(cursor.fetchall())))


def _functions(cursor: Any) -> Iterator[Finding]:
    """Functions that are missing, or do something else than those of this package."""
    cursor.execute(
        "SELECT proname::text, prosrc FROM pg_catalog.pg_proc"
        " WHERE pronamespace = 'public'::regnamespace::oid AND proname::text = ANY (%s::text[])",
        [list(BODIES)],
    )
    there = cursor.fetchall()
    for name, body in BODIES.items():
        if [source for other, source in there if other == name] != [body]:
            yield Finding("function", name, "")
