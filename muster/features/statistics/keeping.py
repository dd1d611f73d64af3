"""Which answers are counted follows from a register's current version, whenever one is published."""

from __future__ import annotations

from collections.abc import Iterable, Iterator
from typing import Any

from django.db import connection, transaction
from django.db.models.signals import post_save

from muster.core import jobs
from muster.core.identity import SYSTEM, acting_as
from muster.domain.forms.model import Form
from muster.domain.forms.settings import Settings
from muster.features.registers.definitions import definition_of
from muster.features.registers.models import Register
from muster.features.statistics.models import Layout

MAKE = "statistics.make_facts"  # the name of the job
AT_ONCE = 5000  # records whose facts are made while somebody waits; of more, by a job
BATCH = 2000  # records a statement


def listen() -> None:
    post_save.connect(_saved, sender=Register, dispatch_uid="statistics follow a register")


def _saved(sender: Any, instance: Register, **_: Any) -> None:
    if instance.current is not None:
        lay_out(instance)


@transaction.atomic
def lay_out(register: Register) -> None:
    """What the current version counts is counted from now on, of the records that are there too."""
    assert register.current is not None
    definition = definition_of(register.current)
    with acting_as(SYSTEM):
        layout = Layout.objects.select_for_update().filter(register=register).first() or Layout(register=register)
        before = [layout.categories, layout.amounts, layout.repeats]
        _extend(layout, definition.form, definition.settings)
        if before == [layout.categories, layout.amounts, layout.repeats] and not layout._state.adding:
            return
        few = register.records.all()[: AT_ONCE + 1].count() <= AT_ONCE
        layout.made = few
        layout.save()
        if few:
            list(make_facts(register.pk))
        else:
            jobs.defer(MAKE, lock=f"facts-{register.pk}", register=register.pk)


def make_facts(register: int, after: int = 0) -> Iterator[int]:
    """Of all records of a register, in batches; yields the number of the last record of each."""
    while True:
        with connection.cursor() as cursor:
            cursor.execute("SELECT statistics_make_some(%s, %s, %s)", [register, after, BATCH])
            (last,) = cursor.fetchone()
        if last is None:
            return
        after = last
        yield last


def _extend(layout: Layout, form: Form, settings: Settings) -> None:
    """By what is new; what is there keeps its place and is personal as the version says now."""
    statistics = [path for path in settings.statistics if path != settings.place]
    measures = list(dict.fromkeys(measure.path for measure in settings.measures))
    repeats = list(dict.fromkeys(_above(form, (form.by_path[path].repeat for path in (*statistics, *measures)))))
    layout.categories = _fields(layout.categories, form, settings, statistics)
    layout.amounts = _fields(layout.amounts, form, settings, measures)
    layout.repeats = _grown(
        layout.repeats,
        [
            {"path": path, "parent": form.by_path[path].repeat, "personal": _personal(settings, path)}
            for path in repeats
        ],
    )


def _fields(there: list[dict[str, Any]], form: Form, settings: Settings, paths: Iterable[str]) -> list[dict[str, Any]]:
    wanted = [
        {"path": path, "repeat": form.by_path[path].repeat, "personal": _personal(settings, path)} for path in paths
    ]
    return _grown(there, wanted)


def _grown(there: list[dict[str, Any]], wanted: list[dict[str, Any]]) -> list[dict[str, Any]]:
    now = {one["path"]: one for one in wanted}
    kept = [now.pop(one["path"], one) for one in there]
    return [*kept, *now.values()]


def _personal(settings: Settings, path: str) -> bool:
    return settings.of_whom(path) is not None


def _above(form: Form, repeats: Iterable[str]) -> Iterator[str]:
    """Each repeat after those that it is in."""
    for path in repeats:
        chain = []
        while path:
            chain.append(path)
            path = form.by_path[path].repeat
        yield from reversed(chain)
