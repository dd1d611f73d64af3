"""Styles and list numbering of a Word document."""

from __future__ import annotations

import re
from dataclasses import dataclass

from lxml import etree

from ..xmlparts import attribute, local

_HEADING = re.compile(r"(?:heading|überschrift|titre|naslov|titulli?|kreu|заглавие|наслов)\s*([1-9])$", re.IGNORECASE)
_ROMAN = ((1000, "m"), (900, "cm"), (500, "d"), (400, "cd"), (100, "c"), (90, "xc"), (50, "l"), (40, "xl"),
          (10, "x"), (9, "ix"), (5, "v"), (4, "iv"), (1, "i"))  # fmt: skip


def child(element: etree._Element | None, *path: str) -> etree._Element | None:
    """The first descendant along `path` of local names."""
    for name in path:
        if element is None:
            return None
        element = next((one for one in element if local(one) == name), None)
    return element


def value(element: etree._Element | None, *path: str) -> str | None:
    """The `val` of the element at `path`."""
    found = child(element, *path)
    return None if found is None else attribute(found, "val")


def number(text: str | None) -> int | None:
    """A whole number as Word writes it; None for anything else."""
    return int(text) if text is not None and re.fullmatch(r"\d{1,9}", text) else None


@dataclass(frozen=True, slots=True)
class Style:
    """What matters of a paragraph style."""

    name: str
    based_on: str | None
    outline: int | None  # counted from 0; 9 is running text
    list_id: str | None
    list_level: int | None


class Styles:
    """Paragraph styles by their id."""

    def __init__(self, root: etree._Element | None) -> None:
        self._styles: dict[str, Style] = {}
        for style in root if root is not None else ():
            if local(style) == "style":
                self._styles[attribute(style, "styleId") or ""] = Style(
                    (value(style, "name") or "").lower(),
                    value(style, "basedOn"),
                    number(value(style, "pPr", "outlineLvl")),
                    value(style, "pPr", "numPr", "numId"),
                    number(value(style, "pPr", "numPr", "ilvl")),
                )

    def chain(self, style_id: str | None) -> list[Style]:
        """The style and what it is based on, nearest first."""
        found: list[Style] = []
        while style_id in self._styles and len(found) < 20:
            found.append(self._styles[style_id])
            style_id = found[-1].based_on
        return found

    def heading_level(self, style_id: str | None) -> int | None:
        """1 to 9 for headings, by outline level or by the style's name."""
        for style in self.chain(style_id):
            named = _HEADING.match(style.name)
            if named:
                return int(named.group(1))
            if style.outline is not None:
                return style.outline + 1 if style.outline < 9 else None
        named = _HEADING.match(style_id or "") if style_id not in self._styles else None
        return int(named.group(1)) if named else None

    def is_title(self, style_id: str | None) -> bool:
        """The style of the document's title."""
        return any(style.name == "title" for style in self.chain(style_id)) or style_id == "Title"

    def is_contents(self, style_id: str | None) -> bool:
        """A line of the table of contents."""
        return any(style.name.startswith(("toc ", "table of figures")) for style in self.chain(style_id))


@dataclass(frozen=True, slots=True)
class Level:
    """How one level of a list is numbered."""

    form: str
    pattern: str  # "%1.%2"
    start: int


class Numbering:
    """Labels of lists and numbered headings, counted as Word counts them."""

    def __init__(self, root: etree._Element | None) -> None:
        self._levels: dict[str, dict[int, Level]] = {}
        self._lists: dict[str, str] = {}  # list id to its abstract definition
        self._counts: dict[str, dict[int, int]] = {}
        for one in root if root is not None else ():
            if local(one) == "abstractNum":
                self._levels[attribute(one, "abstractNumId") or ""] = _levels(one)
            elif local(one) == "num":
                self._lists[attribute(one, "numId") or ""] = value(one, "abstractNumId") or ""

    def label(self, list_id: str, level: int) -> str:
        """The next label of a list, such as `•`, `2.` or `3.1`; empty when the list has none."""
        abstract = self._lists.get(list_id, "")
        levels = self._levels.get(abstract, {})
        shown = levels.get(level)
        if shown is None or shown.form == "none":
            return ""
        if shown.form == "bullet":
            return "•"
        counts = self._counts.setdefault(abstract, {})
        counts[level] = counts.get(level, shown.start - 1) + 1
        for deeper in [one for one in counts if one > level]:
            del counts[deeper]
        return re.sub(r"%([1-9])", lambda match: self._count(levels, counts, int(match.group(1)) - 1), shown.pattern)

    def _count(self, levels: dict[int, Level], counts: dict[int, int], level: int) -> str:
        one = levels.get(level)
        if one is None:
            return ""
        return _spell(counts.setdefault(level, one.start), one.form)


def _levels(abstract: etree._Element) -> dict[int, Level]:
    found = {}
    for one in abstract:
        at = number(attribute(one, "ilvl"))
        if local(one) == "lvl" and at is not None:
            start = number(value(one, "start"))
            form, pattern = value(one, "numFmt") or "decimal", value(one, "lvlText") or ""
            found[at] = Level(form, pattern[:40], 1 if start is None else start)
    return found


def _spell(count: int, form: str) -> str:
    if form in ("lowerLetter", "upperLetter") and 1 <= count <= 780:
        letters = chr(ord("a") + (count - 1) % 26) * ((count - 1) // 26 + 1)
        return letters if form == "lowerLetter" else letters.upper()
    if form in ("lowerRoman", "upperRoman") and 1 <= count < 4000:
        text = ""
        for size, sign in _ROMAN:
            text += sign * (count // size)
            count %= size
        return text if form == "lowerRoman" else text.upper()
    return str(count)
