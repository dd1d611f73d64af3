"""Bars of parts that make a whole: shares, women and men."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from typing import Any

import altair as alt

from muster.domain.counting.shares import percent
from muster.ui.charts.keys import key_layer
from muster.ui.charts.layers import assembled, box_layer, text_layer
from muster.ui.charts.lettering import SMALL
from muster.ui.charts.palettes import LIGHT, SERIES
from muster.ui.charts.picture import WIDTH, Chart
from muster.ui.charts.rows import BAR, label_layers, place


@dataclass(frozen=True, slots=True)
class Parts:
    """One bar of parts that make a whole; `note` stands at the end of its label."""

    label: str
    counts: Mapping[str, int]
    note: str = ""


def shares_bar(
    rows: Sequence[Parts],
    series: Sequence[tuple[str, str]],
    *,
    title: str,
    description: str,
    width: float = WIDTH,
) -> Chart:
    """A bar a row, filled by the shares of up to three `series` (key, label)."""
    placed = place([(row.label, row.note) for row in rows], width=width)
    tops = zip(placed.bars, rows, strict=True)
    segments = [segment for top, row in tops for segment in _segments(row, series, top, width)]
    layers = [*label_layers(placed), *_stacked(segments, series, width)]
    return assembled(layers, placed.height, title=title, description=description, width=width)


def women_men(rows: Sequence[Parts], series: Sequence[tuple[str, str]], *, title: str, description: str) -> Chart:
    """Women and men in parts of those stated; the `note` of a row says how many entries state it."""
    return shares_bar(rows, series, title=title, description=description)


def _segments(row: Parts, series: Sequence[tuple[str, str]], top: float, whole_width: float) -> list[dict[str, Any]]:
    whole = sum(row.counts.get(key, 0) for key, _ in series)
    left = 0.0
    made: list[dict[str, Any]] = []
    for key, label in series:
        count = row.counts.get(key, 0)
        width = whole_width * count / whole if whole else 0
        shown = f"{percent(count, whole)} %" if width >= 34 else ""
        made.append(
            {"key": key, "x": left, "x2": left + width, "y": top, "y2": top + BAR + 4, "series": label, "text": shown}
            | {"middle": left + width / 2, "centre": top + BAR / 2 + 2.5}
        )
        left += width
    return [segment for segment in made if row.counts.get(segment["key"])]


def _stacked(segments: list[dict[str, Any]], series: Sequence[tuple[str, str]], width: float) -> list[Any]:
    labels = [label for _, label in series]
    texts = [{"x": s["middle"], "y": s["centre"], "text": s["text"]} for s in segments if s["text"]]
    colours = alt.Color("series:N", scale=alt.Scale(domain=labels, range=list(SERIES[: len(labels)])), legend=None)
    keys = [(label, colour, "square") for label, colour in zip(labels, SERIES, strict=False)]
    return [
        box_layer(segments).mark_rect(stroke=LIGHT["surface"], strokeWidth=1.5).encode(color=colours),
        text_layer(texts, fontSize=SMALL, color=LIGHT["on"]),
        key_layer(keys, foot=-10, width=width),
    ]
