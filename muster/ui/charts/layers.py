"""Layers whose x and y are pixels, and the chart that they make together."""

from __future__ import annotations

import json
from collections.abc import Iterable, Mapping, Sequence
from typing import Any

import altair as alt

from muster.ui.charts.lettering import FONT, SMALL
from muster.ui.charts.palettes import LIGHT
from muster.ui.charts.picture import WIDTH, Chart


def pixel_layer(rows: Iterable[Mapping[str, Any]]) -> Any:
    """A layer whose x and y are pixels."""
    chart = alt.Chart(alt.InlineData(values=[dict(row) for row in rows]))
    return chart.encode(x=alt.X("x:Q", scale=None, axis=None), y=alt.Y("y:Q", scale=None, axis=None))


def text_layer(rows: Iterable[Mapping[str, Any]], **style: Any) -> Any:
    return pixel_layer(rows).mark_text(**{"baseline": "middle", **style}).encode(text="text:N")


def box_layer(rows: Iterable[Mapping[str, Any]]) -> Any:
    return pixel_layer(rows).encode(x2="x2:Q", y2="y2:Q")


def assembled(layers: Sequence[Any], height: float, *, title: str, description: str, width: float = WIDTH) -> Chart:
    drawn = alt.layer(*layers).properties(width=width, height=height, padding=4)
    drawn = drawn.resolve_scale(x="independent", y="independent", color="independent", shape="independent")
    drawn = drawn.configure(aria=False, font=FONT, autosize=alt.AutoSizeParams(type="pad"))
    drawn = drawn.configure_view(stroke=None).configure_title(fontSize=15, fontWeight="bold", color=LIGHT["ink"])
    drawn = drawn.configure_axis(
        labelColor=LIGHT["quiet"],
        labelFontSize=SMALL,
        domainColor=LIGHT["line"],
        ticks=False,
        labelPadding=6,
        grid=False,
    )
    return Chart(title, description, json.dumps({**drawn.to_dict(validate=False), "background": None}), width)
