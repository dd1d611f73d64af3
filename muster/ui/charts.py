"""Charts as SVG, PNG and PDF from plain data; every label comes in translated.

altair describes a chart, vl-convert draws it. Text stays text. Colours: each role (text, first series, …) has one hex
value of its own in `LIGHT`, so one SVG serves everywhere: on a page `ui/charts.css` repaints by attribute
(`[fill="#0b5b93"]`) in the reader's scheme, elsewhere `svg(palette)` swaps the values. The series differ in lightness
and hue for every kind of colour vision, and no chart relies on colour alone.

`FONT` begins with the one that vl-convert carries in its wheel: a name it does not know would leave the text out of
PNG and PDF without a word. The others have the same widths.
"""

from __future__ import annotations

import json
import math
import re
import textwrap
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass, field
from functools import lru_cache
from typing import Any
from xml.sax.saxutils import escape, quoteattr

import altair as alt
import vl_convert

from muster.domain.counting.shares import percent
from muster.ui.numbers import grouped, signed

FONT = "Liberation Sans, Arimo, Arial, Helvetica, sans-serif"
WIDTH = 420  # pixels at scale 1; narrow, so that a telephone can show it
TEXT, SMALL = 12, 11  # pixels
EM = 0.56  # mean width of a letter in parts of its size, Cyrillic included
COLUMNS_HEIGHT = 160  # pixels of the highest column
BAR, LINE, GAP = 14, 15, 12  # pixels: a bar, a line of its label, the space below

LIGHT: Mapping[str, str] = {
    "ink": "#1a1f26",
    "quiet": "#545d69",
    "line": "#d5dae0",
    "surface": "#ffffff",
    "on": "#fefefe",  # text on a series
    "first": "#0b5b93",
    "second": "#b4530a",
    "third": "#5f6975",
}
DARK: Mapping[str, str] = {
    "ink": "#e8ebef",
    "quiet": "#a7b0bc",
    "line": "#353d47",
    "surface": "#1c2127",
    "on": "#0c1a26",
    "first": "#74b9ee",
    "second": "#f2a65e",
    "third": "#a9b3bf",
}
PRINT: Mapping[str, str] = {**LIGHT, "ink": "#000000", "quiet": "#3a4048", "line": "#b8bec6"}
SERIES = tuple(LIGHT[role] for role in ("first", "second", "third"))


@dataclass(frozen=True, slots=True)
class Chart:
    """A drawn chart. `description` says in words what a reader of the picture sees."""

    title: str
    description: str
    spec: str = field(repr=False)  # Vega-Lite

    def svg(self, palette: Mapping[str, str] = LIGHT, *, titled: bool = False, backed: bool = False) -> str:
        """The picture as SVG; `titled` writes the title into it, `backed` paints the surface behind it."""
        drawn = _repaint(_drawn(self._titled() if titled else self.spec), palette)
        body = drawn.index(">") + 1
        words = f"<title>{escape(self.title)}</title><desc>{escape(self.description)}</desc>"
        back = f'<rect width="100%" height="100%" fill="{palette["surface"]}"/>' if backed else ""
        label = quoteattr(f"{self.title}. {self.description}")
        return f'{drawn[: body - 1]} role="img" aria-label={label}>{words}{back}{drawn[body:]}'

    def png(self, *, scale: float = 2, palette: Mapping[str, str] = LIGHT, titled: bool = True) -> bytes:
        """The picture in pixels on its surface."""
        return bytes(vl_convert.svg_to_png(self.svg(palette, titled=titled, backed=True), scale=scale))

    def pdf(self, *, palette: Mapping[str, str] = PRINT, titled: bool = False) -> bytes:
        """The picture as a page of its own size, its font inside."""
        return bytes(vl_convert.svg_to_pdf(self.svg(palette, titled=titled)))

    def _titled(self) -> str:
        words = {"text": _wrapped(self.title, WIDTH, 15), "anchor": "start", "frame": "group", "offset": 12}
        return json.dumps({**json.loads(self.spec), "title": words})


@dataclass(frozen=True, slots=True)
class Bar:
    """One bar; `before` is the count that it is compared with, `group` the key of its group."""

    label: str
    count: int
    before: int | None = None
    group: str = ""


@dataclass(frozen=True, slots=True)
class Parts:
    """One bar of parts that make a whole; `note` stands at the end of its label."""

    label: str
    counts: Mapping[str, int]
    note: str = ""


