"""Charts as SVG, PNG and PDF from plain data; every label comes in translated.

altair describes a chart, vl-convert draws it. Text stays text. Colours: each role (text, first series, …) has one hex
value of its own in `LIGHT`, so one SVG serves everywhere: on a page `ui/charts.css` repaints by attribute
(`[fill="#0b5b93"]`) in the reader's scheme, elsewhere `svg(palette)` swaps the values. The series differ in lightness
and hue for every kind of colour vision, and no chart relies on colour alone.

`FONT` begins with the one that vl-convert carries in its wheel: a name it does not know would leave the text out of
PNG and PDF without a word. The others have the same widths.
"""

from muster.ui.charts.bars import Bar, partners_bar, themes_bar
from muster.ui.charts.circles import Spot, map_circles
from muster.ui.charts.lettering import FONT
from muster.ui.charts.months import months_columns
from muster.ui.charts.palettes import DARK, LIGHT, PRINT, SERIES
from muster.ui.charts.parts import Parts, shares_bar, women_men
from muster.ui.charts.picture import WIDTH, Chart

__all__ = [
    "DARK",
    "FONT",
    "LIGHT",
    "PRINT",
    "SERIES",
    "WIDTH",
    "Bar",
    "Chart",
    "Parts",
    "Spot",
    "map_circles",
    "months_columns",
    "partners_bar",
    "shares_bar",
    "themes_bar",
    "women_men",
]
