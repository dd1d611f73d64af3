"""Numbers in words: what a table is called, its categories, its cells, its charts, its rows to take away."""

from __future__ import annotations

from collections.abc import Callable, Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass, field
from datetime import date
from functools import cached_property, partial

from django.utils.safestring import SafeString, mark_safe
from django.utils.translation import get_language, pgettext
from django.utils.translation import gettext as _

from muster.domain.disclosure import TOTAL, Position
from muster.domain.disclosure.rates import PER
from muster.domain.periods import show_period
from muster.domain.reference.codes import municipalities
from muster.features.statistics.axes import PERIODS, UNANSWERED, Axis, Names
from muster.features.statistics.grids import Side
from muster.features.statistics.selection import Selection
from muster.ui import charts
from muster.ui.charts import Bar, Chart, Parts, Spot
from muster.ui.numbers import THIN_SPACE, grouped
from muster.ui.wording import in_language

MOST_BARS = 20
Writer = Callable[[float | None], str]


@dataclass(frozen=True, slots=True)
class Figure:
    """A chart of totals of a table; they stand in the table beside it."""

    key: str
    title: str
    chart: Chart
    notes: Sequence[str] = ()

    @property
    def picture(self) -> SafeString:
        """As SVG for a page; its texts are escaped where they are drawn."""
        return mark_safe(self.chart.svg())  # noqa: S308


@dataclass(frozen=True)
class Drawn:
    """What charts need of a table: its sides, its title, and the value at a position (None: hidden or none)."""

    title: str
    value_name: str
    sides: Sequence[Side]
    kinds: Sequence[str]  # of each side: field, period, unit, place, region
    values: Mapping[Position, float | None]
    notes: Sequence[str] = field(default=())

    @cached_property
    def written(self) -> Writer:
        return writer(self.values.values())

    def along(self, at: int) -> list[tuple[str, str, float]]:
        """The totals of one side: code, label, value; those that are hidden are left out."""
        found = []
        for code, label in self.sides[at].categories:
            value = self.values.get(tuple(code if n == at else TOTAL for n in range(len(self.sides))))
            if value is not None:
                found.append((code, label, value))
        return found


def period_name(start: date | None, end: date | None) -> str:
    return show_period(start, end, get_language() or "en")


def period_label(code: str) -> str:
    """Of 2026, 2026-Q2, 2026-04."""
    language = get_language() or "en"
    if "-Q" in code:
        year, _dash, quarter = code.partition("-Q")
        return _("Q%(quarter)s %(year)s") % {"quarter": quarter, "year": year}
    if "-" in code:
        return show_period(*month_of(code), language)
    return show_period(date(int(code), 1, 1), date(int(code), 12, 31), language)


