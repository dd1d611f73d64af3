"""The charts: each with its title, what it shows in words, its picture and its table.

A figure is made by `figure(viewer, key, selection)`; `KEYS` names all of them in the order of the page.
"""

from __future__ import annotations

from collections.abc import Callable, Sequence
from dataclasses import dataclass
from datetime import date
from typing import Any

from django.utils.safestring import SafeString, mark_safe
from django.utils.translation import get_language, ngettext
from django.utils.translation import gettext as _

from muster.domain.counting.matrix import CATEGORIES, COLUMNS, THEMES, Matrix, Measure
from muster.domain.counting.shares import percent
from muster.domain.periods import show_range
from muster.domain.reference.codes import Municipality, municipalities
from muster.features.accounts.models import User
from muster.features.matrix import queries
from muster.features.matrix.selection import Against, Selection, compared
from muster.features.matrix.tables import Cell, Head, Table
from muster.ui import charts
from muster.ui.charts import Bar, Chart, Parts, Spot
from muster.ui.numbers import grouped
from muster.ui.templatetags.show import label, short_label

MOST_PARTNERS = 15
MOST_MONTHS = 36  # a longer period is drawn by years


@dataclass(frozen=True, slots=True)
class Figure:
    """`chart` is None where nothing was counted; `notes` say what the picture leaves out."""

    key: str
    title: str
    chart: Chart | None
    table: Table
    notes: Sequence[str] = ()

    @property
    def picture(self) -> SafeString:
        """The chart as SVG for a page; its texts are escaped where they are drawn."""
        return mark_safe(self.chart.svg() if self.chart else "")  # noqa: S308


@dataclass(frozen=True, slots=True)
class Asked:
    """Who asks for what, compared with what."""

    viewer: User
    selection: Selection
    against: Against | None

    @property
    def of(self) -> dict[str, Any]:
        """What every query needs to know."""
        return {"units": self.selection.units, "period": self.selection.period}


def figure(viewer: User, key: str, selection: Selection) -> Figure:
    """One chart with its table. Raises `KeyError` for a key that is not in `KEYS`."""
    return FIGURES[key](Asked(viewer, selection, compared(viewer, selection)))


def figures(viewer: User, selection: Selection) -> list[Figure]:
    """All of them, in the order of the page."""
    asked = Asked(viewer, selection, compared(viewer, selection))
    return [make(asked) for make in FIGURES.values()]


def count_phrase(measure: Measure, number: int) -> str:
    """12 events, in the reader's language."""
    phrases = {
        Measure.EVENTS: ngettext("%(n)s event", "%(n)s events", number),
        Measure.ACTIVITIES: ngettext("%(n)s activity", "%(n)s activities", number),
        Measure.PARTICIPANTS: ngettext("%(n)s participant", "%(n)s participants", number),
    }
    return phrases[measure] % {"n": grouped(number)}


def measure_name(measure: Measure) -> str:
    names = {
        Measure.EVENTS: _("Events"),
        Measure.ACTIVITIES: _("Activities"),
        Measure.PARTICIPANTS: _("Participants"),
    }
    return names[measure]


def _title(asked: Asked, sentence: str) -> str:
    selection = asked.selection
    return sentence % {"what": measure_name(selection.measure), "period": selection.period_name}


def _count_head(asked: Asked, name: str, *attributes: str) -> Head:
    """The head of a column of counts."""
    tag = "#reached" if asked.selection.measure is Measure.PARTICIPANTS else f"#indicator+num+{asked.selection.measure}"
    return Head(name, "".join([tag, *(f"+{attribute}" for attribute in attributes)]), "integer")


def _before_heads(asked: Asked) -> list[Head]:
    if not asked.against:
        return []
    change = _count_head(asked, _("Difference"), "change")
    return [_count_head(asked, asked.against.name, "before"), change]


def _before_cells(now: int, before: int | None) -> list[Cell]:
    return [] if before is None else [before, now - before]