@dataclass(frozen=True, slots=True)
class Spot:
    """A place on the map, WGS84 degrees."""

    label: str
    latitude: float
    longitude: float
    count: int


def shares_bar(rows: Sequence[Parts], series: Sequence[tuple[str, str]], *, title: str, description: str) -> Chart:
    """A bar a row, filled by the shares of up to three `series` (key, label)."""
    placed = _place([(row.label, row.note) for row in rows])
    segments = [segment for at, row in zip(placed.bars, rows, strict=True) for segment in _segments(row, series, at)]
    return _chart([*_labels(placed), *_stacked(segments, series)], placed.height, title=title, description=description)


def women_men(rows: Sequence[Parts], series: Sequence[tuple[str, str]], *, title: str, description: str) -> Chart:
    """Women and men in parts of those stated; the `note` of a row says how many entries state it."""
    return shares_bar(rows, series, title=title, description=description)


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
    placed = _place([(bar.label, _figure(bar)) for bar in ordered], headings)
    by_group = dict(zip([key for key, _ in groups], colours, strict=False))
    painted = [by_group[bar.group] for bar in ordered]
    layers = [
        *_labels(placed),
        *_group_labels(placed, headings, painted),
        *_bars(placed, ordered, painted, before_label),
    ]
    return _chart(layers, placed.height, title=title, description=description)


def partners_bar(bars: Sequence[Bar], *, title: str, description: str, before_label: str = "") -> Chart:
    """Bars of one kind, in the order given."""
    placed = _place([(bar.label, _figure(bar)) for bar in bars])
    layers = [*_labels(placed), *_bars(placed, bars, [SERIES[0]] * len(bars), before_label)]
    return _chart(layers, placed.height, title=title, description=description)


def months_columns(
    columns: Sequence[Bar], *, title: str, description: str, now_label: str, before_label: str = ""
) -> Chart:
    """A column a month with its count on top; a mark shows the count before."""
    most = max([1, *(bar.count for bar in columns), *(bar.before or 0 for bar in columns)])
    step, high = WIDTH / max(1, len(columns)), COLUMNS_HEIGHT / most
    every = math.ceil(len(columns) * _width("0000", SMALL) / WIDTH)  # where there are many, only some have a label
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
    names = [
        {"x": step * (at + 0.5), "y": foot + LINE, "text": bar.label}
        for at, bar in enumerate(columns)
        if at % every == 0
    ]
    counts = [
        {"x": step * (at + 0.5), "y": foot - high * _clear(bar, 20 / high) - 9, "text": grouped(bar.count)}
        for at, bar in enumerate(columns if every == 1 else [])
    ]
    layers = [
        _boxes(boxes).mark_rect(color=SERIES[0]),
        _boxes([{"x": 0, "x2": WIDTH, "y": foot, "y2": foot}]).mark_rule(color=LIGHT["line"]),
        _texts(names, color=LIGHT["quiet"], fontSize=SMALL),
        *_compared(marks, [(now_label, SERIES[0], "square"), (before_label, LIGHT["ink"], "stroke")]),
        _texts(counts, fontSize=SMALL, color=LIGHT["ink"]),
    ]
    return _chart(layers, foot + LINE + 8, title=title, description=description)


def _clear(bar: Bar, room: float) -> float:
    """The height on which a column's figure stands: above the mark too, where that is less than `room` higher."""
    return bar.before if bar.before is not None and 0 < bar.before - bar.count < room else bar.count


def map_circles(spots: Sequence[Spot], *, title: str, description: str, labelled: int = 8) -> Chart:
    """A circle a place, its area the count, on a plain ground; a dot where nothing was counted."""
    points = _project(spots)
    most = max([1, *(spot.count for spot in spots)])
    counted = sorted((p for p in points if p["count"]), key=lambda p: -p["count"])
    for point in points:
        point["radius"] = _radius(point["count"], most)
        point["area"] = _area(point["radius"])
    names = _place_names(counted[:labelled], points)
    layers = [
        _pixels(p for p in points if not p["count"]).mark_circle(size=18, color=LIGHT["third"], opacity=1),
        _pixels(counted)
        .mark_circle(color=SERIES[0], fillOpacity=0.55, stroke=SERIES[0], strokeWidth=1, opacity=1)
        .encode(size=alt.Size("area:Q", scale=None)),
        *(
            _texts((n for n in names if n["align"] == align), align=align, fontSize=SMALL, color=LIGHT["ink"])
            for align in ("left", "right", "center")
        ),
        *_circle_scale(most),
    ]
    return _chart(layers, MAP_HEIGHT, title=title, description=description)


