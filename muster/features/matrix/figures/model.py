"""What a figure is, who asks for it, and the words and heads that all of them share."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from functools import cached_property
from typing import Any

from django.utils.safestring import SafeString, mark_safe
from django.utils.translation import gettext as _
from django.utils.translation import ngettext

from muster.domain.counting.matrix import Matrix, Measure, matrix_of
from muster.features.accounts.models import User
from muster.features.matrix import queries
from muster.features.matrix.selection import Against, Selection
from muster.features.matrix.tables import Cell, Head, Table, count_tag
from muster.ui.charts import Chart
from muster.ui.numbers import grouped


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


@dataclass(frozen=True)
class Asked:
    """Who asks for what, compared with what; what several charts count is counted once."""

    viewer: User
    selection: Selection
    against: Against | None

    @property
    def of(self) -> dict[str, Any]:
        """What every query needs to know."""
        return {"units": self.selection.units, "period": self.selection.period}

    @cached_property
    def structures(self) -> list[queries.Structure]:
        return queries.shares_by_structure(self.viewer, measure=self.selection.measure, **self.of)

    @cached_property
    def matrix(self) -> Matrix:
        """All structures together."""
        cells = ((*cell, count) for each in self.structures for cell, count in each.cells.items())
        return matrix_of(cells, measure=self.selection.measure, period=self.selection.period)


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


def title_of(asked: Asked, sentence: str) -> str:
    selection = asked.selection
    return sentence % {"what": measure_name(selection.measure), "period": selection.period_name}


def count_head(asked: Asked, name: str, *attributes: str) -> Head:
    """The head of a column of counts."""
    return Head(
        name, "".join([count_tag(asked.selection.measure), *(f"+{attribute}" for attribute in attributes)]), "integer"
    )


def before_heads(asked: Asked) -> list[Head]:
    if not asked.against:
        return []
    change = count_head(asked, _("Difference"), "change")
    return [count_head(asked, asked.against.name, "before"), change]


def before_cells(now: float, before: float | None) -> list[Cell]:
    return [] if before is None else [before, now - before]


def none_stated(asked: Asked, found: queries.Ranking, sentence: str) -> list[str]:
    phrase = count_phrase(asked.selection.measure, found.none_stated)
    return [sentence % {"phrase": phrase}] if found.none_stated else []
