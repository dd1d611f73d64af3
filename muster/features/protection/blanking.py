"""What a record's columns become when it is erased, in the row and in every version of it."""

from __future__ import annotations

import json
from typing import Any

from django.apps import apps
from django.contrib.postgres.fields import ArrayField
from django.db import connection, models

from muster.core.audit_findings import tracked
from muster.core.data_sets import DataSet, Kept
from muster.core.identity import SYSTEM, acting_as
from muster.domain.names import search_key

BLOCKS = "█████"  # in the place of a title: read in every language


def blank(data_set: DataSet, key: int, why: str) -> int:
    """Blank every column of a record that holds personal data; how many rows that reached."""
    with acting_as(SYSTEM):  # whoever may erase needs no right to change what goes with it
        further = data_set.erased(key)
    reached = 0
    for kept in data_set.kept:
        if not kept.lasting and kept.columns:
            own = kept.table == data_set.table
            values = _blanks(kept, key, data_set.title if own else "") | (further if own else {})
            reached += _erase(kept, key, values, None, why)
    _changed(data_set, key)
    return reached


def block(data_set: DataSet, key: int, words: str, why: str) -> int:
    """Put blocks in the place of words wherever the record has them, however they are folded; how many rows."""
    reached = 0
    for kept in data_set.kept:
        for spelling in _spellings(words):
            if kept.columns:
                reached = max(reached, _erase(kept, key, dict.fromkeys(kept.columns), spelling, why))
    _changed(data_set, key)
    return reached


def stands_in(data_set: DataSet, key: int, words: str) -> bool:
    """Whether words stand in a record or in one of its versions, in capitals or not."""
    return any(_stands_in(kept, key, spelling) for kept in data_set.kept for spelling in _spellings(words))


def _stands_in(kept: Kept, key: int, words: str) -> bool:
    history = _history_of(kept.table)
    values = _values_of_key(kept, key, history)
    said = "SELECT string_agg(value, ' ') FROM jsonb_each_text(to_jsonb(row)) c WHERE c.key = ANY(%s)"
    parts = [
        f"SELECT 1 FROM {table} row WHERE row.{kept.key}::text = ANY(%s) AND strpos(lower(({said})), lower(%s)) > 0"  # noqa: S608 -- own names
        for table in (kept.table, history)
        if table
    ]
    with connection.cursor() as cursor:
        cursor.execute(f"SELECT EXISTS ({' UNION ALL '.join(parts)})", [values, list(kept.columns), words] * len(parts))
        return bool(cursor.fetchone()[0])


def _changed(data_set: DataSet, key: int) -> None:
    with acting_as(SYSTEM):  # as above
        data_set.changed(key)


def _spellings(words: str) -> list[str]:
    """As given, and as they are folded for search where that is another spelling."""
    folded = search_key(words)
    return [words, *([folded] if folded and folded != words.lower() else [])]


def _erase(kept: Kept, key: int, values: dict[str, Any], words: str | None, why: str) -> int:
    history = _history_of(kept.table)
    reached = 0
    for value in _values_of_key(kept, key, history):
        with connection.cursor() as cursor:
            given = [kept.table, history, kept.key, value, json.dumps(values), words, why]
            cursor.execute("SELECT audit_erase(%s, %s, %s, %s, %s, %s, %s)", given)
            reached += cursor.fetchone()[0]
    return reached


def _values_of_key(kept: Kept, key: int, history: str | None) -> list[str]:
    """What `kept.key` is in the rows of a record, those that are gone but in their history among them."""
    if not kept.record:
        return [str(key)]
    tables = [kept.table, *([history] if history else [])]
    parts = [f"SELECT row.{kept.key}::text FROM {table} row WHERE {kept.record_of('row')} = %s" for table in tables]  # noqa: S608 -- own names
    # Rows of a record that may be erased are erased, also those that its part of the database shows to others alone.
    with acting_as(SYSTEM), connection.cursor() as cursor:
        cursor.execute(" UNION ".join(parts), [key] * len(parts))
        return [value for (value,) in cursor.fetchall()]


def _history_of(table: str) -> str | None:
    return next((pair.history for pair in tracked() if pair.table == table), None)


def _blanks(kept: Kept, key: int, title: str) -> dict[str, Any]:
    fields = {field.column: field for field in _model_of(kept.table)._meta.concrete_fields}
    return {name: BLOCKS if name == title else _empty(fields[name], key) for name in kept.columns}


def _empty(field: Any, key: int) -> Any:
    """Nothing, in the form that the column takes; where each row needs its own, with the record's number."""
    if field.unique:
        return f"erased-{key}"
    if field.null:
        return None
    if isinstance(field, ArrayField):
        return []
    if isinstance(field, models.JSONField):
        return field.get_default() if field.has_default() else {}
    return ""


def _model_of(table: str) -> type[models.Model]:
    return next(model for model in apps.get_models(include_auto_created=True) if model._meta.db_table == table)