# -- rows of labelled bars ---------------------------------------------------------------------------------------------


@dataclass(frozen=True, slots=True)
class _Placed:
    """Where labels (text, y), their figures at the right end and bars (top) lie, in pixels."""

    labels: list[tuple[str, float]]
    figures: list[tuple[str, float]]
    bars: list[float]
    height: float


def _place(rows: Sequence[tuple[str, str]], headings: Mapping[int, str] | None = None) -> _Placed:
    placed = _Placed([], [], [], 0)
    y = 0.0
    for at, (label, figure) in enumerate(rows):
        y += LINE + GAP if headings and at in headings else 0
        lines = _wrapped(label, WIDTH - _width(figure, TEXT) - 16, TEXT)
        placed.figures.append((figure, y + LINE / 2))
        for line in lines:
            placed.labels.append((line, y + LINE / 2))
            y += LINE
        placed.bars.append(y + 2)
        y += BAR + GAP
    return _Placed(placed.labels, placed.figures, placed.bars, max(y - GAP + 4, LINE))


def _labels(placed: _Placed) -> list[Any]:
    left = [{"x": 0, "y": y, "text": text} for text, y in placed.labels]
    right = [{"x": WIDTH, "y": y, "text": text} for text, y in placed.figures if text]
    style = {"fontSize": TEXT, "color": LIGHT["ink"]}
    return [
        _texts(left, align="left", **style),
        _texts(right, align="right", **style),
    ]


def _headings(bars: Sequence[Bar], names: Mapping[str, str]) -> dict[int, str]:
    """The heading in front of the first bar of each group."""
    firsts: dict[str, int] = {}
    for at, bar in enumerate(bars):
        firsts.setdefault(bar.group, at)
    return {at: names[group] for group, at in firsts.items()}


def _group_labels(placed: _Placed, headings: Mapping[int, str], colours: Sequence[str]) -> list[Any]:
    tops = [y for _, y in placed.figures]
    style = {"align": "left", "fontSize": TEXT, "fontWeight": "bold"}
    return [
        _texts([{"x": 0, "y": tops[at] - LINE - 4, "text": text}], color=colours[at], **style)
        for at, text in headings.items()
    ]


def _bars(placed: _Placed, bars: Sequence[Bar], colours: Sequence[str], before_label: str) -> list[Any]:
    most = max([1, *(bar.count for bar in bars), *(bar.before or 0 for bar in bars)])
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
        _boxes(ground).mark_rect(color=LIGHT["line"], fillOpacity=0.35),
        _boxes(rows).mark_rect().encode(color=alt.Color("colour:N", scale=None)),
    ]
    return [*layers, *_compared(ticks, [(before_label, LIGHT["ink"], UPRIGHT)])]


def _compared(marks: list[dict[str, Any]], entries: Sequence[tuple[str, str, str]]) -> list[Any]:
    """Marks of the counts before, set off from the bars that they cross, and the key that names them."""
    if not marks:
        return []
    lines = [{"x2": mark["x"], "y2": mark["y"], **mark} for mark in marks]
    return [
        _boxes(lines).mark_rule(strokeWidth=5.5, color=LIGHT["surface"]),
        _boxes(lines).mark_rule(strokeWidth=2.5, color=LIGHT["ink"]),
        _key(entries, -20),
    ]


def _figure(bar: Bar) -> str:
    if bar.before is None:
        return grouped(bar.count)
    return f"{grouped(bar.count)}  ({signed(bar.count - bar.before)})"


def _segments(row: Parts, series: Sequence[tuple[str, str]], top: float) -> list[dict[str, Any]]:
    whole = sum(row.counts.get(key, 0) for key, _ in series)
    left = 0.0
    made: list[dict[str, Any]] = []
    for key, label in series:
        count = row.counts.get(key, 0)
        width = WIDTH * count / whole if whole else 0
        shown = f"{percent(count, whole)} %" if width >= 34 else ""
        made.append(
            {"key": key, "x": left, "x2": left + width, "y": top, "y2": top + BAR + 4, "series": label, "text": shown}
            | {"middle": left + width / 2, "centre": top + BAR / 2 + 2.5}
        )
        left += width
    return [segment for segment in made if row.counts.get(segment["key"])]


