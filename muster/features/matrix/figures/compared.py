"""Sums and themes beside those of another period or a published matrix."""

from __future__ import annotations

from collections.abc import Callable

from django.utils.translation import gettext as _
from django.utils.translation import ngettext

from muster.domain.counting.matrix import CATEGORIES, COLUMNS, THEMES, Matrix
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
from muster.ui.charts import Bar
from muster.ui.numbers import grouped
from muster.ui.templatetags.show import label


def sums(asked: Asked) -> Figure:
    """Categories and columns beside those of the other period."""
    now, before = asked.matrix, asked.against.matrix if asked.against else None
    groups = [("category", _("By category")), ("column", _("By column"))]
    lines = [
        *(("category", label(code, "categories"), _category_total(code)) for code in CATEGORIES),
        *(("column", label(code, "columns"), _column_total(code)) for code in COLUMNS),
    ]
    bars = [Bar(name, of(now), of(before) if before else None, group) for group, name, of in lines]
    title = title_of(asked, _("%(what)s in all, %(period)s"))
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
    heads = [Head(_("Part"), "#indicator+name", width=60), count_head(asked, measure_name(asked.selection.measure))]
    rows = [[bar.label, bar.count, *before_cells(bar.count, bar.before)] for bar in bars]
    return Figure("compared", title, chart, Table(title, [*heads, *before_heads(asked)], rows))


def _category_total(code: str) -> Callable[[Matrix], int]:
    return lambda matrix: matrix.sums(code).total


def _column_total(code: str) -> Callable[[Matrix], int]:
    return lambda matrix: matrix.sums().counts[code]


def themes(asked: Asked) -> Figure:
    """Themes under their category, the largest first; a theme without anything now or before is left out."""
    now, before = asked.matrix, asked.against.matrix if asked.against else None
    bars = [
        Bar(label(row.theme, "themes"), row.total, before.row(row.theme).total if before else None, row.category)
        for row in now.rows
    ]
    drawn = sorted((bar for bar in bars if bar.count or bar.before), key=lambda bar: -bar.count)
    title = title_of(asked, _("%(what)s by theme, %(period)s"))
    groups = [(code, label(code, "categories")) for code in CATEGORIES]
    most = ", ".join(f"{bar.label} {bar.count}" for bar in drawn[:3])
    name = asked.against.name if asked.against else ""
    description = _("Most: %(most)s.") % {"most": most}
    chart = charts.themes_bar(drawn, groups, title=title, description=description, before_label=name) if drawn else None
    heads = [
        Head(_("Category"), "#sector+name", width=40),
        Head(_("Code"), "#subsector+code"),
        Head(_("Theme"), "#subsector+name", width=60),
        count_head(asked, measure_name(asked.selection.measure)),
        *before_heads(asked),
    ]
    rows = [
        [label(bar.group, "categories"), code, bar.label, bar.count, *before_cells(bar.count, bar.before)]
        for code, bar in zip(THEMES, bars, strict=True)
    ]
    nothing = len(bars) - len(drawn)
    notes = (
        [ngettext("%(n)s theme without any.", "%(n)s themes without any.", nothing) % {"n": nothing}] if nothing else []
    )
    return Figure("themes", title, chart, Table(title, heads, rows), notes)
