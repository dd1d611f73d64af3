"""Which rows of which table somebody may see, add, change and remove: said once for a table, held by PostgreSQL.

Every app says it in its module `access` as `RULES`, table by table; `settings.ACCESS_RULES` names the module with those
of other packages' tables. A history follows the table that it is of. A table that nobody spoke of denies everything.
Expressions are SQL with `{row}` for the row in question; they ask functions that tell what the present identity may
(migration core/0005), each within a sub-select, so that a query asks once and not once a row.
"""

from __future__ import annotations

import hashlib
from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from importlib import import_module
from importlib.util import find_spec
from typing import Any

from django.apps import apps
from django.conf import settings
from django.db import connections
from django.db.models import Model

from muster.core.connection import as_owner
from muster.core.models import Marked

NEVER = "false"
SYSTEM = "(SELECT access_system())"
DOOR = "(SELECT access_door())"
MEMBER = "(SELECT access_member())"  # whoever has any right at all
PERSON = "(SELECT access_person())"
BY_TRIGGER = "pg_trigger_depth() > 0"
CONTEXT_OF_SEEN = "access_context({row}.id)"  # whether one sees a row of some history that was written in this context


@dataclass(frozen=True, slots=True)
class Rule:
    """SQL conditions; `open_because` instead says why a table needs none of them."""

    see: str = NEVER
    add: str = NEVER
    change: str = NEVER
    remove: str = NEVER
    open_because: str = ""


def either(*conditions: str) -> str:
    return " OR ".join(f"({condition})" for condition in conditions if condition != NEVER) or NEVER


def may(verb: str, subject: str) -> str:
    """Whether one has a right, in whatever unit."""
    return f"(SELECT access_may('{verb}', '{subject}'))"


def carries(verb: str, subject: str) -> str:
    """Whether the token that one is here by lets do this, whatever gives it; true of who is here without one."""
    return f"(SELECT access_carries('{verb} {subject}'))"


def record(subject: str, *, unit: str | None = "unit_id", owner: str | None = None, key: str = "id") -> Rule:
    """Rows with a marking and, mostly, a unit: seen by who reads so high a marking there, or is named for the row.

    `owner` is the column of who brought it, who keeps it in sight unless it is confidential. Written by whoever has a
    right at that unit that lets write; which, says the action.
    """
    level, units = "(SELECT access_level('{}', '{}'))", "(SELECT access_set('{}', '{}'))::bigint[]"
    seen = [
        f"{{row}}.marking <= {level.format(subject, 'all')}",
        f"{{row}}.{key} = ANY ({units.format(subject, 'named')})",
    ]
    written = [f"{level.format(subject, 'writes_all')} > 0"]
    some = (f"{{row}}.marking <= {level.format(subject, 'some')}", f"{level.format(subject, 'writes_some')} > 0")
    if unit is None:
        seen.append(some[0])
        written.append(some[1])
    else:
        seen.append(f"{{row}}.{unit} * 4 + {{row}}.marking = ANY ({units.format(subject, 'keys')})")
        seen.append(f"{{row}}.{unit} IS NULL AND {some[0]}")
        written.append(f"{{row}}.{unit} = ANY ({units.format(subject, 'writes')})")
        written.append(f"{{row}}.{unit} IS NULL AND {some[1]}")
    if owner:
        mine = f"{{row}}.{owner} = {PERSON}"
        seen.append(f"{mine} AND {{row}}.marking <= {level.format(subject, 'own')}")
        written.append(f"{mine} AND {some[1]}")
    change = either(*written)
    open_to = f"NOT {{row}}.restricted OR {may('read', 'personal_data')}"
    return Rule(f"({either(*seen)}) AND ({open_to})", change, change, change)


def part_of(table: str, column: str, whole: Rule, *, key: str = "id", write: str | None = None) -> Rule:
    """Rows that belong to a row of another table: seen by who sees that one, written by who may change it."""
    found = f"EXISTS (SELECT 1 FROM {table} whole WHERE whole.{key} = {{row}}.{column}"  # noqa: S608 -- own names
    written = write or f"{found} AND ({either(SYSTEM, whole.change).format(row='whole')}))"
    return Rule(f"{found})", written, written, written)


def reference(subject: str, verb: str) -> Rule:
    """Rows that every member reads, and whoever has the right writes."""
    right = may(verb, subject)
    return Rule(MEMBER, right, right, right)


def own(column: str, *, see: str = NEVER) -> Rule:
    """Rows of one person; `see` for whoever else."""
    mine = f"{{row}}.{column} = {PERSON} AND {MEMBER}"
    return Rule(either(mine, see), mine, mine, mine)


def unguarded(why: str) -> Rule:
    """A table without personal or confidential content that the machinery needs before anybody is known."""
    return Rule("true", "true", "true", "true", open_because=why)


