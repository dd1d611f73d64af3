"""What a workbook's parts say that openpyxl does not tell of."""

from __future__ import annotations

from collections.abc import Iterator
from typing import Any

from lxml import etree
from openpyxl.utils import coordinate_to_tuple

_MAIN = "{http://schemas.openxmlformats.org/spreadsheetml/2006/main}"
_PIECE = 1 << 20  # bytes


def without_result(page: Any) -> Iterator[tuple[int, int]]:
    """Row and column, both from 1, of formulas that a program wrote without what they come to: a reader would take them
    for empty cells. `page` is a sheet that openpyxl reads only; in constant memory."""
    with page._get_source() as part:
        if not _has_formulas(part):
            return
    with page._get_source() as part:
        for _event, row in etree.iterparse(part, tag=f"{_MAIN}row", resolve_entities=False, huge_tree=True):
            yield from _alone(row)
            row.clear()
            while row.getprevious() is not None:
                del row.getparent()[0]


def _has_formulas(part: Any) -> bool:
    """Or what begins alike: most sheets have none, and are read once less."""
    end = b""
    while piece := part.read(_PIECE):
        if b"<f" in end + piece:
            return True
        end = piece[-1:]
    return False


def _alone(row: Any) -> Iterator[tuple[int, int]]:
    for cell in row.iterchildren(f"{_MAIN}c"):
        empty = not cell.findtext(f"{_MAIN}v") and cell.get("t") != "str"  # a text may be empty
        if empty and cell.find(f"{_MAIN}f") is not None and cell.get("r"):
            yield coordinate_to_tuple(cell.get("r"))
