"""One table inside: counted for who asks, with what each number leads to."""

from __future__ import annotations

from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass
from datetime import date
from functools import cached_property
from urllib.parse import urlencode

from django.urls import reverse
from django.utils import timezone
from django.utils.translation import gettext as _

from muster.core.models import Unit
from muster.domain.disclosure import TOTAL, Position, Shown, rate
from muster.features.accounts.models import User
from muster.features.registers.filters import ANSWER, offered
from muster.features.statistics import counting
from muster.features.statistics.axes import UNANSWERED, Axis, Names, Schema
from muster.features.statistics.counting import Number
from muster.features.statistics.grids import Cell, Grid, Side, flat, grid
from muster.features.statistics.populations import People
from muster.features.statistics.selection import Selection
from muster.features.statistics.showing import (
    Drawn,
    Figure,
    Writer,
    figures,
    label,
    measure_name,
    month_of,
    sides_of,
    title_of,
    writer,
)


@dataclass(frozen=True)
class Counted:
    """What a viewer is told of a selection."""

    schema: Schema
    selection: Selection
    numbers: Mapping[Position, Number]

    @cached_property
    def sides(self) -> list[Side]:
        return sides_of(Names(self.schema), self.selection, self.numbers)

    @cached_property
    def value_name(self) -> str:
        repeat = self.selection.repeat
        return measure_name(self.selection, self.schema.entry_name(repeat) if repeat else "")

    @property
    def title(self) -> str:
        return title_of(self.selection, str(self.schema.register), self.value_name)

    @property
    def empty(self) -> bool:
        return not any(number.count for number in self.numbers.values())

    @cached_property
    def grid(self) -> Grid:
        return grid(self.sides, self.value_name, self._cell)

    @cached_property
    def figures(self) -> list[Figure]:
        kinds = [axis.what for axis in self.selection.axes]
        return figures(Drawn(self.title, self.value_name, self.sides, kinds, self._values))

    def value(self, position: Position) -> float | None:
        """What stands at a position; None where there is no such number."""
        number = self.numbers.get(position, Number())
        if self.selection.rate:
            return self._rate(position, number)
        if self.selection.amount is None:
            return number.count
        if self.selection.amount.measure.how == "mean":
            return float(number.sum / number.said) if number.said else None
        return float(number.sum)

    def rows(self) -> tuple[list[str], Iterator[list[object]]]:
        """To take away: the head, and one row a number."""
        counted = [] if self._plain else [_("Records")]
        head = [*(side.name for side in self.sides), self.value_name, *counted]

        def rows() -> Iterator[list[object]]:
            for position, labels in flat(self.sides):
                count = [self.numbers.get(position, Number()).count] if counted else []
                yield [*labels, self.value(position), *count]

        return head, rows()

    @property
    def _plain(self) -> bool:
        return self.selection.amount is None and not self.selection.rate

    def _rate(self, position: Position, number: Number) -> float | None:
        axis, code = self._where(position)
        people = self._people.of(axis, code)
        found = rate(Shown(number.count), people) if people else None
        return found.value if found else None

    def _where(self, position: Position) -> tuple[Axis | None, str]:
        """Whose people a number is counted by."""
        for axis, code in (*zip(self.selection.axes, position, strict=True), *self.selection.only):
            if axis.what in ("place", "region") and code != TOTAL:
                return axis, code
        return None, TOTAL

    @cached_property
    def _people(self) -> People:
        return People((self.selection.end or timezone.localdate()).year)

    def people_sources(self) -> list[str]:
        return self._people.sources() if self.selection.rate else []

    @cached_property
    def _values(self) -> dict[Position, float | None]:
        return {position: self.value(position) for position, _labels in flat(self.sides)}

    @cached_property
    def _written(self) -> Writer:
        return writer(self._values.values())

    def _cell(self, position: Position) -> Cell:
        value = self.value(position)
        address = self._address(position) if self.numbers.get(position, Number()).count else ""
        return Cell(self._written(value), value, address=address, total=TOTAL in position)

    def _address(self, position: Position) -> str:
        """Of the list of its records; "" where the list's filters cannot say it."""
        if self.selection.repeat:
            return ""
        said: dict[str, str] = {}
        for name, day in (("since", self.selection.start), ("until", self.selection.end)):
            if day:
                said[name] = day.isoformat()
        for axis, code in (*self.selection.only, *zip(self.selection.axes, position, strict=True)):
            if code != TOTAL:
                words = self._filter(axis, code)
                if not words:
                    return ""
                said |= words
        return f"{reverse('registers:records', args=[self.schema.register.code])}?{urlencode(said)}"

    def _filter(self, axis: Axis, code: str) -> dict[str, str]:
        if code == UNANSWERED:
            return {}
        match axis.what:
            case "place":
                return {"place": code}
            case "unit":
                return {"unit": str(self._units[code])} if code in self._units else {}
            case "period":
                start, end = self._days(axis.key, code)
                return {"since": start.isoformat(), "until": end.isoformat()}
            case "field":
                path = axis.field.path if axis.field else ""
                return {f"{ANSWER}{path}": code} if path in self._offered and not axis.personal else {}
        return {}

    def _days(self, key: str, code: str) -> tuple[date, date]:
        """Of a period within that of the selection."""
        start, end = days_of(key, code)
        return max(start, self.selection.start or start), min(end, self.selection.end or end)

    @cached_property
    def _units(self) -> dict[str, int]:
        return dict(Unit.objects.values_list("code", "pk"))

    @cached_property
    def _offered(self) -> set[str]:
        return {one.path for one in offered(self.schema.definition.form)}


def counted(viewer: User, schema: Schema, selection: Selection) -> Counted:
    """Under the row security of the viewer, on whose behalf the connection asks."""
    return Counted(schema, selection, counting.table(schema, selection))


def days_of(key: str, code: str) -> tuple[date, date]:
    """The first and the last day of 2026, 2026-Q2 or 2026-04."""
    year = int(code[:4])
    if key == "year":
        return date(year, 1, 1), date(year, 12, 31)
    if key == "quarter":
        last = 3 * int(code[-1])
        return month_of(f"{year}-{last - 2:02}")[0], month_of(f"{year}-{last:02}")[1]
    return month_of(code)


def notes_on(schema: Schema, selection: Selection, sources: Sequence[str] = ()) -> list[str]:
    """What a reader must know of the numbers."""
    found = []
    if selection.repeat:
        entry = schema.entry_name(selection.repeat)
        found.append(_("Counted are entries of “%(entry)s”: a record may have several, or none.") % {"entry": entry})
    for axis in selection.many:
        said = _("“%(name)s” may have several answers: a record counts under each, and once under “All”.")
        found.append(said % {"name": axis.name})
    if selection.amount:
        said = _("Only records that state “%(name)s” are in it.") % {"name": selection.amount.name}
        found.append(said)
    if selection.rate:
        found.append(
            _("People by: %(sources)s.") % {"sources": "; ".join(sources)}
            if sources
            else _("How many people live where is not known yet: there are no rates.")
        )
    for axis, code in selection.only:
        words = Names(schema).words(axis, code)
        found.append(_("Only %(name)s: %(code)s.") % {"name": axis.name, "code": label(axis.key, words, code)})
    return found
