"""What a request reads of data sets, by construction: every row that becomes an object is noticed, whoever asks for it.

A data set says in which tables its personal data stand (`core.data_sets.Kept`); rows of all of them lead to the key of
their record. Noticed keys become one entry a data set and request, in parts of `PART` where they are many, each
written before what it tells of leaves.
"""

from __future__ import annotations

from collections.abc import Callable, Iterator
from contextvars import ContextVar
from dataclasses import dataclass, field
from functools import partial
from typing import Any

from django.apps import apps
from django.db.models import Model
from django.db.models.signals import post_init
from django.http import HttpRequest

from muster.core.data_sets import DataSet, Kept, data_sets
from muster.domain.audit.reasons import Reason, read_header

# Its own pages say what was looked for in the trail; reasons are read for every look, disclosures beside every record.
NOT_NOTICED = {"audit", "justification", "disclosure"}
PART = 1_000  # keys in one entry
SAID = "Justification"  # the header by which a program says why
# Names of people and of partners stand on every page; a look at them are the pages that are about them.
ABOUT = {
    "account": ("sign_in:", "accounts:", "protection:", "records:"),
    "partner": ("activities:partners", "api:list_partners", "protection:", "records:"),
}


@dataclass
class Opened:
    """One record that is shown by itself."""

    why: dict[str, Any]
    unit: int | None  # of the record


@dataclass
class Looks:
    """Of one request, by data set."""

    request: HttpRequest
    write: Callable[[Looks, str], None]
    seen: dict[str, dict[str, None]] = field(default_factory=dict)
    opened: dict[str, dict[str, Opened]] = field(default_factory=dict)
    detail: dict[str, dict[str, Any]] = field(default_factory=dict)
    told: set[str] = field(default_factory=set)  # data sets of which something was told that no entry says yet
    parts: dict[str, int] = field(default_factory=dict)  # entries written of a look without a record of its own
    leaving: set[str] = field(default_factory=set)  # data sets of which records leave as a file
    repeats: bool = False  # the page asks for this again and again by itself

    def notice(self, code: str, key: Any) -> None:
        keys = self.seen.setdefault(code, {})
        keys[str(key)] = None
        if len(keys) >= PART:
            self.write(self, code)

    def codes(self) -> list[str]:
        return list(dict.fromkeys((*self.opened, *self.seen, *self.told)))


_under_way: ContextVar[Looks | None] = ContextVar("looks", default=None)


def begin(looks: Looks | None) -> None:
    """From now on in this thread or task; None ends it."""
    _under_way.set(looks)


def request_under_way() -> HttpRequest | None:
    looks = _under_way.get()
    return looks.request if looks else None


def opened(code: str, key: Any, why: dict[str, Any], unit: int | None) -> None:
    if looks := _under_way.get():
        looks.opened.setdefault(code, {})[str(key)] = Opened(why, unit)


def taken_away(code: str, why: dict[str, Any]) -> None:
    if looks := _under_way.get():
        looks.leaving.add(code)
        told(code, justification=why)


def told(code: str, **detail: Any) -> None:
    if looks := _under_way.get():
        looks.detail.setdefault(code, {}).update(detail)
        looks.told.add(code)


def repeat() -> None:
    if looks := _under_way.get():
        looks.repeats = True


def said_with_request() -> Reason | None:
    """The reason that a program sent along."""
    request = request_under_way()
    value = request.headers.get(SAID, "") if request else ""
    try:
        return read_header(value.encode("latin-1").decode("utf-8"))
    except UnicodeError:
        return read_header(value)


def watch() -> None:
    """Once, when everything is loaded: notice what is read of every table that keeps personal data."""
    for data_set in data_sets().values():
        for model, column in tables_of(data_set) if data_set.code not in NOT_NOTICED else ():
            notice = partial(_notice, data_set.code, column)
            post_init.connect(notice, sender=model, weak=False, dispatch_uid=f"look at {data_set.code} by {column}")


def tables_of(data_set: DataSet) -> Iterator[tuple[type[Model], str]]:
    """The models that keep its personal data, each with the attribute that has the key of the record."""
    models = {str(model._meta.db_table): model for model in apps.get_models()}
    own = data_set.model_class
    yield own, str(own._meta.pk.attname)
    for kept in data_set.kept:
        model = models.get(kept.table)
        if model is not None and model is not own and not kept.record and not kept.lasting:
            yield model, _attribute(model, kept)


def _attribute(model: type[Model], kept: Kept) -> str:
    return next(str(one.attname) for one in model._meta.concrete_fields if one.column == kept.key)


def _notice(code: str, column: str, *, instance: Model, **_: Any) -> None:
    """Called for every object that is made; new ones have no key yet, deferred ones none at hand."""
    looks = _under_way.get()
    if looks is not None and instance.pk is not None:
        key = vars(instance).get(column)
        if key is not None:
            looks.notice(code, key)
