"""Ways to tamper, for somebody who owns the tables: each changes something real, or says that it could not."""

from __future__ import annotations

import random
from collections.abc import Callable, Sequence
from typing import Any

from django.db import connection

from muster.core.audit_findings import CONTEXT, tracked
from muster.core.audit_functions import BODIES

ENTRIES, SEALS = "core_auditentry", "core_auditseal"
HIDDEN = {CONTEXT: {"updated_at"}}  # columns that no hash holds
# By type: another value of column {c}, whatever it holds.
OTHERWISE = {
    "jsonb": "CASE jsonb_typeof({c}) WHEN 'object' THEN {c} || '{{\"forged\": null}}' "
    "WHEN 'array' THEN {c} || '[null]' ELSE '\"forged\"' END",
    "timestamp with time zone": "coalesce({c}, now()) + interval '1 millisecond'",
    "date": "coalesce({c}, '2016-01-01') + 1",
    "boolean": "NOT coalesce({c}, false)",
    "uuid": "gen_random_uuid()",
    "bytea": "coalesce({c}, '') || '\\x00'",
    "double precision": "coalesce({c}, 0) + 0.0625",
    "numeric": "coalesce({c}, 0) + 0.01",
    "ARRAY": "array_append({c}, NULL)",
    "character varying": "left(md5(coalesce({c}, '')), 3)",
    "text": "coalesce({c}, '') || ' '",
    **dict.fromkeys(("smallint", "integer", "bigint"), "coalesce({c}, 0) + 1"),
}


class NotThisTime(Exception):
    """There was nothing to tamper with in that way."""


def run(statement: str, *values: Any) -> int:
    """How many rows it changed."""
    with connection.cursor() as cursor:
        cursor.execute(statement, list(values) or None)
        return int(cursor.rowcount)


def ask(statement: str, *values: Any) -> list[tuple[Any, ...]]:
    with connection.cursor() as cursor:
        cursor.execute(statement, list(values) or None)
        return list(cursor.fetchall())


def tables() -> dict[str, str]:
    """Every table that the trail is about, with the column of its key."""
    found = {pair.table: pair.key for pair in tracked()} | {pair.history: "pgh_id" for pair in tracked()}
    return {**found, CONTEXT: "id", ENTRIES: "id", SEALS: "number"}


def columns(table: str) -> dict[str, str]:
    """Columns that the trail holds, with their types."""
    rows = ask(
        "SELECT column_name, data_type FROM information_schema.columns"
        " WHERE table_name = %s AND is_generated = 'NEVER'",
        table,
    )
    kept = {pair.table: set(pair.columns) for pair in tracked()}.get(table, {name for name, _type in rows})
    return {name: kind for name, kind in rows if name in kept - HIDDEN.get(table, set())}


