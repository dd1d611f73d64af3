"""Rows of bars below each other, each under its label."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from typing import Any

from muster.ui.charts.layers import text_layer
from muster.ui.charts.lettering import TEXT, width_of, wrapped
from muster.ui.charts.palettes import LIGHT
from muster.ui.charts.picture import WIDTH

BAR, LINE, GAP = 14, 15, 9  # pixels: a bar, a line of its label, the space below


@dataclass(frozen=True, slots=True)
class Placed:
    """Where labels (text, y), their figures at the right end and bars (top) lie, in pixels."""

    labels: list[tuple[str, float]]
    figures: list[tuple[str, float]]
    bars: list[float]
    height: float
    width: float


def place(rows: Sequence[tuple[str, str]], headings: Mapping[int, str] | None = None, width: float = WIDTH) -> Placed:
    """Rows of a label and its figure, each above its bar."""
    placed = Placed([], [], [], 0, width)
    y = 0.0
    for at, (label, figure) in enumerate(rows):
        y += LINE + GAP if headings and at in headings else 0
        lines = wrapped(label, width - width_of(figure, TEXT) - 16, TEXT)
        placed.figures.append((figure, y + LINE / 2))
        for line in lines:
            placed.labels.append((line, y + LINE / 2))
            y += LINE
        placed.bars.append(y + 2)
        y += BAR + GAP
    return Placed(placed.labels, placed.figures, placed.bars, max(y - GAP + 4, LINE), width)


def label_layers(placed: Placed) -> list[Any]:
    left = [{"x": 0, "y": y, "text": text} for text, y in placed.labels]
    right = [{"x": placed.width, "y": y, "text": text} for text, y in placed.figures if text]
    style = {"fontSize": TEXT, "color": LIGHT["ink"]}
    return [
        text_layer(left, align="left", **style),
        text_layer(right, align="right", **style),
    ]
