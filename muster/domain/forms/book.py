"""The sheets of a workbook, row by row, each cell as the text that its author sees."""

from __future__ import annotations

import csv
import io
import zipfile
from collections.abc import Iterable, Iterator, Mapping
from contextlib import closing
from dataclasses import dataclass
from datetime import datetime, time
from pathlib import Path
from typing import Any

from openpyxl import Workbook, load_workbook
from openpyxl.cell import WriteOnlyCell

from muster.domain.forms.problems import BadForm, Problem
from muster.domain.spreadsheets import without_result
from muster.domain.words_for_people import gettext_noop as _

SIZE_LIMIT = 20 * 1024 * 1024  # bytes of the file
UNPACKED_LIMIT = 256 * 1024 * 1024  # bytes of its parts
ROWS_LIMIT = 200_000  # of one sheet
COLUMNS_LIMIT = 200
CELL_LIMIT = 32_767  # characters, as in Excel
EMPTY_ROWS = 1_000  # after so many the sheet ends; spreadsheets may state a million that are only formatted
_COMPOUND = bytes.fromhex("d0cf11e0a1b11ae1")  # how locked workbooks and those of before 2007 begin
_LOCKED = "EncryptedPackage".encode("utf-16-le")  # what locked ones have in them
_NO_RESULT = object()


@dataclass(frozen=True, slots=True)
class Row:
    """Cells by the head of their column; empty ones are left out. `number` counts from 1, the head being row 1."""

    number: int
    cells: Mapping[str, str]

    def __getitem__(self, column: str) -> str:
        return self.cells.get(column, "")


@dataclass(frozen=True, slots=True)
class Sheet:
    """`name` in lower case; `columns` in their order; rows without the empty ones at the end."""

    name: str
    columns: tuple[str, ...]
    rows: tuple[Row, ...]


@dataclass(frozen=True, slots=True)
class Book:
    """The sheets of a workbook by their names."""

    sheets: Mapping[str, Sheet]

    def rows(self, sheet: str) -> tuple[Row, ...]:
        """Those with something in them; none where there is no such sheet."""
        found = self.sheets.get(sheet)
        return tuple(row for row in found.rows if row.cells) if found else ()


def read_xlsx(content: bytes) -> Book:
    """Raises `BadForm` where it is no workbook or more than a form would be."""
    _check_size(content)
    try:
        with closing(load_workbook(io.BytesIO(content), read_only=True, data_only=True)) as book:
            return _book((page.title, _cells(page)) for page in book.worksheets)
    except BadForm:
        raise
    except Exception as error:  # openpyxl raises many kinds on parts that are not what they say
        raise BadForm([Problem(_("The file is damaged or not a workbook (XLSX)."))]) from error


def read_csv(folder: Path) -> Book:
    """A form that is kept as one CSV file a sheet."""
    return _book(
        (path.stem, csv.reader(io.StringIO(path.read_text("utf-8"), newline="")))
        for path in sorted(folder.glob("*.csv"))
    )


def as_xlsx(book: Book) -> bytes:
    """The same as a workbook; every cell is text."""
    made = Workbook(write_only=True)
    for sheet in book.sheets.values():
        page = made.create_sheet(sheet.name)
        page.append(list(sheet.columns))
        at = 1
        for row in sheet.rows:
            for _gap in range(row.number - at - 1):
                page.append([])
            page.append([_as_text(page, row[column]) for column in sheet.columns])
            at = row.number
    out = io.BytesIO()
    made.save(out)
    return out.getvalue()


def _as_text(page: Any, text: str) -> Any:
    """A cell that is no formula, whatever it begins with."""
    if not text:
        return None
    cell = WriteOnlyCell(page, text)
    cell.data_type = "s"
    return cell


