"""Columns, one a month or a year."""

from __future__ import annotations

import math
from collections.abc import Callable, Iterable, Sequence
from typing import Any

from muster.ui.charts.bars import Bar
from muster.ui.charts.keys import compared
from muster.ui.charts.layers import assembled, box_layer, text_layer
from muster.ui.charts.lettering import SMALL, width_of
from muster.ui.charts.palettes import LIGHT, SERIES
from muster.ui.charts.picture import WIDTH, Chart
from muster.ui.charts.rows import LINE
from muster.ui.numbers import rounded

COLUMNS_HEIGHT = 160  # pixels of the highest column
APART = 4  # pixels between two labels at least


def months_columns(
    columns: Sequence[Bar],
    *,
    title: str,
    description: str,
    now_label: str,
    before_label: str = "",
    written: Callable[[float], str] = rounded,
) -> Chart:
    """A column a month with its count on top; a mark shows the count before."""
    most = max([0, *(bar.count for bar in columns), *(bar.before or 0 for bar in columns)]) or 1
    step, high = WIDTH / max(1, len(columns)), COLUMNS_HEIGHT / most
    foot = COLUMNS_HEIGHT + LINE
    boxes = [
        {"x": step * (at + 0.18), "x2": step * (at + 0.82), "y": foot - high * bar.count, "y2": foot}
        for at, bar in enumerate(columns)
    ]
    marks = [
        {"x": step * (at + 0.06), "x2": step * (at + 0.94), "y": foot - high * bar.before}
        for at, bar in enumerate(columns)
        if bar.before is not None and before_label
    ]
    room = _widest(["0000", *(written(bar.count) for bar in columns)]) <= step
    counts = [
        {"x": step * (at + 0.5), "y": foot - high * _clear(bar, 20 / high) - 9, "text": written(bar.count)}
        for at, bar in enumerate(columns if room else [])
    ]
    layers = [
        box_layer(boxes).mark_rect(color=SERIES[0]),
        box_layer([{"x": 0, "x2": WIDTH, "y": foot, "y2": foot}]).mark_rule(color=LIGHT["line"]),
        text_layer(_names(columns, step, foot + LINE), color=LIGHT["quiet"], fontSize=SMALL),
        *compared(marks, [(now_label, SERIES[0], "square"), (before_label, LIGHT["ink"], "stroke")]),
        text_layer(counts, fontSize=SMALL, color=LIGHT["ink"]),
    ]
    return assembled(layers, foot + LINE + 8, title=title, description=description)


def _names(columns: Sequence[Bar], step: float, top: float) -> list[dict[str, Any]]:
    """Below the columns; where there are many, only some have theirs."""
    every = math.ceil(_widest(bar.label for bar in columns) / step)
    return [{"x": step * (at + 0.5), "y": top, "text": columns[at].label} for at in range(0, len(columns), every)]


def _widest(texts: Iterable[str]) -> float:
    return max((width_of(text, SMALL) + APART for text in texts), default=1)


def _clear(bar: Bar, room: float) -> float:
    """The height on which a column's figure stands: above the mark too, where that is less than `room` higher."""
    return bar.before if bar.before is not None and 0 < bar.before - bar.count < room else bar.count