def _stacked(segments: list[dict[str, Any]], series: Sequence[tuple[str, str]]) -> list[Any]:
    labels = [label for _, label in series]
    texts = [{"x": s["middle"], "y": s["centre"], "text": s["text"]} for s in segments if s["text"]]
    colours = alt.Color("series:N", scale=alt.Scale(domain=labels, range=list(SERIES[: len(labels)])), legend=None)
    keys = [(label, colour, "square") for label, colour in zip(labels, SERIES, strict=False)]
    return [
        _boxes(segments).mark_rect(stroke=LIGHT["surface"], strokeWidth=1.5).encode(color=colours),
        _texts(texts, fontSize=SMALL, color=LIGHT["on"]),
        _key(keys, -10 - 18 * len(_key_rows(keys))),
    ]


# -- keys --------------------------------------------------------------------------------------------------------------


UPRIGHT = "M0,-1.4V1.4"  # the shape of an upright mark


def _key_rows(entries: Sequence[tuple[str, str, str]]) -> list[list[tuple[float, tuple[str, str, str]]]]:
    """The entries in as few lines as they need, each with its left end."""
    rows: list[list[tuple[float, tuple[str, str, str]]]] = [[]]
    x = 0.0
    for entry in entries:
        width = 18 + _width(entry[0], SMALL) + 16
        if rows[-1] and x + width - 16 > WIDTH:
            rows.append([])
            x = 0
        rows[-1].append((x, entry))
        x += width
    return rows


def _key(entries: Sequence[tuple[str, str, str]], top: float) -> Any:
    """What the colours and marks stand for, above the chart."""
    shapes, texts = [], []
    for number, row in enumerate(_key_rows(entries)):
        y = top + 18 * number + 4
        for x, (label, colour, shape) in row:
            shapes.append({"x": x + 5, "y": y, "colour": colour, "shape": shape})
            texts.append({"x": x + 17, "y": y, "text": label})
    dots = _pixels(shapes).mark_point(filled=True, size=90, opacity=1, strokeWidth=2.5)
    return alt.layer(
        dots.encode(
            shape=alt.Shape("shape:N", scale=None),
            fill=alt.Fill("colour:N", scale=None),
            stroke=alt.Stroke("colour:N", scale=None),
        ),
        _texts(texts, align="left", fontSize=SMALL, color=LIGHT["quiet"]),
    )


# -- the map -----------------------------------------------------------------------------------------------------------

MAP_HEIGHT, MAP_MARGIN = 440, 40  # pixels
LARGEST_CIRCLE = 24  # pixels of radius


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


def _radius(count: int, most: int) -> float:
    return max(3.0, LARGEST_CIRCLE * math.sqrt(count / most)) if count else 2.4


def _area(radius: float) -> float:
    """The size of a circle as Vega counts it: of the square around it."""
    return (2 * radius) ** 2


def _place_names(points: Sequence[dict[str, Any]], every: Sequence[dict[str, Any]]) -> list[dict[str, Any]]:
    """Names beside the largest circles, each where it hides no other name and no circle, if it can also no dot."""
    circles = [(_around(p), p) for p in every if p["count"]]
    dots = [_around(p) for p in every if not p["count"]]
    names: list[dict[str, Any]] = []
    taken: list[tuple[float, ...]] = []
    for point in points:
        spots = list(_name_spots(point, f"{point['label']} {grouped(point['count'])}"))
        hard = [*taken, *(box for box, owner in circles if owner is not point)]
        for name, box in (*_free(spots, [*hard, *dots]), *_free(spots, hard))[:1]:
            names.append(name)
            taken.append(box)
    return names


Spots = Sequence[tuple[dict[str, Any], tuple[float, ...]]]


def _free(spots: Spots, taken: Sequence[tuple[float, ...]]) -> Spots:
    return [(name, box) for name, box in spots if not any(_overlap(box, other) for other in taken)]


def _around(point: Mapping[str, Any]) -> tuple[float, ...]:
    return _box(point["x"] - point["radius"], point["y"], 2 * point["radius"], 2 * point["radius"])


