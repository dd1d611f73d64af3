"""The charts of a report: each with its words and its figures, its image kept under its SHA-256."""

from __future__ import annotations

import hashlib
from collections.abc import Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass, field

from django.utils.translation import gettext as _
from django.utils.translation import ngettext

from muster.domain.counting.matrix import CATEGORIES, COLUMNS, Matrix
from muster.domain.counting.shares import percent as share_of
from muster.domain.publishing.content import Figure, Row, Table
from muster.features.publishing.wording import label, number, percent
from muster.ui import charts

PAIRED = 240  # pixels: of charts that outputs set side by side


@dataclass(slots=True)
class Studio:
    """Draws charts and keeps their SVG by SHA-256; without `draw` the images are left out."""

    draw: bool = True
    images: dict[str, bytes] = field(default_factory=dict)

    def of_structure(self, matrix: Matrix, name: str) -> Iterator[Figure]:
        """Shares by category and by column."""
        if matrix.total:
            yield self._shares("categories", matrix, name, _("Events by category"), _category_counts(matrix))
            yield self._shares("columns", matrix, name, _("Events by kind of support"), matrix.sums().counts)

    def themes(self, matrix: Matrix) -> Iterator[Figure]:
        """Events by theme."""
        if matrix.total:
            yield self._themes(matrix)

    def structures(self, matrices: Sequence[tuple[str, Matrix]]) -> Iterator[Figure]:
        """Shares by category of each structure; nothing to compare with a single one."""
        counted = [(name, matrix) for name, matrix in matrices if matrix.total]
        if len(counted) > 1:
            rows = [(name, _category_counts(matrix)) for name, matrix in counted]
            yield self._parts("structures", _("Events by category and structure"), "categories", rows)

    def _shares(self, code_list: str, matrix: Matrix, name: str, title: str, counts: Mapping[str, int]) -> Figure:
        return self._parts(code_list, f"{title}: {name}", code_list, [(name, counts)])

    def _parts(self, name: str, title: str, list_name: str, rows: Sequence[tuple[str, Mapping[str, int]]]) -> Figure:
        """Bars of parts; `name` says which figure, `list_name` which code list the parts are of."""
        codes, alone = CATEGORIES if list_name == "categories" else COLUMNS, len(rows) == 1
        series = [(code, label(code, list_name, short=True)) for code in codes]
        words = "; ".join(_in_words(row, counts, series, several=not alone) for row, counts in rows)
        parts = [_bar("" if alone else row, counts) for row, counts in rows]
        width = PAIRED if alone else charts.WIDTH
        chart = charts.shares_bar(parts, series, title=title, description=words, width=width)
        head = (_("Structure"), *(text for _code, text in series), _("Total"))
        body = tuple(Row(row, (*(number(counts[c]) for c in codes), number(_sum(counts)))) for row, counts in rows)
        return self._figure(name, chart, Table("data", title, head, body))

    def _themes(self, matrix: Matrix) -> Figure:
        rows = [row for row in matrix.rows if row.total]
        groups = [(code, label(code, "categories")) for code in CATEGORIES if matrix.sums(code).total]
        bars = [charts.Bar(label(row.theme, "themes", short=True), row.total, None, row.category) for row in rows]
        title = _("Events by theme")
        words = "; ".join(f"{bar.label} {number(round(bar.count))}" for bar in bars)
        chart = charts.themes_bar(bars, groups, title=title, description=words)
        body = tuple(Row(bar.label, (number(round(bar.count)),)) for bar in bars)
        return self._figure("themes", chart, Table("data", title, (_("Theme"), _("Events")), body))

    def _figure(self, name: str, chart: charts.Chart, table: Table) -> Figure:
        return Figure(name, chart.title, chart.description, self._keep(chart), table)

    def _keep(self, chart: charts.Chart) -> str:
        if not self.draw:
            return ""
        svg = chart.svg().encode()
        key = hashlib.sha256(svg).hexdigest()
        self.images[key] = svg
        return key


def _category_counts(matrix: Matrix) -> dict[str, int]:
    return {category: matrix.sums(category).total for category in CATEGORIES}


def _sum(counts: Mapping[str, int]) -> int:
    return sum(counts.values())


def _in_words(name: str, counts: Mapping[str, int], series: Iterable[tuple[str, str]], *, several: bool) -> str:
    whole = _sum(counts)
    shares = ", ".join(f"{text} {percent(share_of(counts[code], whole))}" for code, text in series)
    return f"{name}: {shares}" if several else shares


def _bar(name: str, counts: Mapping[str, int]) -> charts.Parts:
    """A bar under its name; where its caption names it, under its events alone."""
    return charts.Parts(name, counts, _events(counts)) if name else charts.Parts(_events(counts), counts)


def _events(counts: Mapping[str, int]) -> str:
    count = _sum(counts)
    return ngettext("%(count)s event", "%(count)s events", count) % {"count": number(count)}
