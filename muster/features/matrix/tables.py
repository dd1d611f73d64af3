"""Tables that go out: on a page, as XLSX, as CSV, and as CSV with hashtags of the Humanitarian Exchange Language.

Hashtags follow the HXL 1.1 dictionary: `#sector` and `#subsector` are the category and the theme of the matrix,
`#org` a structure or partner, `#adm2` a municipality, `#reached` participants, `#date` a month, and `#indicator` what
was counted, with the measure and the column of the matrix as attributes. Sums are left out of CSV, where whoever
adds up would count them again.
"""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from typing import Any

from django.http import FileResponse, StreamingHttpResponse

from muster.domain.counting.matrix import Measure
from muster.ui.sheets import Column, Kind, Sheet, csv_response, xlsx_response

Cell = str | int | float | None


def count_tag(measure: Measure) -> str:
    """The hashtag of what is counted."""
    return "#reached" if measure is Measure.PARTICIPANTS else f"#indicator+num+{measure}"


@dataclass(frozen=True, slots=True)
class Head:
    """The head of one column: its words, its hashtag, what stands below, and its width in characters."""

    name: str
    tag: str
    kind: Kind = "text"
    width: int = 14

    @property
    def figures(self) -> bool:
        return self.kind != "text"


@dataclass(frozen=True, slots=True)
class Table:
    """`rows` have a value for every head; `sums` are rows that add others up."""

    name: str
    heads: Sequence[Head]
    rows: Sequence[Sequence[Cell]]
    sums: Sequence[Sequence[Cell]] = ()

    def shown_rows(self) -> Iterator[dict[str, Any]]:
        """For a page: the sums first, every cell with whether it is a figure."""
        for sums, rows in ((True, self.sums), (False, self.rows)):
            for row in rows:
                yield {"sums": sums, "cells": [(v, h.figures) for v, h in zip(row, self.heads, strict=True)]}

    def to_json(self) -> dict[str, Any]:
        heads = [{"name": head.name, "tag": head.tag} for head in self.heads]
        return {"name": self.name, "columns": heads, "rows": [list(row) for row in self.rows]}


def table_response(table: Table, file_name: str, form: str) -> StreamingHttpResponse | FileResponse:
    """The table to download; `form` is xlsx, csv or hxl.csv."""
    names = [head.name for head in table.heads]
    if form == "xlsx":
        columns = [Column(head.name, head.kind, head.width) for head in table.heads]
        return xlsx_response(f"{file_name}.xlsx", [Sheet(table.name, columns, [*table.rows, *table.sums])])
    tags = [[head.tag for head in table.heads]] if form == "hxl.csv" else []
    return csv_response(f"{file_name}.{form}", names, [*tags, *table.rows])
