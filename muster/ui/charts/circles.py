"""The map: circles on the centres of municipalities, without ground or outlines from outside."""

from __future__ import annotations

import math
from collections.abc import Callable, Iterable, Mapping, Sequence
from dataclasses import dataclass
from decimal import Decimal
from typing import Any

import altair as alt

from muster.ui.charts.layers import assembled, box_layer, pixel_layer, text_layer
from muster.ui.charts.lettering import SMALL, width_of
from muster.ui.charts.palettes import LIGHT, SERIES
from muster.ui.charts.picture import WIDTH, Chart
from muster.ui.numbers import rounded

MAP_HEIGHT, MAP_MARGIN = 336, 30  # pixels
LARGEST_CIRCLE = 18  # pixels of radius
ALWAYS_NAMED = 3  # circles


@dataclass(frozen=True, slots=True)
class Spot:
    """A place on the map, WGS84 degrees."""

    label: str
    latitude: float
    longitude: float
    count: float


def map_circles(
    spots: Sequence[Spot],
    *,
    title: str,
    description: str,
    labelled: int = 8,
    written: Callable[[float], str] = rounded,
) -> Chart:
    """A circle a place, its area the count, on a plain ground; a dot where nothing was counted."""
    points = _project(spots)
    most = max([0, *(spot.count for spot in spots)]) or 1
    counted = sorted((p for p in points if p["count"]), key=lambda p: -p["count"])
    for point in points:
        point["radius"] = _radius(point["count"], most)
        point["area"] = _area(point["radius"])
    names = _place_names(counted[:labelled], points, written)
    layers = [
        pixel_layer(p for p in points if not p["count"]).mark_circle(size=18, color=LIGHT["third"], opacity=1),
        pixel_layer(counted)
        .mark_circle(color=SERIES[0], fillOpacity=0.55, stroke=SERIES[0], strokeWidth=1, opacity=1)
        .encode(size=alt.Size("area:Q", scale=None)),
        *(
            text_layer((n for n in names if n["align"] == align), align=align, fontSize=SMALL, color=LIGHT["ink"])
            for align in ("left", "right", "center")
        ),
        *_circle_scale(_steps(most, whole=all(spot.count == int(spot.count) for spot in spots)), most, written),
    ]
    return assembled(layers, MAP_HEIGHT, title=title, description=description)


def _project(spots: Sequence[Spot]) -> list[dict[str, Any]]:
    """Pixels of each place: degrees of longitude shortened by the cosine of the middle latitude."""
    if not spots:
        return []
    middle = (min(s.latitude for s in spots) + max(s.latitude for s in spots)) / 2
    across = [s.longitude * math.cos(math.radians(middle)) for s in spots]
    up = [s.latitude for s in spots]
    room = (WIDTH - 2 * MAP_MARGIN, MAP_HEIGHT - 2 * MAP_MARGIN)
    scale = min(room[0] / ((max(across) - min(across)) or 1), room[1] / ((max(up) - min(up)) or 1))
    left = (WIDTH - scale * (max(across) - min(across))) / 2
    return [
        {
            "x": left + (x - min(across)) * scale,
            "y": MAP_MARGIN + (max(up) - y) * scale,
            "label": spot.label,
            "count": spot.count,
        }
        for x, y, spot in zip(across, up, spots, strict=True)
    ]


def _radius(count: float, most: float) -> float:
    return max(3.0, LARGEST_CIRCLE * math.sqrt(count / most)) if count else 2.4


def _area(radius: float) -> float:
    """The size of a circle as Vega counts it: of the square around it."""
    return (2 * radius) ** 2


def _place_names(
    points: Sequence[dict[str, Any]], every: Sequence[dict[str, Any]], written: Callable[[float], str]
) -> list[dict[str, Any]]:
    """Names beside the largest circles, each where it covers no name, no circle, and if it can no dot either.

    The very largest have theirs even where it covers a circle.
    """
    circles = [(_around(p), p) for p in every if p["count"]]
    dots = [_around(p) for p in every if not p["count"]]
    names: list[dict[str, Any]] = []
    taken: list[tuple[float, ...]] = []
    for rank, point in enumerate(points):
        spots = list(_name_spots(point, f"{point['label']} {written(point['count'])}"))
        hard = [*taken, *(box for box, owner in circles if owner is not point)]
        last = _free(spots, taken) if rank < ALWAYS_NAMED else ()
        for name, box in (*_free(spots, [*hard, *dots]), *_free(spots, hard), *last)[:1]:
            names.append(name)
            taken.append(box)
    return names


