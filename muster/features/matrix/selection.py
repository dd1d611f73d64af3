"""What somebody wants counted: read from an address, written into one."""

from __future__ import annotations

import re
from collections.abc import Iterator
from dataclasses import dataclass, replace
from datetime import date
from typing import Any
from urllib.parse import urlencode

from django.http import QueryDict
from django.utils.translation import get_language, ngettext
from django.utils.translation import gettext as _

from muster.core.models import Unit
from muster.core.web.numbers import whole
from muster.domain.counting.matrix import Matrix, Measure
from muster.domain.counting.period import Period
from muster.domain.periods import parse_partial, show_period
from muster.features.accounts.models import User
from muster.features.activities.filters import Filters
from muster.features.matrix import queries
from muster.features.matrix.models import PublishedMatrix

NOTHING, YEAR_BEFORE = "nothing", ""
LITTLE = 0.5  # of what was published: a register that holds less of a year has not been filled for it
PART = re.compile(r"q[1-4]|m(?:[1-9]|1[0-2])|")
FIRST_YEAR, LAST_YEAR = 1990, 2200
YEARS = range(FIRST_YEAR, LAST_YEAR + 1)


@dataclass(frozen=True, slots=True)
class Against:
    """What it is compared with: a period of the register, or a published matrix.

    `held` is what the register counts in that period, where a published matrix was taken in its place.
    """

    name: str
    matrix: Matrix
    period: Period | None = None
    published: PublishedMatrix | None = None
    held: int | None = None


@dataclass(frozen=True, slots=True)
class Selection:
    """Structures (None: all), period, what is counted, and what it is compared with.

    `against` is empty for the same days a year earlier (see `compared`), `nothing`, a year, or `published-<number>`.
    """

    period: Period
    units: tuple[Unit, ...] | None = None
    measure: Measure = Measure.EVENTS
    against: str = YEAR_BEFORE
    part: str = ""
    free: bool = False  # whether the period is two dates of somebody's own

    @property
    def year(self) -> int:
        return self.period.start.year

    @property
    def period_name(self) -> str:
        return period_name(self.period)

    @property
    def scope_name(self) -> str:
        """The structures by name; many of them by number."""
        if self.units is None:
            return _("All structures")
        if len(self.units) > 3:
            return ngettext("%(n)s structure", "%(n)s structures", len(self.units)) % {"n": len(self.units)}
        return ", ".join(unit.name for unit in self.units)

    def filters(self, **more: Any) -> Filters:
        return queries.filters(self.units, self.period, **more)

    def items(self) -> Iterator[tuple[str, str]]:
        """(name, value) as the address has them."""
        yield from (("unit", unit.code) for unit in self.units or ())
        if self.free:
            yield from (("since", self.period.start.isoformat()), ("until", self.period.end.isoformat()))
        else:
            yield from (("year", str(self.year)), ("part", self.part))
        yield from (("count", self.measure.value), ("against", self.against))

    def query(self) -> str:
        return urlencode([(name, value) for name, value in self.items() if value])


def read_selection(viewer: User, params: QueryDict) -> tuple[Selection, list[str]]:
    """The selection of an address, and a sentence for everything in it that was not understood (and is left out)."""
    problems: list[str] = []
    period, part, free = _period(viewer, params, problems)
    selection = Selection(period, _units(viewer, params, problems), part=part, free=free)
    measure, against = params.get("count", ""), params.get("against", "")
    if measure in set(Measure):
        selection = replace(selection, measure=Measure(measure))
    elif measure:
        problems.append(_left_out(measure))
    return replace(selection, against=against), problems


def compared(viewer: User, selection: Selection) -> Against | None:
    """The matrix that the selection is compared with; none where nothing or nothing known is asked for.

    Where nobody chose, and the register holds little of a year before that was published, it is the published one.
    """
    kind, _dash, number = selection.against.partition("-")
    if kind == "published" and (key := whole(number)) is not None:
        found = queries.comparable(viewer).filter(pk=key).first()
        return _against_published(found) if found else None
    period = _other_period(selection)
    if period is None:
        return None
    counted = queries.matrix(viewer, units=selection.units, period=period, measure=selection.measure)
    found = _published_of(viewer, selection, period)
    if found and counted.total < LITTLE * found.matrix.total:
        return _against_published(found, held=counted.total)
    return Against(period_name(period), counted, period=period)


def _published_of(viewer: User, selection: Selection, period: Period) -> PublishedMatrix | None:
    """What was published of the whole year before, of the same structures; it counts events."""
    whole_year = period == Period.of_year(period.start.year)
    if selection.against != YEAR_BEFORE or selection.measure is not Measure.EVENTS or not whole_year:
        return None
    return queries.published_of(viewer, selection.units, period.start.year)


def _against_published(found: PublishedMatrix, held: int | None = None) -> Against:
    return Against(_("%(year)s as published") % {"year": found.year}, found.matrix, published=found, held=held)


def period_name(period: Period) -> str:
    """2016, Jan – Mar 2016, or the two dates, in the reader's language."""
    return show_period(period.start, period.end, get_language() or "en")


def _other_period(selection: Selection) -> Period | None:
    if selection.against == YEAR_BEFORE:
        return selection.period.year_before()
    year = whole(selection.against)
    return selection.period.in_year(year) if year is not None and year in YEARS else None


def _units(viewer: User, params: QueryDict, problems: list[str]) -> tuple[Unit, ...] | None:
    wanted = [code for code in params.getlist("unit") if code]
    known = {unit.code: unit for unit in Unit.objects.all()} if wanted else {}
    problems += [_left_out(code) for code in wanted if code not in known]
    return tuple(known[code] for code in dict.fromkeys(wanted) if code in known) or None


def _period(viewer: User, params: QueryDict, problems: list[str]) -> tuple[Period, str, bool]:
    since, until = params.get("since", ""), params.get("until", "")
    if (since or until) and (free := _free_period(since, until, problems)):
        return free, "", True
    year, part = params.get("year", ""), params.get("part", "")
    if year and whole(year) not in YEARS:
        problems.append(_left_out(year))
        year = ""
    if not PART.fullmatch(part):
        problems.append(_left_out(part))
        part = ""
    return _part_of(int(year) if year else _latest_year(viewer), part), part, False


def _free_period(since: str, until: str, problems: list[str]) -> Period | None:
    try:
        free = Period(parse_partial(since or until)[0], parse_partial(until or since)[1])
    except ValueError:
        free = None
    if free and free.start.year >= FIRST_YEAR and free.end.year <= LAST_YEAR:
        return free
    problems.append(_("“%(since)s” to “%(until)s” is not a period.") % {"since": since, "until": until})
    return None


def _part_of(year: int, part: str) -> Period:
    if not part:
        return Period.of_year(year)
    number = int(part[1:])
    return Period.of_quarter(year, number) if part[0] == "q" else Period.of_month(year, number)


def _latest_year(viewer: User) -> int:
    return next(iter(queries.years(viewer)), date.today().year)


def _left_out(text: str) -> str:
    return _("“%(text)s” is not known here and was left out.") % {"text": text[:60]}
