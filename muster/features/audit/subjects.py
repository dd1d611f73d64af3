"""What an entry of the trail is about: which record the rows of histories belong to, and the other way round."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Iterable, Iterator
from functools import cache
from typing import Any, NamedTuple

from django.apps import apps
from django.db.models import Model

from muster.core.data_sets import DataSet, data_sets
from muster.core.identity import SYSTEM, acting_as
from muster.core.models import AuditEntry
from muster.features.audit.noticing import tables_of
from muster.features.audit.nouns import NOUNS

CODE_COLUMNS = ("subject", "code")  # of tables about records of any data set, beside `key`


class About(NamedTuple):
    """A record: the code of its data set and its key. Of something else, `code` is a table's or empty."""

    code: str
    key: str


class History(NamedTuple):
    """A history, and how its rows say which record they are about."""

    model: type[Model]
    tracked: type[Model]
    code: str  # of the data set; empty where the row says it
    code_column: str
    key_column: str


@cache
def histories() -> dict[str, History]:
    """Those that are about records of data sets, by their table."""
    found = {}
    for model in apps.get_models():
        tracked: type[Model] | None = getattr(model, "pgh_tracked_model", None)
        if tracked is None:
            continue
        if own := _of_data_set(tracked):
            code, column = own
            key = "pgh_obj_id" if column == tracked._meta.pk.attname else column
            found[str(model._meta.db_table)] = History(model, tracked, code, "", key)
        elif generic := _generic(tracked):
            found[str(model._meta.db_table)] = History(model, tracked, "", generic, "key")
    return found


def _of_data_set(tracked: type[Model]) -> tuple[str, str] | None:
    for data_set in data_sets().values():
        for model, column in tables_of(data_set):
            if model is tracked:
                return data_set.code, column
    return None


def _generic(tracked: type[Model]) -> str:
    names = {one.name for one in tracked._meta.concrete_fields}
    return next((name for name in CODE_COLUMNS if name in names and "key" in names), "")


def tables_about(data_set: DataSet) -> list[str]:
    """Every word in the trail's column `subject` that is about records of a data set alone."""
    tables = [str(model._meta.db_table) for model, _column in tables_of(data_set)]
    return [data_set.code, *tables, *(table for table, one in histories().items() if one.code == data_set.code)]


def rows_of(about: About) -> Iterator[tuple[str, str]]:
    """(table, key) of everything in the trail that is about a record, besides its own code and key."""
    data_set = data_sets().get(about.code)
    if data_set is None or not about.key.isdecimal():
        return
    yield data_set.table, about.key
    with acting_as(SYSTEM):  # keys alone: that something was done is the trail's to tell, whoever may see the record
        for table, one in histories().items():
            if one.code not in ("", about.code):
                continue
            wanted = {one.key_column: about.key} | ({one.code_column: about.code} if one.code_column else {})
            events = one.model._default_manager.filter(**wanted).values_list("pgh_id", flat=True)
            yield from ((table, str(pk)) for pk in events)


def abouts(entries: Iterable[AuditEntry]) -> dict[int, About]:
    """What each of some entries is about, by the entry's key; one query a history that is among them."""
    found: dict[int, About] = {}
    of_history: dict[str, dict[str, AuditEntry]] = defaultdict(dict)
    tables = {one.table: one.code for one in data_sets().values()}
    for entry in entries:
        if entry.subject in histories():
            of_history[entry.subject][entry.key] = entry
        else:
            found[entry.pk] = About(tables.get(entry.subject, entry.subject), entry.key)
    with acting_as(SYSTEM):  # as above
        for table, events in of_history.items():
            for pk, about in _abouts_of(histories()[table], list(events)):
                found[events[pk].pk] = about
    return found


def _abouts_of(history: History, events: list[str]) -> Iterator[tuple[str, About]]:
    columns = ["pgh_id", history.key_column, *([history.code_column] if history.code_column else [])]
    for pk, key, *code in history.model._default_manager.filter(pgh_id__in=events).values_list(*columns):
        yield str(pk), About(code[0] if code else history.code, str(key))


def noun(subject: str) -> str:
    """What a table or data set is called for people; the word itself where nobody named it."""
    if subject in data_sets():
        return str(data_sets()[subject].name)
    history = histories().get(subject)
    model = history.tracked if history else _model(subject)
    return _called(model._meta) if model else subject


def _called(table: Any) -> str:
    ones = {one.model.lower(): one.one for one in data_sets().values()}
    return str(NOUNS.get(table.label_lower) or ones.get(table.label_lower) or table.verbose_name)


@cache
def _model(table: str) -> Any:
    for model in apps.get_models():
        if model._meta.db_table == table:
            return getattr(model, "pgh_tracked_model", None) or model
    return None
