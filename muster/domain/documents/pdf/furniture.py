"""Running heads and feet and page numbers: what comes again at the same height on other pages."""

from __future__ import annotations

import re
from collections import defaultdict

from .glyphs import Fragment, Page

_ZONE = 0.13  # share of the page's height, at the top and at the bottom
_MARGIN = 0.065  # share of the page's height that holds no text of its own
_DIGITS = re.compile(r"\d+|\b[ivxlc]+\b", re.IGNORECASE)
_NUMBER = re.compile(
    r"(?:(?:page|p\.|faqe|faqja|f\.|strana|str\.|страна|стр\.)\s*)?[-–—|]?\s*(?:\d{1,4}|[ivxlc]{1,6})\s*"
    r"(?:(?:/|of|nga|od|од|prej)\s*\d{1,4}\s*)?[-–—|]?",
    re.IGNORECASE,
)

Repeated = dict[tuple[str, int], float]


def split_furniture(pages: list[Page]) -> list[tuple[list[Fragment], list[Fragment], list[Fragment]]]:
    """For each page: its running head, its other fragments, its running foot."""
    repeated = _repeated(pages)
    parts = []
    for page in pages:
        head = _outermost(page, 1, repeated)
        foot = _outermost(page, -1, repeated)
        taken = {id(one) for one in head + foot}
        parts.append((head, [one for one in page.fragments if id(one) not in taken], foot))
    return parts


def _outermost(page: Page, zone: int, repeated: Repeated) -> list[Fragment]:
    """The lines at one edge of the page that come again or number it, up to the white before the text."""
    lines = _lines_from_edge(page, zone)
    taken = 1 if _in_margin(page, lines) else 0
    for index, line in enumerate(lines):
        if not any(_comes_again(page, one, repeated) or _NUMBER.fullmatch(one.text.strip()) for one in line):
            break
        inner = lines[index + 1] if index + 1 < len(lines) else None
        short = sum(len(one.text.split()) for one in line) <= 10
        always = short and any(_comes_again(page, one, repeated, 0.6) for one in line)
        if inner is None or always or abs(line[0].y - inner[0].y) >= 1.5 * line[0].size:
            taken = index + 1
    within = [line for line in lines[:taken] if all(_zone(page, one) == zone for one in line)]
    return [one for line in within for one in line]


def _in_margin(page: Page, lines: list[list[Fragment]]) -> bool:
    """A short line of no larger type within the page's margin, where one page alone cannot show that it comes again."""
    if len(lines) < 2 or len(page.fragments) < 6:
        return False
    first, inner = lines[0], lines[1]
    sizes = sorted(one.size for one in page.fragments)
    small = max(one.size for one in first) <= sizes[len(sizes) // 2]
    short = sum(len(one.text.split()) for one in first) <= 10
    height = min(first[0].y, page.height - first[0].y)
    return small and short and height < _MARGIN * page.height and abs(first[0].y - inner[0].y) >= 1.8 * first[0].size


def _lines_from_edge(page: Page, zone: int) -> list[list[Fragment]]:
    """Lines at the top of the page (zone 1) or its bottom (-1), outermost first, and one line more."""
    lines: list[list[Fragment]] = []
    for one in sorted(page.fragments, key=lambda fragment: -zone * fragment.y):
        if one.style.turned:
            continue
        if lines and abs(lines[-1][0].y - one.y) < 0.4 * one.size:
            lines[-1].append(one)
            continue
        if lines and _zone(page, lines[-1][0]) != zone:
            break
        lines.append([one])
    return lines


def _zone(page: Page, fragment: Fragment) -> int:
    """1 at the top of the page, -1 at its bottom, else 0."""
    if fragment.style.turned:
        return 0
    if fragment.y > (1 - _ZONE) * page.height:
        return 1
    return -1 if fragment.y < _ZONE * page.height else 0


def _key(page: Page, fragment: Fragment) -> tuple[str, int]:
    words = _DIGITS.sub("#", fragment.text.casefold())
    return words, round(min(fragment.y, page.height - fragment.y) / 8)


def _repeated(pages: list[Page]) -> Repeated:
    """For texts (numbers aside) at their height: on what share of the pages they stand, when on several."""
    near: dict[tuple[str, int], set[int]] = defaultdict(set)
    for page in pages:
        for one in page.fragments:
            if _zone(page, one):
                words, height = _key(page, one)
                for shifted in (height - 1, height, height + 1):
                    near[words, shifted].add(page.number)
    return {key: len(on) / len(pages) for key, on in near.items() if len(on) >= max(2, 0.1 * len(pages))}


def _comes_again(page: Page, fragment: Fragment, repeated: Repeated, share: float = 0.0) -> bool:
    return repeated.get(_key(page, fragment), -1.0) >= share