class Attacker:
    """Tampers by `chance`; triggers of `table` are off meanwhile and on again afterwards."""

    def __init__(self, chance: random.Random) -> None:
        self.chance = chance

    def tamper(self) -> str:
        """Do something; what was done. Raises `NotThisTime`, or `DatabaseError` where the schema forbids it."""
        return self.chance.choice(WAYS)(self)

    def any_table(self) -> str:
        return self.chance.choice(list(tables()))

    def a_row(self, table: str) -> Any:
        rows = ask(f'SELECT "{tables()[table]}" FROM {table} ORDER BY 1')
        if not rows:
            raise NotThisTime
        return self.chance.choice(rows)[0]

    def past_the_triggers(self, statement: str, *values: Any, on: Sequence[str]) -> None:
        for table in on:
            run(f"ALTER TABLE {table} DISABLE TRIGGER USER")
        changed = run(statement, *values)
        run("SET CONSTRAINTS ALL IMMEDIATE")
        for table in on:
            run(f"ALTER TABLE {table} ENABLE TRIGGER USER")
        if not changed:
            raise NotThisTime

    def change(self) -> str:
        table = self.any_table()
        column, kind = self.chance.choice(list(columns(table).items()))
        otherwise = OTHERWISE[kind].format(c=f'"{column}"')
        where = f'"{tables()[table]}" = %s AND ({otherwise}) IS DISTINCT FROM "{column}"'
        self.past_the_triggers(
            f'UPDATE {table} SET "{column}" = {otherwise} WHERE {where}', self.a_row(table), on=[table]
        )
        return f"change {table}.{column}"

    def empty(self) -> str:
        table = self.any_table()
        column = self.chance.choice(list(columns(table)))
        where = f'"{tables()[table]}" = %s AND "{column}" IS NOT NULL'
        self.past_the_triggers(f'UPDATE {table} SET "{column}" = NULL WHERE {where}', self.a_row(table), on=[table])
        return f"empty {table}.{column}"

    def delete(self) -> str:
        table = self.any_table()
        self.past_the_triggers(f'DELETE FROM {table} WHERE "{tables()[table]}" = %s', self.a_row(table), on=[table])
        return f"delete from {table}"

    def insert(self) -> str:
        """A copy under a key of its own."""
        table = self.any_table()
        key, names = tables()[table], columns(table)
        new = "gen_random_uuid()" if names.get(key) == "uuid" else f'(SELECT max("{key}") + 1 FROM {table})'
        rest = ", ".join(f'"{name}"' for name in names if name != key)
        copy = f'INSERT INTO {table} ("{key}", {rest}) SELECT {new}, {rest} FROM {table} WHERE "{key}" = %s'
        self.past_the_triggers(copy, self.a_row(table), on=[table])
        return f"insert into {table}"

    def swap(self) -> str:
        """Two rows change places, but for their keys."""
        table = self.any_table()
        key, names = tables()[table], [name for name in columns(table) if name != tables()[table]]
        one, other = self.a_row(table), self.a_row(table)
        sets = ", ".join(f'"{name}" = o."{name}"' for name in names)
        differ = " OR ".join(f't."{name}" IS DISTINCT FROM o."{name}"' for name in names)
        statement = f"""UPDATE {table} t SET {sets} FROM {table} o
            WHERE t."{key}" IN (%s, %s) AND o."{key}" IN (%s, %s) AND t."{key}" <> o."{key}" AND ({differ})"""
        self.past_the_triggers(statement, one, other, one, other, on=[table])
        return f"swap rows of {table}"

    def date_back(self) -> str:
        table = self.chance.choice([pair.history for pair in tracked()] + [ENTRIES, SEALS])
        column = {ENTRIES: "at", SEALS: "at"}.get(table, "pgh_created_at")
        statement = f"UPDATE {table} SET {column} = {column} - interval '1 day' WHERE \"{tables()[table]}\" = %s"
        self.past_the_triggers(statement, self.a_row(table), on=[table])
        return f"date back {table}"

    def blame(self) -> str:
        """Somebody else did it: the entries, or what the history says of people."""
        if self.chance.random() < 0.5:
            statement = f"UPDATE {ENTRIES} SET person = coalesce(person, 0) + 1 WHERE id = %s"
            self.past_the_triggers(statement, self.a_row(ENTRIES), on=[ENTRIES])
            return "blame in the trail"
        statement = f"UPDATE {CONTEXT} SET metadata = metadata || '{{\"user\": 99}}' WHERE id = %s"
        self.past_the_triggers(statement, self.a_row(CONTEXT), on=[CONTEXT])
        return "blame in the history"

    def move(self) -> str:
        """An entry goes under another seal, or under none."""
        seal = self.chance.choice(["NULL", f"(SELECT max(number) FROM {SEALS})", "1"])
        statement = f"UPDATE {ENTRIES} SET seal_id = {seal} WHERE id = %s AND seal_id IS DISTINCT FROM {seal}"
        self.past_the_triggers(statement, self.a_row(ENTRIES), on=[ENTRIES])
        return f"move an entry to seal {seal}"

    def forge(self) -> str:
        """Change an entry, and make its seal and all after it anew with the functions of the database."""
        row = self.a_row(ENTRIES)
        first = ask(f"SELECT seal_id FROM {ENTRIES} WHERE id = %s", row)[0][0]
        self.past_the_triggers(f"UPDATE {ENTRIES} SET person = 99 WHERE id = %s", row, on=[ENTRIES])
        self.make_anew(first)
        return f"forge the chain from seal {first}"

    def make_anew(self, first: int) -> None:
        run(f"ALTER TABLE {SEALS} DISABLE TRIGGER USER")
        for (number,) in ask(f"SELECT number FROM {SEALS} WHERE number >= %s ORDER BY 1", first):
            run(
                f"""UPDATE {SEALS} s SET root = audit_root(number), entries = audit.entries, previous = audit.previous,
                    hash = audit_link(number, s.at, audit.entries, audit_root(number), audit.previous)
                FROM (SELECT (SELECT count(*)::int FROM {ENTRIES} WHERE seal_id = %s) AS entries,
                    coalesce((SELECT hash FROM {SEALS} WHERE number = %s - 1),
                             decode(repeat('00', 32), 'hex')) AS previous
                ) audit WHERE s.number = %s""",
                number,
                number,
                number,
            )
        run(f"ALTER TABLE {SEALS} ENABLE TRIGGER USER")

    def rewrite(self) -> str:
        """Change a row with its history, its entry and the whole chain after it: only what lies outside can tell."""
        pair = self.chance.choice([pair for pair in tracked() if ask(f"SELECT 1 FROM {pair.history} LIMIT 1")])
        row = self.a_row(pair.history)
        where = "WHERE subject = %s AND key = %s"
        seal = ask(f"SELECT seal_id FROM {ENTRIES} {where}", pair.history, str(row))[0][0]
        made = f"UPDATE {pair.history} SET pgh_label = 'forged' WHERE pgh_id = %s"
        self.past_the_triggers(made, row, on=[pair.history])
        digest = f"(SELECT audit_digest(to_jsonb(h)) FROM {pair.history} h WHERE pgh_id = %s)"
        told = f"UPDATE {ENTRIES} SET digest = {digest} {where}"
        self.past_the_triggers(told, row, pair.history, str(row), on=[ENTRIES])
        self.make_anew(seal)
        return f"rewrite {pair.history} with all that proves it"

    def cut_off(self) -> str:
        """The end of the trail goes, as after a restore of an old backup. The last seals hold looks alone."""
        last = ask(f"SELECT max(number) FROM {SEALS}")[0][0]
        first = last - self.chance.randint(0, 1)
        self.past_the_triggers(f"DELETE FROM {ENTRIES} WHERE seal_id >= %s", first, on=[ENTRIES])
        self.past_the_triggers(f"DELETE FROM {SEALS} WHERE number >= %s", first, on=[SEALS])
        return f"cut off from seal {first}"

    def begin_anew(self) -> str:
        """All seals go, and what is there is sealed anew."""
        run(f"ALTER TABLE {ENTRIES} DISABLE TRIGGER USER")
        self.past_the_triggers(f"DELETE FROM {SEALS}", on=[SEALS])
        run(f"UPDATE {ENTRIES} SET seal_id = NULL")
        run("SELECT audit_seal()")
        run(f"ALTER TABLE {ENTRIES} ENABLE TRIGGER USER")
        return "seal everything anew"

    def switch_off(self) -> str:
        found = ask(
            """SELECT tgrelid::regclass::text, tgname::text FROM pg_trigger
               WHERE NOT tgisinternal AND (tgname LIKE 'audited%%' OR tgname LIKE 'kept%%' OR tgname LIKE 'pgtrigger%%')
               AND tgrelid::regclass::text = ANY (%s) ORDER BY 1, 2""",
            list(tables()),
        )
        table, name = self.chance.choice(found)
        how = self.chance.choice(("ALTER TABLE {0} DISABLE TRIGGER {1}", "DROP TRIGGER {1} ON {0}"))
        run(how.format(table, name))
        return how.format(table, name)

    def lose_a_table(self) -> str:
        pair = self.chance.choice(tracked())
        how = self.chance.choice(
            (
                f"DROP TABLE {pair.history} CASCADE",
                f"DROP TABLE {pair.table} CASCADE",
                f"ALTER TABLE {pair.history} RENAME TO other",
                f"ALTER TABLE {pair.history} RENAME pgh_label TO other",
                f"ALTER TABLE {pair.history} DROP COLUMN {self.chance.choice(pair.columns)}",
                f"ALTER TABLE {pair.table} DROP COLUMN {self.chance.choice(pair.columns)} CASCADE",
            )
        )
        run(how)
        return how

    def empty_a_table(self) -> str:
        table = self.chance.choice([pair.history for pair in tracked() if ask(f"SELECT 1 FROM {pair.history} LIMIT 1")])
        run(f"TRUNCATE {table} CASCADE")
        return f"truncate {table}"

    def lie(self) -> str:
        """A function of the trail does nothing any more."""
        name = self.chance.choice(
            [name for name in BODIES if name in {"audit_event", "audit_context", "audit_deleted"}]
        )
        run(f"CREATE OR REPLACE FUNCTION {name}() RETURNS trigger LANGUAGE plpgsql AS $$BEGIN RETURN NULL; END$$")
        return f"replace {name}"


WAYS: tuple[Callable[[Attacker], str], ...] = (
    *[Attacker.change] * 6,
    *[Attacker.delete] * 3,
    *[Attacker.insert] * 2,
    *[Attacker.swap] * 2,
    Attacker.empty,
    Attacker.date_back,
    Attacker.blame,
    Attacker.move,
    Attacker.forge,
    Attacker.rewrite,
    Attacker.cut_off,
    Attacker.begin_anew,
    Attacker.switch_off,
    Attacker.lose_a_table,
    Attacker.empty_a_table,
    Attacker.lie,
)