# -- shares by structure -----------------------------------------------------------------------------------------------


def _categories(asked: Asked) -> Figure:
    parts = [(row.unit.name, dict(row.categories)) for row in _structures(asked)]
    title = _title(asked, _("%(what)s by category and structure, %(period)s"))
    series = [(code, label(code, "categories")) for code in CATEGORIES]
    return _shares(
        asked, "categories", title, series, parts, [(code, label(code, "categories")) for code in CATEGORIES]
    )


def _columns(asked: Asked) -> Figure:
    parts = [(row.unit.name, dict(row.columns)) for row in _structures(asked)]
    title = _title(asked, _("%(what)s by column and structure, %(period)s"))
    series = [(code, short_label(code, "columns")) for code in COLUMNS]
    return _shares(asked, "columns", title, series, parts, [(code, label(code, "columns")) for code in COLUMNS])


def _structures(asked: Asked) -> list[queries.Structure]:
    return queries.shares_by_structure(asked.viewer, measure=asked.selection.measure, **asked.of)


def _shares(
    asked: Asked,
    key: str,
    title: str,
    series: Sequence[tuple[str, str]],
    parts: list[tuple[str, dict[str, int]]],
    names: Sequence[tuple[str, str]],
) -> Figure:
    """Shares of `series` in each structure, everything together on top."""
    codes = [code for code, _name in series]
    everything = {code: sum(counts.get(code, 0) for _name, counts in parts) for code in codes}
    if len(parts) > 1:
        parts = [(_("All together"), everything), *parts]
    drawn = [
        Parts(name, counts, count_phrase(asked.selection.measure, sum(counts.values())))
        for name, counts in parts
        if sum(counts.values())
    ]
    heads = [
        Head(_("Structure"), "#org+name", width=40),
        *(_count_head(asked, name, code) for code, name in names),
        _count_head(asked, _("Total"), "total"),
        *(Head(_("%(name)s, %%") % {"name": name}, f"#indicator+pct+{code}", "integer") for code, name in series),
    ]
    rows = [_share_row(name, [counts.get(code, 0) for code in codes]) for name, counts in parts]
    whole = sum(everything.values())
    spoken = "; ".join(f"{name} {percent(everything[code], whole)} %" for code, name in series) if whole else ""
    description = f"{count_phrase(asked.selection.measure, whole)}: {spoken}." if whole else ""
    chart = charts.shares_bar(drawn, series, title=title, description=description) if whole else None
    sums, own = (rows[:1], rows[1:]) if len(parts) > 1 else ([], rows)
    notes = [_("Each share is rounded on its own, so they need not add up to 100 %.")]
    return Figure(key, title, chart, Table(title, heads, own, sums), notes)


def _share_row(name: str, counts: Sequence[int]) -> list[Cell]:
    whole = sum(counts)
    return [name, *counts, whole, *(percent(count, whole) for count in counts)]


# -- against another period --------------------------------------------------------------------------------------------


def _compared(asked: Asked) -> Figure:
    """Categories and columns beside those of the other period."""
    now, before = _matrix(asked), asked.against.matrix if asked.against else None
    groups = [("category", _("By category")), ("column", _("By column"))]
    lines = [
        *(("category", label(code, "categories"), _category_total(code)) for code in CATEGORIES),
        *(("column", label(code, "columns"), _column_total(code)) for code in COLUMNS),
    ]
    bars = [Bar(name, of(now), of(before) if before else None, group) for group, name, of in lines]
    title = _title(asked, _("%(what)s in all, %(period)s"))
    if asked.against:
        title = _("%(title)s against %(other)s") % {"title": title, "other": asked.against.name}
    total = count_phrase(asked.selection.measure, now.total)
    description = (
        _("%(total)s; %(before)s in %(other)s.")
        % {"total": total, "before": grouped(before.total), "other": asked.against.name}
        if before and asked.against
        else f"{total}."
    )
    chart = None
    if now.total or (before and before.total):
        name = asked.against.name if asked.against else ""
        one = (charts.SERIES[0],) * len(groups)
        chart = charts.themes_bar(bars, groups, title=title, description=description, before_label=name, colours=one)
    heads = [Head(_("Part"), "#indicator+name", width=60), _count_head(asked, measure_name(asked.selection.measure))]
    rows = [[bar.label, bar.count, *_before_cells(bar.count, bar.before)] for bar in bars]
    return Figure("compared", title, chart, Table(title, [*heads, *_before_heads(asked)], rows))


