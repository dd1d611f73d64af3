"""Which table is meant, as its address says the whole of it: by up to three axes, of a measure, of a period, filtered.

`by=place&by=f:agency&measure=count&since=2026-01&until=2026-12&only.f:agency=police`
"""

from __future__ import annotations

import calendar
import re
from collections.abc import Iterator, Sequence
from dataclasses import dataclass, field, replace
from datetime import date

from django.core.exceptions import ValidationError
from django.http import QueryDict
from django.utils.translation import gettext as _

from muster.features.statistics.axes import Amount, Axis, Schema

COUNT, RATE = "count", "rate"
MOST = 3  # axes
ONLY = "only."
_KINDS = {"place": "place", "region": "place", "period": "period"}  # of which a table has one
_MONTH = re.compile(r"([12][0-9]{3})-(0[1-9]|1[0-2])")


@dataclass(frozen=True)
class Selection:
    """`start`, `end` are the first and the last day; None where nothing bounds it. `only` is by keys of axes."""

    axes: tuple[Axis, ...]
    amount: Amount | None = None
    rate: bool = False
    start: date | None = None
    end: date | None = None
    only: tuple[tuple[Axis, str], ...] = field(default=())

    @property
    def measure(self) -> str:
        return self.amount.key if self.amount else RATE if self.rate else COUNT

    @property
    def many(self) -> tuple[Axis, ...]:
        return tuple(axis for axis in self.axes if axis.many)

    @property
    def every(self) -> tuple[Axis, ...]:
        """Those that it is by, and those that it is filtered by."""
        return (*self.axes, *(axis for axis, _code in self.only))

    @property
    def repeat(self) -> str:
        """The innermost repeat that anything of it stands in: its entries are counted; "" where records are."""
        found = [one.repeat for one in self.every] + ([self.amount.repeat] if self.amount else [])
        return max(found, key=len, default="")

    def is_personal(self, schema: Schema) -> bool:
        every: list[Axis | Amount] = [*self.every, *([self.amount] if self.amount else [])]
        return any(one.personal for one in every) or any(map(schema.is_personal, schema.above(self.repeat)))

    def query(self) -> str:
        """As an address says it."""
        said = QueryDict(mutable=True)
        said.setlist("by", [axis.key for axis in self.axes])
        said["measure"] = self.measure
        for name, day in (("since", self.start), ("until", self.end)):
            if day:
                said[name] = f"{day:%Y-%m}"
        for axis, code in self.only:
            said[f"{ONLY}{axis.key}"] = code
        return said.urlencode(safe=":/")

    def within(self, start: date, end: date) -> Selection:
        """Of a release's period."""
        return replace(self, start=start, end=end)


def read_selection(schema: Schema, query: QueryDict) -> tuple[Selection, list[str]]:
    """What the address says, and sentences about what in it cannot be; that is left out."""
    problems: list[str] = []
    axes = _axes(schema, query, problems)
    measure = query.get("measure", COUNT)
    amount = schema.amounts.get(measure)
    if measure not in (COUNT, RATE, "") and amount is None:
        problems.append(_("This register does not measure “%(name)s”.") % {"name": measure[:80]})
    start, end = (_month(query.get(name, ""), last, problems) for name, last in (("since", False), ("until", True)))
    if start and end and start > end:
        problems.append(_("The period ends before it begins."))
        start = end = None
    found = Selection(axes, amount, measure == RATE, start, end, _only(schema, query, problems))
    try:
        check(schema, found)
    except ValidationError as error:
        problems += error.messages
        found = Selection(found.axes[:1], None, False, start, end)
    return found, problems


def check(schema: Schema, selection: Selection) -> None:
    """Raises `ValidationError` where these cannot be counted together."""
    chain = schema.above(selection.repeat)
    apart = [axis for axis in selection.every if axis.repeat not in chain]
    if apart or (selection.amount and selection.amount.repeat not in chain):
        said = _("“%(one)s” and “%(other)s” stand in different lists of a record and cannot be counted together.")
        one = apart[0].name if apart else (selection.amount.name if selection.amount else "")
        raise ValidationError(said % {"one": one, "other": schema.entry_name(selection.repeat)})
    if selection.amount and selection.amount.repeat != selection.repeat:
        said = _(
            "“%(measure)s” is of a whole record: it cannot be summed by “%(entry)s”, of which one may have several."
        )
        names = {"measure": selection.amount.name, "entry": schema.entry_name(selection.repeat)}
        raise ValidationError(said % names)
    if selection.amount and selection.many:
        said = _("“%(measure)s” cannot be summed by “%(name)s”, where one record may have several answers.")
        raise ValidationError(said % {"measure": selection.amount.name, "name": selection.many[0].name})
    places = [axis for axis in selection.axes if axis.what in ("place", "region")]
    if len(places) > 1 or sum(axis.what == "period" for axis in selection.axes) > 1:
        raise ValidationError(_("A table has one kind of place and one of period."))


def _axes(schema: Schema, query: QueryDict, problems: list[str]) -> tuple[Axis, ...]:
    keys = [key for key in query.getlist("by") if key]
    for key in keys:
        if key not in schema.axes:
            problems.append(_("This register has no statistics by “%(name)s”.") % {"name": key[:80]})
    if len(keys) > MOST:
        problems.append(_("A table has three fields at most."))
    found = _apart([schema.axes[key] for key in keys if key in schema.axes][:MOST], problems)
    return found or (schema.first,)


def _apart(chosen: Sequence[Axis], problems: list[str]) -> tuple[Axis, ...]:
    """Each once, and the first of places and of periods."""
    found: dict[str, Axis] = {}
    for axis in chosen:
        kept = found.setdefault(_KINDS.get(axis.what, axis.key), axis)
        if kept.key != axis.key:
            said = _("“%(left)s” is left out: a table has one kind of place and one of period, here “%(kept)s”.")
            problems.append(said % {"left": axis.name, "kept": kept.name})
    if len(set(chosen)) < len(chosen):
        problems.append(_("A field that is chosen twice stands in the table once."))
    return tuple(found.values())


def _only(schema: Schema, query: QueryDict, problems: list[str]) -> tuple[tuple[Axis, str], ...]:
    return tuple(_filters(schema, query, problems))


def _filters(schema: Schema, query: QueryDict, problems: list[str]) -> Iterator[tuple[Axis, str]]:
    field, code = query.get("only", ""), query.get("is", "")
    said = {name.removeprefix(ONLY): query.get(name, "") for name in query if name.startswith(ONLY)}
    if field and code:  # as the form without scripts sends it
        said[field] = code
    for key, value in sorted(said.items()):
        axis = schema.axes.get(key)
        if axis is None or axis.what == "period":
            problems.append(_("This register has no statistics by “%(name)s”.") % {"name": key[:80]})
        elif value:
            yield axis, value[:200]


def _month(text: str, last: bool, problems: list[str]) -> date | None:
    if not text:
        return None
    found = _MONTH.fullmatch(text)
    if not found:
        problems.append(_("“%(text)s” is no month: write it as 2026-04.") % {"text": text[:40]})
        return None
    year, month = int(found[1]), int(found[2])
    return date(year, month, calendar.monthrange(year, month)[1] if last else 1)