def _name_spots(point: dict[str, Any], label: str) -> Iterable[tuple[dict[str, Any], tuple[float, ...]]]:
    """Right, left, below, above the circle, as far as that is in the picture."""
    width, away = _width(label, SMALL), point["radius"] + 4
    for align, dx, dy, start in (
        ("left", away, 0.0, away),
        ("right", -away, 0.0, -away - width),
        ("center", 0.0, away + 7, -width / 2),
        ("center", 0.0, -away - 7, -width / 2),
    ):
        left = point["x"] + start
        if left >= 0 and left + width <= WIDTH:
            name = {"x": point["x"] + dx, "y": point["y"] + dy, "text": label, "align": align}
            yield name, _box(left, point["y"] + dy, width, 13)


def _box(left: float, middle: float, width: float, height: float) -> tuple[float, ...]:
    return (left, middle - height / 2, left + width, middle + height / 2)


def _overlap(one: tuple[float, ...], other: tuple[float, ...]) -> bool:
    return one[0] < other[2] and other[0] < one[2] and one[1] < other[3] and other[1] < one[3]


def _circle_scale(most: int) -> list[Any]:
    """Three circles in the corner with the counts that they stand for."""
    steps = sorted({_round_down(most), _round_down(most // 4), 1} - {0}, reverse=True)
    foot, centre = 74.0, WIDTH - 84.0
    rows: list[dict[str, Any]] = []
    for step in steps:
        radius = _radius(step, most)
        rows.append({"x": centre, "y": foot - radius, "area": _area(radius), "top": foot - 2 * radius, "step": step})
    texts = [{"x": centre + LARGEST_CIRCLE + 10, "y": row["top"], "text": grouped(row["step"])} for row in rows]
    rules = [{"x": centre, "x2": centre + LARGEST_CIRCLE + 7, "y": row["top"]} for row in rows]
    return [
        _pixels(rows)
        .mark_point(stroke=LIGHT["quiet"], strokeWidth=1, opacity=1, filled=False)
        .encode(size=alt.Size("area:Q", scale=None)),
        _pixels(rules).mark_rule(color=LIGHT["quiet"], strokeWidth=0.75).encode(x2="x2:Q"),
        _texts(texts, align="left", fontSize=SMALL, color=LIGHT["quiet"]),
    ]


def _round_down(number: int) -> int:
    """The number with its first figure alone."""
    text = str(number)
    return int(text[0]) * int(10 ** (len(text) - 1))


# -- drawing -----------------------------------------------------------------------------------------------------------


def _pixels(rows: Iterable[Mapping[str, Any]]) -> Any:
    """A layer whose x and y are pixels."""
    chart = alt.Chart(alt.InlineData(values=[dict(row) for row in rows]))
    return chart.encode(x=alt.X("x:Q", scale=None, axis=None), y=alt.Y("y:Q", scale=None, axis=None))


def _texts(rows: Iterable[Mapping[str, Any]], **style: Any) -> Any:
    return _pixels(rows).mark_text(**{"baseline": "middle", **style}).encode(text="text:N")


def _boxes(rows: Iterable[Mapping[str, Any]]) -> Any:
    return _pixels(rows).encode(x2="x2:Q", y2="y2:Q")


def _chart(layers: Sequence[Any], height: float, *, title: str, description: str) -> Chart:
    drawn = alt.layer(*layers).properties(width=WIDTH, height=height, padding=4)
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
    return Chart(title, description, json.dumps({**drawn.to_dict(validate=False), "background": None}))


@lru_cache(maxsize=256)
def _drawn(spec: str) -> str:
    """The SVG; the roles of its parts are taken out, as the whole is one picture with one description."""
    return re.sub(r"<[^>]+>", _without_role, str(vl_convert.vegalite_to_svg(spec)))


def _without_role(tag: re.Match[str]) -> str:
    return re.sub(r' (?:role|aria-roledescription)="[^"]*"', "", tag[0])


def _repaint(svg: str, palette: Mapping[str, str]) -> str:
    colours = {LIGHT[role]: colour for role, colour in palette.items()}
    return re.sub(r'(?<==")#[0-9a-f]{6}(?=")', lambda found: colours.get(found[0], found[0]), svg)


def _wrapped(text: str, width: float, size: int) -> list[str]:
    return textwrap.wrap(text, max(12, int(width / (size * EM)))) or [""]


def _width(text: str, size: int) -> float:
    return len(text) * size * EM
