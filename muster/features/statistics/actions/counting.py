"""What the job of a release does: counts all records, hides what must be hidden, keeps what is left."""

from __future__ import annotations

from collections.abc import Callable, Iterator
from contextlib import contextmanager
from typing import Any

from django.db import connection, transaction
from django.utils import timezone

from muster.domain.disclosure import Release as Protected
from muster.domain.disclosure import Rule
from muster.features.statistics import protecting, releasing
from muster.features.statistics.axes import Schema, schema_of
from muster.features.statistics.content import table_content
from muster.features.statistics.models import Order, Release, State, Step, Truth
from muster.features.statistics.releasing import Counted

Tell = Callable[[Step, int], None]  # is told the step and percent; raises where the work is no longer wanted


class Changed(Exception):
    """The release is not as the person saw it who ordered this."""


def count_release(order: Order, tell: Tell) -> None:
    """For the machine's own identity: all records count, whoever asked.

    Raises `Changed`, `protecting.TooMuch`, `ValidationError`, and what `tell` raises.
    """
    tell(Step.COUNTING, 0)
    with _one_state():
        release = Release.objects.select_related("register__current").get(pk=order.release_id)
        schema = schema_of(release.register)
        if schema is None or release.version != order.version:
            raise Changed
        as_of = timezone.now().isoformat()
        selected = releasing.selections(schema, release)
        counted = releasing.count(schema, selected, lambda done: None)
        truths = list(Truth.objects.filter(release__register=release.register, release__state=State.PUBLISHED))
    found = _protected(schema, counted, truths, as_of, tell)
    _keep(order, schema, counted, found, as_of, sorted(one.release_id for one in truths))


@contextmanager
def _one_state() -> Iterator[None]:
    """All reads within see the records as they are at one moment, or tables would contradict each other."""
    outermost = not connection.in_atomic_block
    with connection.cursor() as cursor:
        cursor.execute("SELECT 1")  # on whose behalf is told now, for the next statement must be the first
    with transaction.atomic():
        if outermost:
            with connection.cursor() as cursor:
                cursor.execute("SET TRANSACTION ISOLATION LEVEL REPEATABLE READ")
        yield


def _protected(
    schema: Schema, counted: list[Counted], truths: list[Truth], as_of: str, tell: Tell
) -> dict[str, protecting.Protected]:
    systems = releasing.systems(counted)
    rule = Rule(threshold=schema.definition.settings.threshold)
    found = {}
    for number, (system, tables) in enumerate(systems.items()):
        percent = 20 + 75 * number // len(systems)
        tell(Step.PROTECTING, percent)
        earlier = [Protected.from_json(one.systems[system]) for one in truths if system in one.systems]
        new, before = releasing.together(tables, earlier)

        def watch(percent: int = percent) -> None:
            tell(Step.PROTECTING, percent)

        found[system] = protecting.protected(new, as_of, rule, before, watch)
    return found


def _keep(
    order: Order,
    schema: Schema,
    counted: list[Counted],
    found: dict[str, protecting.Protected],
    as_of: str,
    earlier: list[int],
) -> None:
    shown = {system: one.release.shown() for system, one in found.items() if one.release}
    tables = [table_content(schema, one, shown.get(one.system, {}).get(one.name)) for one in counted]
    threshold = schema.definition.settings.threshold
    with transaction.atomic():
        release = Release.objects.select_for_update(of=("self",)).get(pk=order.release_id)
        if release.version != order.version or not Order.objects.filter(pk=order.pk, run=order.run).delete()[0]:
            raise Changed
        truth = {system: one.release.to_json() for system, one in found.items() if one.release}
        Truth.objects.update_or_create(release=release, defaults={"systems": truth, "earlier": earlier})
        release.content = {"as_of": as_of, "threshold": threshold, "tables": tables}
        release.hidden = [_why(one, found[one.system]) for one in counted]
        release.state, release.counted_at = State.COUNTED, timezone.now()
        release.version += 1
        release.save()


def _why(counted: Counted, found: protecting.Protected) -> dict[str, Any]:
    """For who prepares it: the outcome of a table, and why each of its positions is hidden, without the numbers."""
    hidden = [
        [position, releasing.without_numbers(reasons)]
        for name, position, reasons in found.hidden
        if name == counted.name
    ]
    return {"outcome": found.outcome, "hidden": hidden, "findings": releasing.without_numbers(found.findings)}
