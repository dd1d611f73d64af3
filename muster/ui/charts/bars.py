"""Bars of counts: of themes under their category, and of one kind."""

from __future__ import annotations

from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass
from typing import Any

import altair as alt

from muster.ui.charts.keys import UPRIGHT, compared
from muster.ui.charts.layers import assembled, box_layer, text_layer
from muster.ui.charts.lettering import TEXT
from muster.ui.charts.palettes import LIGHT, SERIES
from muster.ui.charts.picture import WIDTH, Chart
from muster.ui.charts.rows import BAR, LINE, Placed, label_layers, place
from muster.ui.numbers import rounded, signed


@dataclass(frozen=True, slots=True)
class Bar:
    """One bar; `before` is the count that it is compared with, `group` the key of its group."""

    label: str
    count: float
    before: float | None = None
    group: str = ""


def themes_bar(
    bars: Sequence[Bar],
    groups: Sequence[tuple[str, str]],
    *,
    title: str,
    description: str,
    before_label: str = "",
    colours: Sequence[str] = SERIES,
) -> Chart:
    """Bars under the heading of their group (key, label), coloured by it; a mark shows the count before."""
    ordered = [bar for key, _ in groups for bar in bars if bar.group == key]
    headings = _headings(ordered, dict(groups))
    placed = place([(bar.label, _figure(bar, rounded)) for bar in ordered], headings)
    by_group = dict(zip([key for key, _ in groups], colours, strict=False))
    painted = [by_group[bar.group] for bar in ordered]
    layers = [
        *label_layers(placed),
        *_group_labels(placed, headings, painted),
        *_bars(placed, ordered, painted, before_label),
    ]
    return assembled(layers, placed.height, title=title, description=description)


def partners_bar(
    bars: Sequence[Bar],
    *,
    title: str,
    description: str,
    before_label: str = "",
    written: Callable[[float], str] = rounded,
) -> Chart:
    """Bars of one kind, in the order given."""
    placed = place([(bar.label, _figure(bar, written)) for bar in bars])
    layers = [*label_layers(placed), *_bars(placed, bars, [SERIES[0]] * len(bars), before_label)]
    return assembled(layers, placed.height, title=title, description=description)


def _headings(bars: Sequence[Bar], names: Mapping[str, str]) -> dict[int, str]:
    """The heading in front of the first bar of each group."""
    firsts: dict[str, int] = {}
    for at, bar in enumerate(bars):
        firsts.setdefault(bar.group, at)
    return {at: names[group] for group, at in firsts.items()}


def _group_labels(placed: Placed, headings: Mapping[int, str], colours: Sequence[str]) -> list[Any]:
    tops = [y for _, y in placed.figures]
    style = {"align": "left", "fontSize": TEXT, "fontWeight": "bold"}
    return [
        text_layer([{"x": 0, "y": tops[at] - LINE - 4, "text": text}], color=colours[at], **style)
        for at, text in headings.items()
    ]


def _bars(placed: Placed, bars: Sequence[Bar], colours: Sequence[str], before_label: str) -> list[Any]:
    most = max([0, *(bar.count for bar in bars), *(bar.before or 0 for bar in bars)]) or 1
    rows = [
        {"y": top, "y2": top + BAR, "x": 0, "x2": WIDTH * bar.count / most, "colour": colour}
        for top, bar, colour in zip(placed.bars, bars, colours, strict=True)
    ]
    ticks = [
        {"y": top - 2, "y2": top + BAR + 2, "x": WIDTH * bar.before / most}
        for top, bar in zip(placed.bars, bars, strict=True)
        if bar.before is not None and before_label
    ]
    ground = [{**row, "x2": WIDTH} for row in rows]
    layers = [
        box_layer(ground).mark_rect(color=LIGHT["line"], fillOpacity=0.35),
        box_layer(rows).mark_rect().encode(color=alt.Color("colour:N", scale=None)),
    ]
    return [*layers, *compared(ticks, [(before_label, LIGHT["ink"], UPRIGHT)])]


def _figure(bar: Bar, written: Callable[[float], str]) -> str:
    if bar.before is None:
        return written(bar.count)
    return f"{written(bar.count)}  ({signed(round(bar.count - bar.before))})"
