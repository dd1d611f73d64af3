"""Counts by month."""

from __future__ import annotations

from collections.abc import Sequence
from datetime import date

from django.utils.translation import get_language
from django.utils.translation import gettext as _

from muster.domain.periods import show_range
from muster.features.matrix import queries
from muster.features.matrix.figures.model import (
    Asked,
    Figure,
    before_cells,
    before_heads,
    count_head,
    count_phrase,
    measure_name,
    title_of,
)
from muster.features.matrix.tables import Head, Table
from muster.ui import charts
from muster.ui.charts import Bar, Chart

MOST_MONTHS = 36  # a longer period is drawn by years


def months(asked: Asked) -> Figure:
    """Each month (of a long period: each year) beside the same of the other period, where that is of the register."""
    measure = asked.selection.measure
    found = queries.months(asked.viewer, measure=measure, **asked.of)
    by_year = len(found.counts) > MOST_MONTHS
    bars, compares = _month_bars(asked, found, by_year)
    sentence = _("%(what)s by year, %(period)s") if by_year else _("%(what)s by month, %(period)s")
    title = title_of(asked, sentence)
    chart = _months_chart(asked, list(bars.values()), title) if any(found.counts.values()) else None
    heads = [Head(_("Year") if by_year else _("Month"), "#date+year" if by_year else "#date+month")]
    heads += [count_head(asked, measure_name(measure)), *(before_heads(asked) if compares else [])]
    rows = [[name, bar.count, *before_cells(bar.count, bar.before)] for name, bar in bars.items()]
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
