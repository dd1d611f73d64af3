"""What the sheets of a table are: which holds the records, which their repeats, where columns are named."""

from __future__ import annotations

from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass
from itertools import islice
from typing import Any

from django.utils.translation import gettext as _

from muster.domain.forms.model import Form
from muster.domain.forms.tables.columns import FOREIGN, LINKS, NUMBER, VERSION, Finder, Head, best_sheet
from muster.ui.tables import BadTable, Row, Table, place_of

HEAD_WITHIN = 20  # rows in which the names of the columns are looked for


@dataclass(frozen=True)
class Sheet:
    """`names` are the columns as they are called, `first` the row below which its rows stand.

    `link` says how its rows name the row of the sheet above that they belong to: (own column, that one's).
    """

    name: str
    names: Sequence[str]
    first: int
    head: Head
    link: tuple[str, str] = ("", "")

    def rows(self, table: Table) -> Iterator[Row]:
        return (row for row in table.rows(self.name) if row[0] > self.first)

    def column(self, path: str) -> str:
        """Where a field stands, as people find it: letter and name; "" where it has no column."""
        return ", ".join(self.at(position) for position in self.head.positions.get(path, ())[:1])

    def at(self, position: int) -> str:
        return f"{place_of(position)} ({self.names[position]})"


@dataclass(frozen=True)
class Layout:
    """`repeats` by the path of the repeat; `strange` what nobody loads: (sheet, letter, name)."""

    records: Sheet
    repeats: Mapping[str, Sheet]
    strange: tuple[tuple[str, str, str], ...]

    @property
    def names_records(self) -> bool:
        return NUMBER in self.records.head.known and VERSION in self.records.head.known


def layout_of(table: Table, form: Form) -> Layout:
    """Raises `BadTable`."""
    found = {name: _sheet(table, form, name) for name in table.sheets}
    sheets = [sheet for sheet in found.values() if sheet]
    records = max((one for one in sheets if not one.head.repeat), key=lambda one: len(one.head.columns), default=None)
    if records is None:
        raise BadTable(_("No column of %(file)s is called as a field of this register.") % {"file": table.name})
    _check_numbers(table, records)
    repeats: dict[str, Sheet] = {}
    for sheet in sheets:
        if sheet.head.repeat and sheet.head.repeat not in repeats:
            repeats[sheet.head.repeat] = sheet
    linked = {path: _linked(table, form, sheet, records, repeats) for path, sheet in repeats.items()}
    used = [records, *linked.values()]
    left = [(name, "", "") for name in found if name not in {one.name for one in used}]
    columns = [(one.name, place_of(at), one.names[at]) for one in used for at in one.head.strange]
    return Layout(records, linked, (*left, *columns))


def _sheet(table: Table, form: Form, name: str) -> Sheet | None:
    rows = [(number, _texts(cells)) for number, cells in islice(table.rows(name), HEAD_WITHIN)]
    best = best_sheet(form, name, rows)
    if best is None:
        return None
    number, head = best
    names = next(cells for at, cells in rows if at == number)
    after = next(((at, cells) for at, cells in rows if at > number), None)
    labels = after is not None and Finder(form, head.repeat).are_labels(head, after[1])
    return Sheet(name, names, after[0] if after and labels else number, head)


def _texts(cells: Sequence[Any]) -> list[str]:
    return ["" if cell is None else str(cell).strip() for cell in cells]


def _check_numbers(table: Table, records: Sheet) -> None:
    """A number of a record without the version that was seen could be of another system, or write over a change."""
    known = records.head.known
    foreign = any(name in records.names for name in FOREIGN)
    if NUMBER in known and VERSION not in known and not foreign:
        sentence = _("%(file)s has a column %(number)s and none %(version)s: without it nobody knows what was changed.")
        raise BadTable(sentence % {"file": table.name, "number": NUMBER, "version": VERSION})


def _linked(table: Table, form: Form, sheet: Sheet, records: Sheet, repeats: Mapping[str, Sheet]) -> Sheet:
    above = form.by_path[sheet.head.repeat].repeat
    parent = repeats.get(above) if above else records
    for own, other in LINKS:
        if parent and own in sheet.head.known and other in parent.head.known:
            return Sheet(sheet.name, sheet.names, sheet.first, sheet.head, (own, other))
    sentence = _(
        "The rows of the sheet “%(sheet)s” do not say which record they are of: a column %(column)s is missing."
    )
    raise BadTable(sentence % {"sheet": sheet.name or table.name, "column": "_parent_index"})
