"""Data sets: which records hold personal data, what for, about whom, and in which columns exactly.

Every app says it in its module `personal`: `DATA_SETS`; `PARTS`, for what it keeps of other apps' records; and in
`IMPERSONAL` which tables hold none. Looking, naming, restricting, erasing and giving account of it go by that, whatever
feature a record is of; a table or a column of text that nobody spoke of fails a test.
"""

from __future__ import annotations

from collections.abc import Callable, Iterable, Iterator, Mapping
from dataclasses import dataclass, field, replace
from datetime import datetime
from functools import cache
from importlib import import_module
from importlib.util import find_spec
from operator import attrgetter
from typing import Any, NamedTuple

from django.apps import apps
from django.db.models import Model
from django.urls import reverse
from django.utils.functional import Promise
from django.utils.text import capfirst

Text = str | Promise


@dataclass(frozen=True, slots=True)
class Kept:
    """Columns of a table that hold personal data, or may: all in which people or files write words.

    `plain` are its other columns of text, JSON, lists, bytes and addresses, with codes, offsets or hashes in them.
    `key` is the column with the key of the record that a row is of; where none has it, `record` is SQL for the
    record's key, with `{row}` for the row, and `key` the column by which its rows are told apart. What is `lasting`
    is what a person wrote down for the mission: it stays when the record is erased as a whole; single words need not.
    Columns with choices are codes and need not be named.
    """

    table: str
    columns: tuple[str, ...]
    key: str = "id"
    plain: tuple[str, ...] = ()
    record: str = ""
    lasting: bool = False

    def record_of(self, row: str) -> str:
        """SQL for the key of the record that a row is of."""
        return self.record.format(row=row) if self.record else f"{row}.{self.key}"


class Told(NamedTuple):
    """Another record that tells what a record tells; `frozen` where it is published and stays as it is, `read` where
    it was read from the record. `note` says what to look at before it is erased with the record."""

    code: str
    key: int
    name: str
    frozen: bool = False
    read: bool = False
    note: Text = ""

    @property
    def data_set(self) -> DataSet:
        return data_sets()[self.code]


class Recipient(NamedTuple):
    """Somebody outside who was given what a record tells: when, and in what."""

    name: str
    at: datetime
    what: str


@dataclass(frozen=True, slots=True)
class Part:
    """What another app keeps of the records of a data set, and does when they are changed or erased.

    `erased` does what is to be done before a record's columns are blanked, and says what further columns of the record
    become; `changed` is for afterwards, and after single
    words were rectified or erased: what follows from the words is worked out anew. `told` names the records that tell
    what this one tells, `recipients` who was given it. Each gets the record's key.
    """

    code: str
    kept: tuple[Kept, ...] = ()
    told: Callable[[int], Iterable[Told]] | None = None
    recipients: Callable[[int], Iterable[Recipient]] | None = None
    changed: Callable[[int], None] | None = None
    erased: Callable[[int], Mapping[str, str]] | None = None


@dataclass(frozen=True, slots=True)
class DataSet:
    """Records of one kind that hold personal data.

    `code` is the word for it in the audit trail and in addresses, and the subject of rights; `model` is "app.Model".
    `purpose`, `legal_basis`, `categories` (of people, codes of `muster.domain.protection.categories`) and `years` are
    what the mission begins with and may change. `years` is after how many years somebody looks whether a record is
    still needed, from the first of its columns `since` that has a date; of records that `only` is true of.
    `page` names the address of a record's page, by its key. `title` is the column by which people know a record,
    `born` the one with the moment that it was made. `stays` says why none of its records is erased, where none is.
    `one` is what a single record is called, in the middle of a sentence. `work` are the columns that say whose work a
    record is, each with what it is of them: they are not asked why they open it.
    Where rights are to kinds of records, `kind` leads from a record to its own, such as "register.code".
    """

    code: str
    name: Text
    model: str
    purpose: Text
    legal_basis: Text
    years: int
    kept: tuple[Kept, ...]
    page: str = ""
    categories: tuple[str, ...] = ("OTHER",)
    since: tuple[str, ...] = ()
    only: Mapping[str, Any] = field(default_factory=dict, compare=False)
    title: str = ""
    born: str = ""
    stays: Text = ""
    kind: str = ""
    one: Text = ""
    work: Mapping[str, Text] = field(default_factory=dict, compare=False)
    parts: tuple[Part, ...] = field(default=(), compare=False)

    @property
    def model_class(self) -> type[Model]:
        return apps.get_model(self.model)

    @property
    def table(self) -> str:
        return str(self.model_class._meta.db_table)

    @property
    def marked(self) -> bool:
        """Whether its records carry a marking of their own (`core.models.Marked`)."""
        return any(one.name == "marking" for one in self.model_class._meta.get_fields())

    def record(self, key: int | str) -> Any:
        """The record, as far as the present identity may see it; None where it may not, or there is none."""
        return self.model_class._default_manager.filter(pk=key).first()

    def address(self, key: int | str) -> str:
        """Of its page; empty where it has none."""
        return reverse(self.page, args=[key]) if self.page else ""

    def kind_of(self, record: Any) -> str:
        """The kind that it is of; empty where there are none."""
        return str(attrgetter(self.kind)(record)) if self.kind else ""

    def name_of(self, row: Model) -> str:
        """What people know a record by; where it has no name of its own, the data set's and its number."""
        own = str(row) if type(row).__str__ is not Model.__str__ else ""
        return own or self.called(row.pk)

    def called(self, key: int | str) -> str:
        """Such as: Activity 17."""
        return f"{capfirst(str(self.one or self.name))} {key}"

    def told(self, key: int) -> list[Told]:
        """The records that tell what this one tells."""
        return [one for part in self.parts if part.told for one in part.told(key)]

    def recipients(self, key: int) -> list[Recipient]:
        """Who was given what this record tells."""
        return [one for part in self.parts if part.recipients for one in part.recipients(key)]

    def changed(self, key: int) -> None:
        """Work out anew what follows from the record's words."""
        for part in self.parts:
            if part.changed:
                part.changed(key)

    def erased(self, key: int) -> dict[str, str]:
        """Do what is to be done before the record's columns are blanked, the higher apps first; further columns."""
        further: dict[str, str] = {}
        for part in reversed(self.parts):
            if part.erased:
                further |= part.erased(key)
        return further


@cache
def data_sets() -> dict[str, DataSet]:
    """All of them by their code, in the order of the apps, each with what other apps keep of it."""
    declared = {one.code: one for module in _modules() for one in getattr(module, "DATA_SETS", ())}
    parts = [part for module in _modules() for part in getattr(module, "PARTS", ())]
    return {code: _whole(one, tuple(part for part in parts if part.code == code)) for code, one in declared.items()}


def _whole(one: DataSet, parts: tuple[Part, ...]) -> DataSet:
    return replace(one, kept=(*one.kept, *(kept for part in parts for kept in part.kept)), parts=parts)


def impersonal() -> dict[str, str]:
    """Tables without personal data, each with the reason why one can say so."""
    return {table: why for module in _modules() for table, why in getattr(module, "IMPERSONAL", {}).items()}


def _modules() -> Iterator[Any]:
    for app in apps.get_app_configs():
        if app.name.startswith("muster.") and find_spec(f"{app.name}.personal"):
            yield import_module(f"{app.name}.personal")
