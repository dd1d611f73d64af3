"""A drawn chart, and how it leaves: as SVG in any palette, as PNG, as PDF."""

from __future__ import annotations

import json
import re
from collections.abc import Mapping
from dataclasses import dataclass, field
from functools import lru_cache
from xml.sax.saxutils import escape, quoteattr

import vl_convert

from muster.ui.charts.lettering import wrapped
from muster.ui.charts.palettes import LIGHT, PRINT

WIDTH = 332  # pixels at scale 1: with the space around it what a telephone has, so that letters keep their size there


@dataclass(frozen=True, slots=True)
class Chart:
    """A drawn chart. `description` says in words what a reader of the picture sees."""

    title: str
    description: str
    spec: str = field(repr=False)  # Vega-Lite
    width: float = WIDTH

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
        words = {"text": wrapped(self.title, self.width, 15), "anchor": "start", "frame": "group", "offset": 12}
        return json.dumps({**json.loads(self.spec), "title": words})


@lru_cache(maxsize=256)
def _drawn(spec: str) -> str:
    """The SVG; the roles of its parts are taken out, as the whole is one picture with one description."""
    return re.sub(r"<[^>]+>", _without_role, str(vl_convert.vegalite_to_svg(spec)))


def _without_role(tag: re.Match[str]) -> str:
    return re.sub(r' (?:role|aria-roledescription)="[^"]*"', "", tag[0])


def _repaint(svg: str, palette: Mapping[str, str]) -> str:
    colours = {LIGHT[role]: colour for role, colour in palette.items()}
    return re.sub(r'(?<==")#[0-9a-f]{6}(?=")', lambda found: colours.get(found[0], found[0]), svg)
