"""The reading order of a page: bands and columns, found by the white between fragments.

A gutter is a height of white that many lines leave free at the same place. What crosses it (a title, a wide box)
parts the page into bands; in a band the left column is read before the right one. Tables are left whole.
"""

from __future__ import annotations

from dataclasses import dataclass

from .frames import Frame
from .glyphs import Fragment

_BIN = 4.0  # points: resolution of the search for gutters
_DEPTH = 3  # columns within columns


@dataclass(slots=True)
class Unit:
    """What is put in order: one fragment, or a box or table as a whole."""

    x0: float
    x1: float
    bottom: float
    top: float
    words: float  # of its typical line
    size: float
    fragment: Fragment | None = None
    frame: Frame | None = None


@dataclass(slots=True)
class Run:
    """Units that are read one below the other."""

    units: list[Unit]
    aside: bool = False  # a narrow column beside the main one


def units_of(fragments: list[Fragment], frames: list[Frame]) -> list[Unit]:
    """Fragments and frames as units."""
    units = [
        Unit(one.x0, one.x1, one.bottom, one.top, len(one.text.split()), one.size, fragment=one) for one in fragments
    ]
    for frame in frames:
        inside = frame.fragments
        words = sum(len(one.text.split()) for one in inside) / len(inside)
        rect, size = frame.rect, inside[0].size
        units.append(Unit(rect.x0, rect.x1, rect.y0, rect.y1, max(words, 4.0), size, frame=frame))
    return units


def arrange(units: list[Unit], depth: int = 0) -> list[Run]:
    """Runs in reading order."""
    gutter = _gutter(units) if depth < _DEPTH and len(units) >= 4 else None
    if gutter is None:
        return [Run(_downwards(units))] if units else []
    runs: list[Run] = []
    for band, across in _bands(units, gutter):
        if across:
            runs.append(Run(_downwards(band)))
            continue
        left = [unit for unit in band if unit.x1 <= gutter + 1]
        right = [unit for unit in band if unit.x1 > gutter + 1]
        if left and right and not (_prose(left) and _prose(right)):
            runs.append(Run(_downwards(band)))
            continue
        parts = [arrange(side, depth + 1) for side in (left, right)]
        _mark_aside(left, right, *parts)
        runs += parts[0] + parts[1]
    return runs


def _downwards(units: list[Unit]) -> list[Unit]:
    return sorted(units, key=lambda unit: (-unit.top, unit.x0))


def _bands(units: list[Unit], gutter: float) -> list[tuple[list[Unit], bool]]:
    """Top down: groups of units that all cross the gutter, or none does."""
    bands: list[tuple[list[Unit], bool]] = []
    for unit in _downwards(units):
        across = unit.x0 < gutter - 1 and unit.x1 > gutter + 1
        if bands and bands[-1][1] == across:
            bands[-1][0].append(unit)
        else:
            bands.append(([unit], across))
    return bands


def _gutter(units: list[Unit]) -> float | None:
    """Where the most lines leave white between text left and right, if both sides are running text."""
    votes = _white_votes(units)
    if not votes:
        return None
    most = max(votes.values())
    best = sorted(key for key, count in votes.items() if count >= 0.9 * most)
    middle = best[len(best) // 2]
    gutter = (middle + 0.5) * _BIN
    left = [unit for unit in units if unit.x1 <= gutter + 1]
    right = [unit for unit in units if unit.x0 >= gutter - 1]
    enough = most >= 6 and min(_lines(left), _lines(right)) >= 3
    return gutter if enough and _prose(left) and _prose(right) else None


def _lines(units: list[Unit]) -> float:
    return sum((unit.top - unit.bottom) / unit.size for unit in units)


def _white_votes(units: list[Unit]) -> dict[int, int]:
    """For each strip of `_BIN` points across: at how many heights it lies in white between text."""
    rows: dict[int, list[tuple[float, float]]] = {}
    for unit in units:
        for height in range(int(unit.bottom // _BIN), int(unit.top // _BIN) + 1):
            rows.setdefault(height, []).append((unit.x0, unit.x1))
    votes: dict[int, int] = {}
    narrow = 0.7 * min(sorted(unit.size for unit in units)[len(units) // 2], 12)
    for spans in rows.values():
        spans.sort()
        reach = spans[0][1]
        for x0, x1 in spans[1:]:
            if x0 - reach >= narrow:
                for key in range(int(reach // _BIN) + 1, max(int(x0 // _BIN), int(reach // _BIN) + 2)):
                    votes[key] = votes.get(key, 0) + 1
            reach = max(reach, x1)
    return votes


def _prose(units: list[Unit]) -> bool:
    """Running text: its lines have words and mostly fill the width they share."""
    if not units:
        return False
    words = sorted(unit.words for unit in units)[len(units) // 2]
    filled = sorted(unit.x1 - unit.x0 for unit in units)[len(units) // 2]
    return words >= 3 and filled >= 0.45 * _width(units)


def _mark_aside(left: list[Unit], right: list[Unit], left_runs: list[Run], right_runs: list[Run]) -> None:
    if not left or not right:
        return
    left_width, right_width = _width(left), _width(right)
    narrow = left_runs if left_width < right_width else right_runs
    if min(left_width, right_width) < 0.55 * max(left_width, right_width):
        for run in narrow:
            run.aside = True


def _width(units: list[Unit]) -> float:
    return max(unit.x1 for unit in units) - min(unit.x0 for unit in units)
