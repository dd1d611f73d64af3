"""The tree of units, as it stood on a day."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Iterable, Iterator, Mapping
from dataclasses import dataclass, field
from datetime import date

from django.db.models import F, Q, QuerySet

from muster.core.models import Placement, Unit, UnitKind


@dataclass(slots=True)
class Branch:
    """A unit with those that stand below it; `closed` on the day that was asked about."""

    unit: Unit
    closed: bool
    below: list[Branch] = field(default_factory=list)

    def walk(self) -> Iterator[Branch]:
        """This one and all below it."""
        yield self
        for branch in self.below:
            yield from branch.walk()


def mission() -> Unit | None:
    """The mission itself, of which the structures are parts."""
    return Unit.objects.filter(kind=UnitKind.MISSION).first()


def parents(on: date) -> dict[int, int]:
    """Of each unit that stands under another one on a day, which: primary keys. A closed one stays where it stood."""
    begun = Placement.objects.filter(Q(start=None) | Q(start__lte=on))
    return dict(begun.order_by(F("start").asc(nulls_first=True)).values_list("unit_id", "parent_id"))


def tree(on: date) -> list[Branch]:
    """The tops with all below them on a day, the mission first; a unit that was not opened yet is left out."""
    above = parents(on)
    units = Unit.objects.filter(Q(opened=None) | Q(opened__lte=on))
    branches = {unit.pk: Branch(unit, closed_by(unit, on)) for unit in units}
    tops: list[Branch] = []
    for pk, branch in branches.items():
        parent = branches.get(above.get(pk, 0))
        (parent.below if parent else tops).append(branch)
    return sorted(tops, key=lambda branch: branch.unit.kind != UnitKind.MISSION)


def closed_by(unit: Unit, on: date) -> bool:
    """Whether its last day is over."""
    return unit.closed is not None and unit.closed < on


def open_on(day: date) -> QuerySet[Unit]:
    """Units whose last day is not over, or that have none."""
    return Unit.objects.filter(Q(closed=None) | Q(closed__gte=day))


def path_to(unit: Unit, on: date) -> list[Unit]:
    """The units that it stands under on a day, the top first."""
    keys = list(_upwards(unit.pk, parents(on)))
    found = Unit.objects.in_bulk(keys)
    return [found[key] for key in reversed(keys)]


def would_circle(unit: Unit, parent: Unit, since: date) -> date | None:
    """The first day from `since` on which the parent stands below the unit itself; None where that never happens."""
    days = Placement.objects.filter(start__gt=since).values_list("start", flat=True).distinct()
    for day in [since, *sorted(day for day in days if day)]:
        if unit.pk in {parent.pk, *_upwards(parent.pk, parents(day))}:
            return day
    return None


def below(pks: Iterable[int], on: date) -> set[int]:
    """These units and all below them on a day; primary keys."""
    children: Mapping[int, list[int]] = defaultdict(list)
    for pk, parent in parents(on).items():
        children[parent].append(pk)
    found, waiting = set[int](), list(pks)
    while waiting:
        if (pk := waiting.pop()) not in found:
            found.add(pk)
            waiting.extend(children[pk])
    return found


def _upwards(pk: int, above: Mapping[int, int]) -> Iterator[int]:
    """The units above one, the nearest first."""
    seen = {pk}
    while (parent := above.get(pk)) is not None and parent not in seen:
        seen.add(parent)
        yield parent
        pk = parent
