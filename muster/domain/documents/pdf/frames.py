"""Boxes and tables, recognised by the rectangles and lines that are drawn around text."""

from __future__ import annotations

from dataclasses import dataclass

from .glyphs import Fragment, Page, Rect

_THIN = 3.0  # points: thinner is a line
_TOUCH = 2.5  # points between lines that belong together
_MANY = 400  # lines of one page; more is a drawing, not a table


@dataclass(slots=True)
class Frame:
    """A box or a table with the fragments inside."""

    rect: Rect
    table: bool
    fragments: list[Fragment]
    row_lines: list[float]  # heights of a table's row borders, top down


def take_frames(page: Page, fragments: list[Fragment]) -> tuple[list[Frame], list[Fragment]]:
    """The page's boxes and tables with their text, and the fragments outside of them."""
    rest = fragments
    frames: list[Frame] = []
    for lines in sorted(_connected(_edges(page)), key=lambda group: _area(_bounds(group)), reverse=True):
        frame = _frame(lines, rest)
        if frame is not None:
            taken = {id(fragment) for fragment in frame.fragments}
            rest = [fragment for fragment in rest if id(fragment) not in taken]
            frames.append(frame)
    return frames, rest


def _edges(page: Page) -> list[Rect]:
    """All drawn lines; a rectangle counts as its four sides. A page's own background or border is left out."""
    edges: list[Rect] = []
    for rect in page.drawn:
        if _area(rect) > 0.7 * page.width * page.height or max(rect.width, rect.height) < 8:
            continue
        if min(rect.width, rect.height) <= _THIN:
            edges.append(rect)
        elif rect.width >= 20 and rect.height >= 8:
            edges += [
                Rect(rect.x0, rect.y0, rect.x1, rect.y0),
                Rect(rect.x0, rect.y1, rect.x1, rect.y1),
                Rect(rect.x0, rect.y0, rect.x0, rect.y1),
                Rect(rect.x1, rect.y0, rect.x1, rect.y1),
            ]
    return edges if len(edges) <= _MANY else []


def _connected(edges: list[Rect]) -> list[list[Rect]]:
    groups: list[list[Rect]] = []
    for edge in edges:
        touching = [group for group in groups if any(_touch(edge, other) for other in group)]
        merged = [edge]
        for group in touching:
            merged += group
        groups = [group for group in groups if not any(group is one for one in touching)] + [merged]
    return [group for group in groups if len(group) >= 4]


def _touch(a: Rect, b: Rect) -> bool:
    across = a.x0 <= b.x1 + _TOUCH and b.x0 <= a.x1 + _TOUCH
    return across and a.y0 <= b.y1 + _TOUCH and b.y0 <= a.y1 + _TOUCH


def _bounds(lines: list[Rect]) -> Rect:
    return Rect(
        min(line.x0 for line in lines),
        min(line.y0 for line in lines),
        max(line.x1 for line in lines),
        max(line.y1 for line in lines),
    )


def _area(rect: Rect) -> float:
    return rect.width * rect.height


def _frame(lines: list[Rect], fragments: list[Fragment]) -> Frame | None:
    rect = _bounds(lines)
    if rect.width < 60 or rect.height < 20 or not _closed(lines, rect):
        return None
    inside = [
        one for one in fragments
        if rect.x0 - 2 <= one.x0 and one.x1 <= rect.x1 + 4 and rect.y0 - 1 <= one.y <= rect.y1 + 1
    ]  # fmt: skip
    if len({round(one.y / 4) for one in inside}) < 2 or _usual_size(inside) > 1.12 * _usual_size(fragments):
        return None  # a heading on a coloured band is no box
    table = _separators(lines, rect) >= 1 and len(inside) > 2
    if not table and len(inside) > 0.7 * len(fragments) and len(inside) > 20:
        return None  # a border around the page
    return Frame(rect, table, inside, _row_lines(lines, rect))


def _usual_size(fragments: list[Fragment]) -> float:
    sizes = sorted(one.size for one in fragments)
    return sizes[len(sizes) // 2]


def _closed(lines: list[Rect], rect: Rect) -> bool:
    """The lines close the rectangle on at least its left, right and one other side."""
    left = sum(line.height for line in lines if line.width <= _THIN and line.x0 - rect.x0 < 4)
    right = sum(line.height for line in lines if line.width <= _THIN and rect.x1 - line.x1 < 4)
    across = sum(line.width for line in lines if line.height <= _THIN)
    return min(left, right) >= 0.8 * rect.height and across >= 0.8 * rect.width


def _separators(lines: list[Rect], rect: Rect) -> int:
    """How many upright lines run inside the rectangle over nearly all of its height."""
    heights: dict[int, float] = {}
    for line in lines:
        if line.width <= _THIN and rect.x0 + 6 < line.x0 and line.x1 < rect.x1 - 6:
            key = round(line.x0 / 4)
            heights[key] = heights.get(key, 0.0) + line.height
    return sum(1 for height in heights.values() if height >= 0.6 * rect.height)


def _row_lines(lines: list[Rect], rect: Rect) -> list[float]:
    """Heights at which lines cross nearly the whole rectangle, top down, its own edges included."""
    widths: dict[int, float] = {}
    for line in lines:
        if line.height <= _THIN:
            key = round((line.y0 + line.y1) / 8)
            widths[key] = widths.get(key, 0.0) + line.width
    return sorted((4.0 * key for key, width in widths.items() if width >= 0.7 * rect.width), reverse=True)
