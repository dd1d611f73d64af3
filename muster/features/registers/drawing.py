"""A picture of what lies around a record: three columns of boxes, the record first, lines between what is linked.

Colours come from the style sheet by class. Beside it always stands the same as a list.
"""

from __future__ import annotations

from django.urls import reverse
from django.utils.html import format_html, format_html_join
from django.utils.safestring import SafeString
from django.utils.translation import gettext as _

from muster.features.registers.models import Record
from muster.features.registers.queries.links import Around

# Of a box, from column to column, from row to row. On a telephone the second column is seen to begin.
WIDE, HIGH, BETWEEN, ROW = 220, 40, 36, 52
LETTERS = 27  # of a line in a box
Places = dict[int, tuple[int, int]]


def picture(around: Around) -> SafeString:
    """As SVG."""
    columns = [column for column in around.steps if column]
    height = max(len(column) for column in columns) * ROW
    width = len(columns) * (WIDE + BETWEEN) - BETWEEN
    places = {
        one.pk: (at * (WIDE + BETWEEN), (height - len(column) * ROW) // 2 + row * ROW + (ROW - HIGH) // 2)
        for at, column in enumerate(columns)
        for row, one in enumerate(column)
    }
    lines = format_html_join(
        "", '<path class="link" d="{}"/>', ((_line(places, pair),) for pair in sorted(around.pairs))
    )
    boxes = format_html_join("", "{}", ((_box(one, places),) for column in columns for one in column))
    return format_html(
        '<svg class="around" viewBox="-2 -2 {} {}" width="{}" role="img" aria-label="{}">{}{}</svg>',
        *(str(width + 4), str(height + 4), str(width + 4)),
        *(_("Records around this one, up to two links away"), lines, boxes),
    )


def _line(places: Places, pair: tuple[int, int]) -> str:
    """From the right side of the box further left to the left side of the other; within a column, beside both."""
    (x, y), (other_x, other_y) = sorted((places[pair[0]], places[pair[1]]))
    y, other_y = y + HIGH // 2, other_y + HIGH // 2
    if x == other_x:
        right = x + WIDE
        return f"M{right} {y}C{right + BETWEEN // 2} {y} {right + BETWEEN // 2} {other_y} {right} {other_y}"
    middle = (x + WIDE + other_x) // 2
    return f"M{x + WIDE} {y}C{middle} {y} {middle} {other_y} {other_x} {other_y}"


def _box(record: Record, places: Places) -> SafeString:
    x, y = places[record.pk]
    return format_html(
        '<a href="{}"><rect x="{}" y="{}" width="{}" height="{}" rx="4"{}/>'
        '<text x="{}" y="{}" class="of">{}</text><text x="{}" y="{}">{}</text></a>',
        *(reverse("registers:record", args=[record.pk]), str(x), str(y), str(WIDE), str(HIGH)),
        format_html(' class="{}"', "here" if x == 0 else ""),
        *(str(x + 8), str(y + 15), _short(str(record.register)), str(x + 8), str(y + 32), _short(str(record))),
    )


def _short(text: str) -> str:
    return text if len(text) <= LETTERS else f"{text[: LETTERS - 1]}…"
