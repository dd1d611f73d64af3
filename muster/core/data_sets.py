"""Data sets: which records hold personal data, what for, about whom, and in which columns exactly.

Every app says it in its module `personal`: `DATA_SETS`, and in `IMPERSONAL` which tables hold none. Looking, naming,
restricting, erasing and giving account of it go by that, whatever feature a record is of; a table with columns of text
that nobody spoke of fails a test.
"""

from __future__ import annotations

from collections.abc import Callable, Iterator
from dataclasses import dataclass, field
from functools import cache
from importlib import import_module
from importlib.util import find_spec
from typing import Any

from django.apps import apps
from django.db.models import Model
from django.urls import reverse
from django.utils.functional import Promise

Text = str | Promise


@dataclass(frozen=True, slots=True)
class Kept:
    """Columns of a table that hold personal data; `key` is the column with the key of the record that a row is of."""

    table: str
    columns: tuple[str, ...]
    key: str = "id"


@dataclass(frozen=True, slots=True)
class DataSet:
    """Records of one kind that hold personal data.

    `code` is the word for it in the audit trail and in addresses, and the subject of rights; `model` is "app.Model".
    `purpose` and `legal_basis` are what the mission begins with and may change. `years` is after how many years
    somebody looks whether it is still needed. `page` names the address of a record's page, by its key. `erased` does
    what is to be done beyond the columns, once they are blank: it gets the record's key.
    """

    code: str
    name: Text
    model: str
    purpose: Text
    legal_basis: Text
    years: int
    kept: tuple[Kept, ...]
    page: str = ""
    erased: Callable[[int], None] | None = field(default=None, compare=False)

    @property
    def model_class(self) -> type[Model]:
        return apps.get_model(self.model)

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


@cache
def data_sets() -> dict[str, DataSet]:
    """All of them by their code, in the order of the apps."""
    return {one.code: one for module in _modules() for one in module.DATA_SETS}


def impersonal() -> dict[str, str]:
    """Tables without personal data, each with the reason why one can say so."""
    return {table: why for module in _modules() for table, why in module.IMPERSONAL.items()}


def _modules() -> Iterator[Any]:
    for app in apps.get_app_configs():
        if app.name.startswith("muster.") and find_spec(f"{app.name}.personal"):
            yield import_module(f"{app.name}.personal")