def history_of(table: str, key: str, closed: str = "") -> Rule:
    """The versions of a row: seen by who sees the row; written by its triggers, changed by nobody.

    With a marking, a version that was marked higher than the row is now is seen by who would see it so: what is open
    again, such as an entry that was told with a closed one for a while, does not tell what stood in it meanwhile.
    """
    higher = f" AND (coalesce({{row}}.marking, 0) <= whole.marking OR {closed})" if closed else ""
    seen = f"EXISTS (SELECT 1 FROM {table} whole WHERE whole.{key} = {{row}}.pgh_obj_id{higher})"  # noqa: S608 -- own names
    return Rule(seen, BY_TRIGGER)


def rules() -> dict[str, Rule]:
    """Of every table that somebody spoke of. A history has its own rule where its app says one."""
    found: dict[str, Rule] = {}
    for module in _modules():
        found.update(module.RULES)
    for history, tracked in _histories():
        table = tracked._meta.db_table
        closed = found[table].see if issubclass(tracked, Marked) else ""
        found.setdefault(history, history_of(table, str(tracked._meta.pk.column), closed))
    return found


def _histories() -> Iterator[tuple[str, type[Model]]]:
    """Each table of versions with what it is of."""
    for model in apps.get_models(include_auto_created=True):
        tracked: type[Model] | None = getattr(model, "pgh_tracked_model", None)
        if tracked is not None:
            yield model._meta.db_table, tracked


def _modules() -> Iterator[Any]:
    yield import_module(settings.ACCESS_RULES)
    for app in apps.get_app_configs():
        if app.name.startswith("muster.") and find_spec(f"{app.name}.access"):
            yield import_module(f"{app.name}.access")


def statements(declared: Mapping[str, Rule], tables: list[str]) -> Iterator[str]:
    """The SQL that makes the database hold the rules; a table without a rule gets no policy, so nobody gets at it."""
    yield _context_of_seen(sorted({history for history, _of in _histories()} & {*tables}))
    for table in tables:
        yield f"ALTER TABLE {table} ENABLE ROW LEVEL SECURITY"
        for verb in ("see", "add", "change", "remove"):
            yield f"DROP POLICY IF EXISTS muster_{verb} ON {table}"
        if table in declared:
            yield from _policies(table, declared[table])


def _context_of_seen(histories: list[str]) -> str:
    """A function that asks one history after the other, each by its own rule, until one has a row to see.

    As a condition of the rule itself, all of them would be planned anew with every query that joins a context; here
    each is planned once a connection. It is dear beside an index, so that nobody asks it of contexts not looked for.
    """
    asked = "\n".join(
        f"    IF EXISTS (SELECT 1 FROM {history} WHERE pgh_context_id = a_context) THEN RETURN true; END IF;"  # noqa: S608 -- own names
        for history in histories
    )
    return f"""CREATE OR REPLACE FUNCTION access_context(a_context uuid) RETURNS boolean
    LANGUAGE plpgsql STABLE COST 10000 SET plan_cache_mode = force_generic_plan AS $$
BEGIN
{asked}
    RETURN false;
END $$"""


def _policies(table: str, rule: Rule) -> Iterator[str]:
    see, add, change, remove = (
        either(SYSTEM, condition).format(row=table) for condition in (rule.see, rule.add, rule.change, rule.remove)
    )
    yield f"CREATE POLICY muster_see ON {table} FOR SELECT USING ({see})"
    yield f"CREATE POLICY muster_add ON {table} FOR INSERT WITH CHECK ({add})"
    # A statement that reads no column asks for no right to see: so whoever writes must see, in so many words.
    yield f"CREATE POLICY muster_change ON {table} FOR UPDATE USING (({see}) AND ({change})) WITH CHECK ({change})"
    yield f"CREATE POLICY muster_remove ON {table} FOR DELETE USING (({see}) AND ({remove}))"


def guard(using: str = "default", **_: Any) -> None:
    """After a migration by the owner: every table of the database is held to its rule. Nothing to do where it is."""
    if not as_owner():
        return
    with connections[using].cursor() as cursor:
        cursor.execute("SELECT tablename FROM pg_tables WHERE schemaname = 'public' ORDER BY tablename")
        wanted = list(statements(rules(), [table for (table,) in cursor.fetchall()]))
        mark = hashlib.sha256("\n".join(wanted).encode()).hexdigest()
        if _mark(cursor) == mark:
            return
        for statement in wanted:
            cursor.execute(statement)
        cursor.execute(f"COMMENT ON FUNCTION access_system() IS '{mark}'")


def _mark(cursor: Any) -> str | None:
    """Of the rules that the database holds; None where a table stands open that was made since."""
    cursor.execute(
        "SELECT obj_description('access_system()'::regprocedure) WHERE NOT EXISTS (SELECT 1 FROM pg_tables "
        "WHERE schemaname = 'public' AND NOT rowsecurity)"
    )
    row = cursor.fetchone()
    return row[0] if row else None