def _category_total(code: str) -> Callable[[Matrix], int]:
    return lambda matrix: matrix.sums(code).total


def _column_total(code: str) -> Callable[[Matrix], int]:
    return lambda matrix: matrix.sums().counts[code]


def _matrix(asked: Asked) -> Matrix:
    return queries.matrix(asked.viewer, measure=asked.selection.measure, **asked.of)


# -- themes ------------------------------------------------------------------------------------------------------------


def _themes(asked: Asked) -> Figure:
    """Themes under their category, the largest first; a theme without anything now or before is left out."""
    now, before = _matrix(asked), asked.against.matrix if asked.against else None
    bars = [
        Bar(label(row.theme, "themes"), row.total, before.row(row.theme).total if before else None, row.category)
        for row in now.rows
    ]
    drawn = sorted((bar for bar in bars if bar.count or bar.before), key=lambda bar: -bar.count)
    title = _title(asked, _("%(what)s by theme, %(period)s"))
    groups = [(code, label(code, "categories")) for code in CATEGORIES]
    most = ", ".join(f"{bar.label} {bar.count}" for bar in drawn[:3])
    name = asked.against.name if asked.against else ""
    description = _("Most: %(most)s.") % {"most": most}
    chart = charts.themes_bar(drawn, groups, title=title, description=description, before_label=name) if drawn else None
    heads = [
        Head(_("Category"), "#sector+name", width=40),
        Head(_("Code"), "#subsector+code"),
        Head(_("Theme"), "#subsector+name", width=60),
        _count_head(asked, measure_name(asked.selection.measure)),
        *_before_heads(asked),
    ]
    rows = [
        [label(bar.group, "categories"), code, bar.label, bar.count, *_before_cells(bar.count, bar.before)]
        for code, bar in zip(THEMES, bars, strict=True)
    ]
    nothing = len(bars) - len(drawn)
    notes = (
        [ngettext("%(n)s theme without any.", "%(n)s themes without any.", nothing) % {"n": nothing}] if nothing else []
    )
    return Figure("themes", title, chart, Table(title, heads, rows), notes)


# -- months ------------------------------------------------------------------------------------------------------------


def _months(asked: Asked) -> Figure:
    """Each month (of a long period: each year) beside the same of the other period, where that is of the register."""
    measure = asked.selection.measure
    found = queries.months(asked.viewer, measure=measure, **asked.of)
    by_year = len(found.counts) > MOST_MONTHS
    bars, compares = _month_bars(asked, found, by_year)
    sentence = _("%(what)s by year, %(period)s") if by_year else _("%(what)s by month, %(period)s")
    title = _title(asked, sentence)
    chart = _months_chart(asked, list(bars.values()), title) if any(found.counts.values()) else None
    heads = [Head(_("Year") if by_year else _("Month"), "#date+year" if by_year else "#date+month")]
    heads += [_count_head(asked, measure_name(measure)), *(_before_heads(asked) if compares else [])]
    rows = [[name, bar.count, *_before_cells(bar.count, bar.before)] for name, bar in bars.items()]
    notes = [_("An activity counts where it begins.")]
    if found.not_stated:
        phrase = count_phrase(measure, found.not_stated)
        notes.append(_("Not shown: %(phrase)s of entries that state no month.") % {"phrase": phrase})
    return Figure("months", title, chart, Table(title, heads, rows), notes)