def _check_size(content: bytes) -> None:
    if len(content) > SIZE_LIMIT:
        raise BadForm([Problem(_("The file is larger than %(most)s MB."), {"most": SIZE_LIMIT // 2**20})])
    if content.startswith(_COMPOUND):
        locked = _("The file has a password: save it as XLSX without one.")
        old = _("The file is of the old kind XLS: open it in a spreadsheet and save it as XLSX.")
        raise BadForm([Problem(locked if _LOCKED in content else old)])
    try:
        with zipfile.ZipFile(io.BytesIO(content)) as parts:
            unpacked = sum(part.file_size for part in parts.infolist())
    except zipfile.BadZipFile as error:
        raise BadForm([Problem(_("The file is damaged or not a workbook (XLSX)."))]) from error
    if unpacked > UNPACKED_LIMIT:
        raise BadForm([Problem(_("The file unpacks to more than a form would."))])


def _cells(page: Any) -> Iterator[list[Any]]:
    without = frozenset(without_result(page))
    page.reset_dimensions()  # some programs state them wrongly
    for number, row in enumerate(page.iter_rows(values_only=True, max_col=COLUMNS_LIMIT + 1), start=1):
        cells = enumerate(row, start=1)
        yield [_NO_RESULT if (number, at) in without else cell for at, cell in cells] if without else list(row)


def _book(sheets: Iterable[tuple[str, Iterator[list[Any]]]]) -> Book:
    found: dict[str, Sheet] = {}
    for name, rows in sheets:
        sheet = _sheet(name, rows)
        if sheet.name in found:
            raise BadForm([Problem(_("Two sheets have this name."), {}, sheet.name)])
        found[sheet.name] = sheet
    return Book(found)


def _sheet(name: str, cells: Iterator[list[Any]]) -> Sheet:
    name = name.strip().lower()
    head = next(cells, [])
    _check_results(name, 1, [""] * len(head), head)
    columns = [" ".join(_text(cell).split()) for cell in head]
    if any(columns[COLUMNS_LIMIT:]):
        raise BadForm([Problem(_("There are more than %(most)s columns."), {"most": COLUMNS_LIMIT}, name, 1)])
    _check_columns(name, columns)
    rows: list[Row] = []
    for number, row in enumerate(cells, start=2):
        if number > ROWS_LIMIT:
            raise BadForm([Problem(_("There are more than %(most)s rows."), {"most": ROWS_LIMIT}, name)])
        if found := _row(name, number, columns, row):
            rows.append(Row(number, found))
        elif number - (rows[-1].number if rows else 1) > EMPTY_ROWS:
            break
    return Sheet(name, tuple(column for column in columns if column), tuple(rows))


def _row(sheet: str, number: int, columns: list[str], cells: list[Any]) -> dict[str, str]:
    _check_results(sheet, number, columns, cells)
    found = {column: text for column, cell in zip(columns, cells, strict=False) if column and (text := _text(cell))}
    for column, text in found.items():
        if len(text) > CELL_LIMIT:
            raise BadForm([Problem(_("The text is too long."), {}, sheet, number, column)])
    return found


def _check_results(sheet: str, number: int, columns: list[str], cells: list[Any]) -> None:
    for column, cell in zip(columns, cells, strict=False):
        if cell is _NO_RESULT:
            why = _("The formula has no result: open the workbook in a spreadsheet and save it there.")
            raise BadForm([Problem(why, {}, sheet, number, column)])


def _check_columns(sheet: str, columns: list[str]) -> None:
    named = [column for column in columns if column]
    twice = sorted({column for column in named if named.count(column) > 1})
    if twice:
        raise BadForm([Problem(_("Two columns have this name."), {}, sheet, 1, twice[0])])


def _text(cell: Any) -> str:
    """As pyxform writes cells, so that both read the same."""
    if cell is None:
        return ""
    if isinstance(cell, bool):
        return "TRUE" if cell else "FALSE"
    if isinstance(cell, float) and cell.is_integer():
        return str(int(cell))
    if isinstance(cell, datetime) and cell.time() == time():
        return cell.date().isoformat()
    return str(cell).replace("\xa0", " ").replace("\x00", "\ufffd").strip()
