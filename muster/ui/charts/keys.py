"""What colours and marks stand for, and the marks of what is compared with."""

from __future__ import annotations

from collections.abc import Sequence
from typing import Any

import altair as alt

from muster.ui.charts.layers import box_layer, pixel_layer, text_layer
from muster.ui.charts.lettering import SMALL, width_of
from muster.ui.charts.palettes import LIGHT
from muster.ui.charts.picture import WIDTH

UPRIGHT = "M0,-1.4V1.4"  # the shape of an upright mark


def key_rows(entries: Sequence[tuple[str, str, str]]) -> list[list[tuple[float, tuple[str, str, str]]]]:
    """The entries in as few lines as they need, each with its left end."""
    rows: list[list[tuple[float, tuple[str, str, str]]]] = [[]]
    x = 0.0
    for entry in entries:
        width = 18 + width_of(entry[0], SMALL) + 16
        if rows[-1] and x + width - 16 > WIDTH:
            rows.append([])
            x = 0
        rows[-1].append((x, entry))
        x += width
    return rows


def key_of(entries: Sequence[tuple[str, str, str]], top: float) -> Any:
    """What the colours and marks stand for, above the chart."""
    shapes, texts = [], []
    for number, row in enumerate(key_rows(entries)):
        y = top + 18 * number + 4
        for x, (label, colour, shape) in row:
            shapes.append({"x": x + 5, "y": y, "colour": colour, "shape": shape})
            texts.append({"x": x + 17, "y": y, "text": label})
    dots = pixel_layer(shapes).mark_point(filled=True, size=90, opacity=1, strokeWidth=2.5)
    return alt.layer(
        dots.encode(
            shape=alt.Shape("shape:N", scale=None),
            fill=alt.Fill("colour:N", scale=None),
            stroke=alt.Stroke("colour:N", scale=None),
        ),
        text_layer(texts, align="left", fontSize=SMALL, color=LIGHT["quiet"]),
    )


def compared(marks: list[dict[str, Any]], entries: Sequence[tuple[str, str, str]]) -> list[Any]:
    """Marks of the counts before, set off from the bars that they cross, and the key that names them."""
    if not marks:
        return []
    lines = [{"x2": mark["x"], "y2": mark["y"], **mark} for mark in marks]
    return [
        box_layer(lines).mark_rule(strokeWidth=5.5, color=LIGHT["surface"]),
        box_layer(lines).mark_rule(strokeWidth=2.5, color=LIGHT["ink"]),
        key_of(entries, -20),
    ]
