"""Rows of repeats, aside in a file while the records are read: a table may have them in any order, and many."""

from __future__ import annotations

import json
import sqlite3
import tempfile
from collections.abc import Callable, Iterator, Mapping, Sequence
from contextlib import contextmanager
from typing import Any

from muster.core.web.numbers import whole
from muster.domain.forms.model import Field, Form
from muster.domain.forms.tables.cells import Lists, as_text
from muster.domain.forms.tables.columns import LINKS, POSITION, Head
from muster.domain.forms.tables.rows import Item, Says, said_in
from muster.features.registers.tables.layout import Layout, Sheet
from muster.ui.sheets import CELL_LIMIT, plain
from muster.ui.tables import Table

AWAY, HIDDEN = "-", "•••"  # what a cell says instead of an answer
SAYS = {AWAY: Says.AWAY, HIDDEN: Says.HIDDEN}
Choices = Callable[[Field], Lists]


def cell_said(cell: Any, cut: bool = False) -> Any:
    """A cell as a value or as `Says`. `cut`: longer texts are cut off in such a file, so that one as long is none."""
    if not isinstance(cell, str):
        return Says.NOTHING if cell is None else cell
    text = cell.strip()
    if not text:
        return Says.NOTHING
    if cut and len(cell) >= CELL_LIMIT:
        return Says.HIDDEN
    return SAYS.get(text) or plain(text)


def links_of(head: Head, cells: Any) -> dict[str, str]:
    """By what rows of other sheets name a row."""
    names = {other for _own, other in LINKS if other in head.known}
    return {name: as_text(cells[at]) for name in names if (at := head.known[name]) < len(cells)}


class Below:
    def __init__(self, table: Table, layout: Layout, form: Form, choices: Choices, path: str) -> None:
        self.form, self.layout, self.choices = form, layout, choices
        self.cut, self.since = table.is_workbook, table.counts_days_since
        self._rows = sqlite3.connect(path)
        self._rows.execute("PRAGMA synchronous = OFF")
        self._rows.execute(
            "CREATE TABLE item (repeat TEXT, link TEXT, number INTEGER, position INTEGER, links TEXT, said TEXT,"
            " taken INTEGER DEFAULT 0)"
        )
        for path_of_repeat, sheet in layout.repeats.items():
            rows = (self._row(path_of_repeat, sheet, number, cells) for number, cells in sheet.rows(table))
            self._rows.executemany("INSERT INTO item VALUES (?, ?, ?, ?, ?, ?, 0)", rows)
        self._rows.execute("CREATE INDEX item_of ON item (repeat, link)")

    def said(self, head: Head, cells: Sequence[Any]) -> dict[str, Any]:
        """What a row of this table says, of whatever sheet."""
        return said_in(head, [cell_said(cell, self.cut) for cell in cells], self.choices, self.since)

    def of(self, repeat: str, links: Mapping[str, str]) -> dict[str, list[Item]]:
        """The rows below one of a repeat, or of the records (""), by the repeat that they are of."""
        found: dict[str, list[Item]] = {}
        for path, sheet in self.layout.repeats.items():
            link = links.get(sheet.link[1]) if self.form.by_path[path].repeat == repeat else ""
            if link and (items := [self._item(path, sheet, row) for row in self._taken(path, link)]):
                found[path] = items
        return found

    def left(self) -> Iterator[tuple[Sheet, int]]:
        """Rows that belong to nothing."""
        for path, number in self._rows.execute("SELECT repeat, number FROM item WHERE NOT taken ORDER BY rowid"):
            yield self.layout.repeats[path], number

    def close(self) -> None:
        self._rows.close()

    def _row(self, path: str, sheet: Sheet, number: int, cells: Any) -> tuple[Any, ...]:
        known = sheet.head.known
        link = as_text(cells[known[sheet.link[0]]]) if known[sheet.link[0]] < len(cells) else ""
        at = known.get(POSITION)
        position = whole(as_text(cells[at])) if at is not None and at < len(cells) else None
        said = self.said(sheet.head, cells)
        links = json.dumps(links_of(sheet.head, cells))
        return path, link, number, position or 0, links, json.dumps(said, default=_written)

    def _taken(self, repeat: str, link: str) -> list[Any]:
        statement = "SELECT rowid, number, position, links, said FROM item WHERE repeat = ? AND link = ? ORDER BY rowid"
        rows = self._rows.execute(statement, (repeat, link)).fetchall()
        self._rows.executemany("UPDATE item SET taken = 1 WHERE rowid = ?", [row[:1] for row in rows])
        return rows

    def _item(self, path: str, sheet: Sheet, row: Any) -> Item:
        _key, number, position, links, said = row
        return Item(sheet.name, number, _read(said), sheet.head, position, self.of(path, json.loads(links)))


@contextmanager
def below(table: Table, layout: Layout, form: Form, choices: Choices) -> Iterator[Below]:
    with tempfile.TemporaryDirectory() as folder:
        made = Below(table, layout, form, choices, f"{folder}/below" if layout.repeats else ":memory:")
        try:
            yield made
        finally:
            made.close()


def _written(value: Any) -> Any:
    return {"says": value.value}


def _read(said: str) -> dict[str, Any]:
    return {
        key: Says(value["says"]) if isinstance(value, dict) and "says" in value else value
        for key, value in json.loads(said).items()
    }