def _month_bars(asked: Asked, found: queries.Months, by_year: bool) -> tuple[dict[str, Bar], bool]:
    """Bars by ISO month or year, and whether they are compared with others."""
    before = _months_before(asked)
    compares = before is not None and len(before.counts) == len(found.counts)
    pasts: Sequence[int | None] = list(before.counts.values()) if before and compares else [None] * len(found.counts)
    one_year = len({month.year for month in found.counts}) == 1
    bars: dict[str, Bar] = {}
    for (month, count), past in zip(found.counts.items(), pasts, strict=True):
        name = f"{month:%Y}" if by_year else f"{month:%Y-%m}"
        told = bars.get(name) or Bar(name if by_year else month_name(month, with_year=not one_year), 0)
        bars[name] = Bar(told.label, told.count + count, None if past is None else (told.before or 0) + past)
    return bars, compares


def _months_before(asked: Asked) -> queries.Months | None:
    if asked.against is None or asked.against.period is None:
        return None
    selection = asked.selection
    return queries.months(asked.viewer, units=selection.units, period=asked.against.period, measure=selection.measure)


def _months_chart(asked: Asked, bars: Sequence[Bar], title: str) -> Chart:
    most = max(bars, key=lambda bar: bar.count)
    compares = bars[0].before is not None and asked.against
    return charts.months_columns(
        bars,
        title=title,
        description=_("Most in %(month)s: %(count)s.") % {"month": most.label, "count": most.count},
        now_label=asked.selection.period_name,
        before_label=asked.against.name if compares and asked.against else "",
    )


def month_name(month: date, *, with_year: bool) -> str:
    """Apr, or 4/16 where the period is longer than a year."""
    if with_year:
        return f"{month.month}/{month:%y}"
    return show_range(month, None, "month", language=get_language() or "en").rsplit(" ", 1)[0]


# -- women and men -----------------------------------------------------------------------------------------------------


def _sexes(asked: Asked) -> Figure:
    """Women and men among the participants of entries that state both; the rest is said, not reckoned."""
    found = queries.participation(asked.viewer, **asked.of)
    title = _("Women and men among participants, %(period)s") % {"period": asked.selection.period_name}
    together = _together(found)
    lines = [(_("All together"), together)] if len(found) > 1 else []
    lines += [(row.unit.name, _stated(row)) for row in found]
    series = [("women", _("Women")), ("men", _("Men"))]
    drawn = [
        Parts(name, {"women": stated[3], "men": stated[4]}, _stating(stated[2], stated[0]))
        for name, stated in lines
        if stated[3] + stated[4]
    ]
    share = percent(together[3], together[3] + together[4])
    description = _("Women %(share)s %%, where both are stated: %(stating)s.") % {
        "share": share,
        "stating": _stating(together[2], together[0]),
    }
    chart = charts.women_men(drawn, series, title=title, description=description) if drawn else None
    heads = [
        Head(_("Structure"), "#org+name", width=40),
        Head(_("Activities"), "#indicator+num+activities", "integer"),
        Head(_("Participants, as far as stated"), "#reached", "integer"),
        Head(_("Activities that state women and men"), "#indicator+num+activities+stated", "integer"),
        Head(_("Women"), "#reached+f", "integer"),
        Head(_("Men"), "#reached+m", "integer"),
        Head(_("Women, %"), "#indicator+pct+f", "integer"),
    ]
    rows = [[name, *stated, percent(stated[3], stated[3] + stated[4])] for name, stated in lines]
    sums, own = (rows[:1], rows[1:]) if len(found) > 1 else ([], rows)
    missing = together[0] - together[2]
    note = ngettext(
        "%(n)s activity does not state both women and men; it is not in the shares.",
        "%(n)s activities do not state both women and men; they are not in the shares.",
        missing,
    )
    return Figure("sexes", title, chart, Table(title, heads, own, sums), [note % {"n": missing}] if missing else [])


def _stated(row: queries.Participation) -> tuple[int, int, int, int, int]:
    return (row.entries, row.participants, row.both_stated, row.women, row.men)