def month_of(code: str) -> tuple[date, date]:
    """Its first and last day."""
    year, month = map(int, code.split("-"))
    after = date(year + month // 12, month % 12 + 1, 1)
    return date(year, month, 1), date.fromordinal(after.toordinal() - 1)


def label(axis_key: str, words: Mapping[str, str], code: str) -> str:
    if axis_key in PERIODS:
        return period_label(code)
    if code == UNANSWERED:
        return _("not answered") if axis_key not in ("place", "region") else _("not known")
    return in_language(words) or code


def sides_of(names: Names, selection: Selection, found: Iterable[Position]) -> list[Side]:
    """Of each axis the categories that there is anything of, in their order."""
    positions = list(found)
    return [
        Side(
            axis.name,
            [(code, label(axis.key, names.words(axis, code), code)) for code in in_order(names, axis, codes)],
            pgettext("of a table", "All"),
            axis.what == "period",
        )
        for axis, codes in (
            (axis, {position[at] for position in positions} - {TOTAL}) for at, axis in enumerate(selection.axes)
        )
    ]


def in_order(names: Names, axis: Axis, codes: Iterable[str]) -> list[str]:
    """As the form has them, others after them, the unanswered last; periods by time."""
    order = {code: at for at, code in enumerate(names.order(axis))}
    return sorted(codes, key=lambda code: (code == UNANSWERED, order.get(code, len(order)), code))


def measure_name(selection: Selection, entry: str) -> str:
    """What the numbers of a table are; `entry` is what is counted where it is not records."""
    if selection.amount:
        mean = selection.amount.measure.how == "mean"
        return _("Mean of %(name)s") % {"name": selection.amount.name} if mean else selection.amount.name
    if selection.rate:
        return rate_name()
    return _("Entries: %(name)s") % {"name": entry} if entry else _("Records")


def rate_name() -> str:
    return _("Per %(number)s people") % {"number": grouped(PER)}


def title_of(selection: Selection, register: str, value_name: str) -> str:
    by = ", ".join(axis.name for axis in selection.axes)
    period = period_name(selection.start, selection.end)
    said = _("%(register)s: %(what)s by %(by)s") % {"register": register, "what": value_name, "by": by}
    return f"{said}, {period}" if period else said


def writer(values: Iterable[float | None]) -> Writer:
    """For the numbers of one table: two decimals for all of them, or none where all are whole."""
    return partial(_written, places=0 if all(value is None or value == int(value) for value in values) else 2)


def _written(value: float | None, *, places: int) -> str:
    """1 045 or 12.50, in figures that no language misreads; a decimal comma where the language has one."""
    if value is None:
        return "–"
    whole, dot, rest = f"{value:,.{places}f}".partition(".")
    point = "." if (get_language() or "en") == "en" else ","
    return f"{whole.replace(',', THIN_SPACE)}{dot and point}{rest}"


def figures(drawn: Drawn) -> list[Figure]:
    """The charts that fit: the map of municipalities, columns over time, bars, shares of two or three."""
    found = []
    for at, kind in enumerate(drawn.kinds):
        along = drawn.along(at)
        gaps = len(along) < len(drawn.sides[at].categories)
        if not any(value for _code, _label, value in along) or (gaps and (kind == "period" or len(along) < 2)):
            continue  # what is left would be taken for the whole
        if kind == "place":
            found.append(_map(drawn, at))
        if kind == "period":
            found.append(_columns(drawn, at))
        elif kind != "place" or len(drawn.kinds) == 1:
            found.append(_bars(drawn, at))
    return [*found, *_shares(drawn)]


def _title(drawn: Drawn, at: int) -> str:
    return _("%(what)s by %(by)s") % {"what": drawn.value_name, "by": drawn.sides[at].name}


def _most(along: Sequence[tuple[str, str, float]], written: Writer) -> str:
    largest = sorted(along, key=lambda one: -one[2])[:3]
    said = ", ".join(f"{label} {written(value)}" for _code, label, value in largest if value)
    return _("Most: %(most)s.") % {"most": said or "–"}


def _map(drawn: Drawn, at: int) -> Figure:
    along = drawn.along(at)
    values = {code: value for code, _label, value in along}
    spots = [Spot(town.name, town.latitude, town.longitude, values.get(town.code, 0)) for town in municipalities()]
    title = _title(drawn, at)
    chart = charts.map_circles(spots, title=title, description=_most(along, drawn.written), written=drawn.written)
    away = [name for code, name, value in along if value and code not in {town.code for town in municipalities()}]
    notes = [_("Not on the map: %(names)s.") % {"names": ", ".join(away[:12])}] if away else []
    return Figure(f"map-{at}", title, chart, [*notes, *drawn.notes])


def _columns(drawn: Drawn, at: int) -> Figure:
    along = drawn.along(at)
    bars = [Bar(name, value) for _code, name, value in along]
    title = _title(drawn, at)
    told = {"description": _most(along, drawn.written), "now_label": drawn.value_name}
    chart = charts.months_columns(bars, title=title, written=drawn.written, **told)
    return Figure(f"time-{at}", title, chart, drawn.notes)


def _bars(drawn: Drawn, at: int) -> Figure:
    along = sorted(drawn.along(at), key=lambda one: -one[2])
    bars = [Bar(name, value) for _code, name, value in along[:MOST_BARS] if value]
    title = _title(drawn, at)
    more = [_("The largest %(n)s; all stand in the table.") % {"n": MOST_BARS}] if len(along) > MOST_BARS else []
    chart = charts.partners_bar(bars, title=title, description=_most(along, drawn.written), written=drawn.written)
    return Figure(f"bars-{at}", title, chart, [*more, *drawn.notes])


def _shares(drawn: Drawn) -> Iterator[Figure]:
    """The first axis by the parts of the second, where these are two or three and none is hidden."""
    if len(drawn.sides) != 2 or not 2 <= len(drawn.sides[1].categories) <= 3:
        return
    series = list(drawn.sides[1].categories)
    rows = []
    for code, name in drawn.sides[0].categories[:MOST_BARS]:
        values = {other: drawn.values.get((code, other)) for other, _name in series}
        if all(value is not None for value in values.values()) and any(values.values()):
            rows.append(Parts(name, {other: round((value or 0) * 1000) for other, value in values.items()}))
    if rows:
        said = {"one": drawn.sides[0].name, "other": drawn.sides[1].name}
        title = _("%(one)s by shares of %(other)s") % said
        chart = charts.shares_bar(rows, series, title=title, description=drawn.title)
        yield Figure("shares", title, chart, drawn.notes)