Spots = Sequence[tuple[dict[str, Any], tuple[float, ...]]]


def _free(spots: Spots, taken: Sequence[tuple[float, ...]]) -> Spots:
    return [(name, box) for name, box in spots if not any(overlap(box, other) for other in taken)]


def _around(point: Mapping[str, Any]) -> tuple[float, ...]:
    return _box(point["x"] - point["radius"], point["y"], 2 * point["radius"], 2 * point["radius"])


def _name_spots(point: dict[str, Any], label: str) -> Iterable[tuple[dict[str, Any], tuple[float, ...]]]:
    """Right, left, below, above the circle; below and above pushed into the picture."""
    width, away = width_of(label, SMALL), point["radius"] + 4
    middle = min(max(point["x"], width / 2), WIDTH - width / 2)
    for align, x, left, y in (
        ("left", point["x"] + away, point["x"] + away, point["y"]),
        ("right", point["x"] - away, point["x"] - away - width, point["y"]),
        ("center", middle, middle - width / 2, point["y"] + away + 7),
        ("center", middle, middle - width / 2, point["y"] - away - 7),
    ):
        if left >= 0 and left + width <= WIDTH:
            yield {"x": x, "y": y, "text": label, "align": align}, _box(left, y, width, 13)


def _box(left: float, middle: float, width: float, height: float) -> tuple[float, ...]:
    return (left, middle - height / 2, left + width, middle + height / 2)


def overlap(one: tuple[float, ...], other: tuple[float, ...]) -> bool:
    return one[0] < other[2] and other[0] < one[2] and one[1] < other[3] and other[1] < one[3]


def _steps(most: float, *, whole: bool) -> list[float]:
    """What the circles of the scale stand for, the largest first: up to three, of whole numbers no part of one."""
    meant = (most, most // 4, 1) if whole else (most, most / 4, most / 16)
    return sorted({_round_down(number) for number in meant if number}, reverse=True)


def _circle_scale(steps: Sequence[float], most: float, written: Callable[[float], str]) -> list[Any]:
    """Circles in the corner with the counts that they stand for."""
    foot, centre = 58.0, WIDTH - 62.0
    rows: list[dict[str, Any]] = []
    for step in steps:
        radius = _radius(step, most)
        rows.append({"x": centre, "y": foot - radius, "area": _area(radius), "top": foot - 2 * radius, "step": step})
    heights = _spread([row["top"] for row in rows])
    said = [(row, written(row["step"]), height) for row, height in zip(rows, heights, strict=True)]
    texts = [{"x": centre + LARGEST_CIRCLE + 10, "y": height, "text": text} for _row, text, height in said]
    rules = [
        {"x": centre, "x2": centre + LARGEST_CIRCLE + 7, "y": row["top"], "y2": height} for row, _text, height in said
    ]
    return [
        pixel_layer(rows)
        .mark_point(stroke=LIGHT["quiet"], strokeWidth=1, opacity=1, filled=False)
        .encode(size=alt.Size("area:Q", scale=None)),
        box_layer(rules).mark_rule(color=LIGHT["quiet"], strokeWidth=0.75),
        text_layer(texts, align="left", fontSize=SMALL, color=LIGHT["quiet"]),
    ]


def _spread(heights: Sequence[float]) -> list[float]:
    """From the top down, each a line of text below the one before at least."""
    found: list[float] = []
    for height in heights:
        found.append(max([height, *(above + SMALL + 3 for above in found[-1:])]))
    return found


def _round_down(number: float) -> float:
    """The number with its first figure alone."""
    unit = Decimal(1).scaleb(Decimal(str(number)).adjusted())
    return float(Decimal(str(number)) // unit * unit)
