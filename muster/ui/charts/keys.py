"""What colours and marks stand for, and the marks of what is compared with."""

from __future__ import annotations

from collections.abc import Sequence
from typing import Any

import altair as alt

from muster.ui.charts.layers import box_layer, pixel_layer, text_layer
from muster.ui.charts.lettering import SMALL, width_of, wrapped
from muster.ui.charts.palettes import LIGHT
from muster.ui.charts.picture import WIDTH

UPRIGHT = "M0,-1.4V1.4"  # the shape of an upright mark


ROW, LINE, SIGN = 18, 13, 17  # pixels: a row of the key, a further line of a label, the sign before it
APART = 16  # pixels between two entries of a row

Entry = tuple[str, str, str]  # label, colour, shape
Row = list[tuple[float, list[str], Entry]]  # left end, lines of the label, entry


def key_layer(entries: Sequence[Entry], foot: float, width: float = WIDTH) -> Any:
    """What the colours and marks stand for, above the chart; it ends at `foot`."""
    shapes, texts = [], []
    rows = _rows(entries, width)
    y = foot - sum(_height(row) for row in rows) + 4
    for row in rows:
        for x, lines, (_label, colour, shape) in row:
            shapes.append({"x": x + 5, "y": y, "colour": colour, "shape": shape})
            texts += [{"x": x + SIGN, "y": y + LINE * number, "text": line} for number, line in enumerate(lines)]
        y += _height(row)
    dots = pixel_layer(shapes).mark_point(filled=True, size=90, opacity=1, strokeWidth=2.5)
    return alt.layer(
        dots.encode(
            shape=alt.Shape("shape:N", scale=None),
            fill=alt.Fill("colour:N", scale=None),
            stroke=alt.Stroke("colour:N", scale=None),
        ),
        text_layer(texts, align="left", fontSize=SMALL, color=LIGHT["quiet"]),
    )


def _rows(entries: Sequence[Entry], width: float) -> list[Row]:
    """The entries in as few rows as they need; the label of one that is too long for a row in several lines."""
    rows: list[Row] = [[]]
    x = 0.0
    for entry in entries:
        lines = wrapped(entry[0], width - SIGN, SMALL)
        needed = SIGN + max(width_of(line, SMALL) for line in lines)
        if rows[-1] and x + needed > width:
            rows.append([])
            x = 0
        rows[-1].append((x, lines, entry))
        x += needed + APART
    return rows


def _height(row: Row) -> float:
    return ROW + LINE * max(len(lines) - 1 for _x, lines, _entry in row)


def compared(marks: list[dict[str, Any]], entries: Sequence[Entry]) -> list[Any]:
    """Marks of the counts before, set off from the bars that they cross, and the key that names them."""
    if not marks:
        return []
    lines = [{"x2": mark["x"], "y2": mark["y"], **mark} for mark in marks]
    return [
        box_layer(lines).mark_rule(strokeWidth=5.5, color=LIGHT["surface"]),
        box_layer(lines).mark_rule(strokeWidth=2.5, color=LIGHT["ink"]),
        key_layer(entries, foot=-2),
    ]
