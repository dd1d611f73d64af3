"""Where a spreadsheet of entries names its columns."""

from __future__ import annotations

from collections.abc import Iterable, Iterator
from dataclasses import dataclass
from itertools import islice

from django.utils.translation import gettext as _

from muster.domain.names import search_key
from muster.features.activities.tables.columns import known_heads
from muster.ui.tables import COLUMNS_LIMIT, BadTable, Table

HEAD_WITHIN = 20  # rows in which the names of the columns are looked for


@dataclass(frozen=True, slots=True)
class Head:
    """Where a table's columns are named: sheet (empty in CSV), row from 1, names as they stand, position -> field."""

    sheet: str
    row: int
    names: tuple[str, ...]
    mapping: dict[int, str]


def find_head(table: Table) -> Head:
    """The row that names most columns, in whichever sheet that is. Raises `BadTable`."""
    heads = [
        Head(sheet, number, names, _recognised(names))
        for sheet in table.sheets
        for number, names in _first_rows(table, sheet)
    ]
    best = max(heads, key=lambda head: len(head.mapping), default=None)
    if best is None or not any(best.names):
        raise BadTable(_("%(file)s has no rows.") % {"file": table.name})
    return best


def _recognised(names: Iterable[str]) -> dict[int, str]:
    """Position -> field, each field once."""
    mapping: dict[int, str] = {}
    for position, name in enumerate(names):
        field = known_heads().get(search_key(name))
        if field and field not in mapping.values():
            mapping[position] = field
    return mapping


def _first_rows(table: Table, sheet: str) -> Iterator[tuple[int, tuple[str, ...]]]:
    for number, cells in islice(table.rows(sheet), HEAD_WITHIN):
        yield number, tuple("" if cell is None else str(cell).strip() for cell in cells[:COLUMNS_LIMIT])
