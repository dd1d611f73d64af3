"""The matrix as a table to take away."""

from __future__ import annotations

from collections.abc import Sequence

from django.utils.translation import gettext as _

from muster.domain.counting.matrix import CATEGORIES, COLUMNS, Matrix, Row
from muster.features.accounts.models import User
from muster.features.matrix import queries
from muster.features.matrix.figures import measure_name
from muster.features.matrix.selection import Against, Selection, compared
from muster.features.matrix.tables import Cell, Head, Table, count_tag
from muster.ui.templatetags.show import label


def matrix_table(viewer: User, selection: Selection) -> Table:
    """A row a theme; beside the counts those that they are compared with. The sums are of categories and everything."""
    counted = queries.matrix(viewer, units=selection.units, period=selection.period, measure=selection.measure)
    against = compared(viewer, selection)
    name = " · ".join([measure_name(selection.measure), selection.scope_name, selection.period_name])
    rows = [_cells(counted, against, row, counted.share(row)) for row in counted.rows]
    sums = [counted.sums(category) for category in (*CATEGORIES, "")]
    return Table(
        name, _heads(selection, against), rows, [_cells(counted, against, row, counted.share(row)) for row in sums]
    )


def _heads(selection: Selection, against: Against | None) -> list[Head]:
    tag = count_tag(selection.measure)
    heads = [
        Head(_("Category"), "#sector+name", width=36),
        Head(_("Code"), "#subsector+code", width=8),
        Head(_("Theme"), "#subsector+name", width=60),
        *(Head(label(column, "columns"), f"{tag}+{column}", "integer", 24) for column in COLUMNS),
        Head(_("Total"), f"{tag}+total", "integer"),
        Head(_("Share, %"), "#indicator+pct+share", "integer"),
    ]
    if against is None:
        return heads
    names = [(f"{against.name}: {label(column, 'columns')}", f"{tag}+before+{column}") for column in COLUMNS]
    names += [(f"{against.name}: {_('Total')}", f"{tag}+before+total"), (_("Difference"), f"{tag}+change")]
    return [*heads, *(Head(name, hashtag, "integer", 24) for name, hashtag in names)]


def _cells(counted: Matrix, against: Against | None, row: Row, share: int | None) -> Sequence[Cell]:
    cells: list[Cell] = [
        label(row.category, "categories") if row.category else _("All together"),
        row.theme,
        label(row.theme, "themes") if row.theme else "",
        *row.counts.values(),
        row.total,
        share,
    ]
    if against is None:
        return cells
    before = against.matrix.row(row.theme) if row.theme else against.matrix.sums(row.category)
    return [*cells, *before.counts.values(), before.total, row.total - before.total]