def _together(found: Sequence[queries.Participation]) -> tuple[int, int, int, int, int]:
    rows = [_stated(row) for row in found]
    entries, participants, both, women, men = (sum(row[at] for row in rows) for at in range(5))
    return (entries, participants, both, women, men)


def _stating(both: int, entries: int) -> str:
    return _("stated by %(both)s of %(n)s") % {"both": both, "n": entries}


# -- partners and places -----------------------------------------------------------------------------------------------


def _partners(asked: Asked) -> Figure:
    measure = asked.selection.measure
    found = queries.partners(asked.viewer, measure=measure, most=MOST_PARTNERS, **asked.of)
    title = _title(asked, _("%(what)s by partner, %(period)s"))
    bars = [Bar(named.name, named.count) for named in found.names]
    description = _("Most: %(most)s.") % {"most": ", ".join(f"{bar.label} {bar.count}" for bar in bars[:3])}
    chart = charts.partners_bar(bars, title=title, description=description) if bars else None
    heads = [Head(_("Partner"), "#org+partner+name", width=60), _count_head(asked, measure_name(measure))]
    rows: list[list[Cell]] = [[named.name, named.count] for named in found.names]
    notes = [_("An activity with several partners counts for each of them.")]
    if found.others:
        phrase = ngettext("%(n)s more partner", "%(n)s more partners", found.others) % {"n": found.others}
        notes.append(_("Not shown: %(phrase)s.") % {"phrase": phrase})
    notes += _none_stated(asked, found, _("Without a partner: %(phrase)s."))
    return Figure("partners", title, chart, Table(title, heads, rows), notes)


def _places(asked: Asked) -> Figure:
    """Every municipality on the map; places elsewhere in the table alone."""
    measure = asked.selection.measure
    found = queries.places(asked.viewer, measure=measure, **asked.of)
    counts = {named.key: named.count for named in found.names}
    towns = municipalities()
    spots = [Spot(town.name, town.latitude, town.longitude, counts.get(town.code, 0)) for town in towns]
    title = _title(asked, _("%(what)s by municipality, %(period)s"))
    largest = sorted(spots, key=lambda spot: -spot.count)[:3]
    most = ", ".join(f"{spot.label} {spot.count}" for spot in largest if spot.count)
    description = _("Circles on the centres of municipalities. Most: %(most)s.") % {"most": most or "–"}
    chart = charts.map_circles(spots, title=title, description=description) if any(s.count for s in spots) else None
    heads = [
        Head(_("Code"), "#adm2+code"),
        Head(_("Place"), "#adm2+name", width=40),
        Head(_("Latitude"), "#geo+lat", "number"),
        Head(_("Longitude"), "#geo+lon", "number"),
        _count_head(asked, measure_name(measure)),
    ]
    on_map = {town.code: town for town in towns}
    rows: list[list[Cell]] = [
        [named.key, named.name, *_centre(on_map.get(named.key)), named.count] for named in found.names
    ]
    notes = [_("An activity in several places counts in each of them.")]
    if away := [named.name for named in found.names if named.key not in on_map]:
        notes.append(_("Not on the map: %(names)s.") % {"names": ", ".join(away[:12])})
    notes += _none_stated(asked, found, _("Without a known place: %(phrase)s."))
    return Figure("places", title, chart, Table(title, heads, rows), notes)


def _centre(town: Municipality | None) -> list[Cell]:
    return [town.latitude, town.longitude] if town else [None, None]


def _none_stated(asked: Asked, found: queries.Ranking, sentence: str) -> list[str]:
    phrase = count_phrase(asked.selection.measure, found.none_stated)
    return [sentence % {"phrase": phrase}] if found.none_stated else []


FIGURES: dict[str, Callable[[Asked], Figure]] = {
    "categories": _categories,
    "columns": _columns,
    "compared": _compared,
    "months": _months,
    "places": _places,
    "themes": _themes,
    "partners": _partners,
    "sexes": _sexes,
}
KEYS = tuple(FIGURES)
