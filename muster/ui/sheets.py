"""Tables as CSV and XLSX for people who open them in a spreadsheet program; both in constant memory.

A text that a spreadsheet program would take for a formula gets an apostrophe in front (`neutral`); `plain` takes it
away again, so what was written can be read back as it was. In CSV the same holds after whatever another program may
take for the end of a cell (`neutral_in_csv`, `from_csv`): Excel in Serbian or Albanian parts a line at semicolons.
"""

from __future__ import annotations

import csv
import re
import tempfile
from collections.abc import Iterable, Iterator, Sequence
from dataclasses import dataclass
from datetime import date, datetime
from typing import IO, Any, Literal

import xlsxwriter
from django.http import FileResponse, StreamingHttpResponse

from muster.core.web.downloads import as_download

BOM = "\ufeff"  # by this sign Excel knows that a CSV file is UTF-8
CELL_LIMIT = 32_767  # characters; a longer text makes Excel refuse the file
ROWS_A_CHUNK = 500
SIGN = r"[=+\-@＝＋－＠]"
FORMULA = re.compile(rf"'*(?:\s*{SIGN}|[\t\r\n])")
AFTER_SEPARATOR = re.compile(rf"([;,|\t\r\n][\s\"]*'*)(?={SIGN})")
NEUTRALISED = re.compile(rf"([;,|\t\r\n][\s\"]*'*)'(?={SIGN})")
UNSHOWN = re.compile(r"[\x00-\x08\x0b\x0c\x0e-\x1f\ud800-\udfff\ufffe\uffff]")  # may not stand in XML
XLSX_TYPE = "application/vnd.openxmlformats-officedocument.spreadsheetml.sheet"

Kind = Literal["text", "integer", "number", "percent", "date"]
FORMATS: dict[Kind, str] = {
    "text": "@",
    "integer": "#,##0",
    "number": "#,##0.00",
    "percent": "0.0%",
    "date": "yyyy-mm-dd",
}


@dataclass(frozen=True, slots=True)
class Column:
    """The head of a column, what stands below it, and its width in characters."""

    name: str
    kind: Kind = "text"
    width: int = 16


@dataclass(frozen=True, slots=True)
class Sheet:
    """One sheet of a workbook; `rows` have a value for every column."""

    name: str
    columns: Sequence[Column]
    rows: Iterable[Sequence[Any]]


def neutral(value: Any) -> Any:
    """The value, a text that looks like a formula with an apostrophe in front; numbers and dates as they are."""
    return f"'{value}" if isinstance(value, str) and FORMULA.match(value) else value


def plain(text: str) -> str:
    """What `neutral` was given."""
    return text[1:] if text.startswith("'") and FORMULA.match(text[1:]) else text


def neutral_in_csv(value: Any) -> Any:
    """As `neutral`, wherever a program may believe that a cell begins."""
    return AFTER_SEPARATOR.sub(r"\1'", neutral(value)) if isinstance(value, str) else value


def from_csv(text: str) -> str:
    """What `neutral` made of the text that `neutral_in_csv` wrote; `plain` undoes the rest."""
    return NEUTRALISED.sub(r"\1", text)


def stream_csv(header: Sequence[str], rows: Iterable[Sequence[Any]]) -> Iterator[bytes]:
    """UTF-8 CSV in chunks of some hundred rows; dates in ISO form, nothing as an empty cell."""
    echo = _Echo()
    writer = csv.writer(echo)
    writer.writerow([neutral_in_csv(name) for name in header])
    echo.lines.insert(0, BOM)
    for row in rows:
        writer.writerow([neutral_in_csv(_in_csv(value)) for value in row])
        if len(echo.lines) >= ROWS_A_CHUNK:
            yield echo.take()
    yield echo.take()


def write_xlsx(target: IO[bytes], sheets: Iterable[Sheet]) -> None:
    """Write a workbook: typed cells, widths, the head frozen and filterable. No text is ever a formula or a link."""
    options = {"constant_memory": True, "strings_to_formulas": False, "strings_to_urls": False, "in_memory": False}
    book = xlsxwriter.Workbook(target, options)
    head = book.add_format({"bold": True, "text_wrap": True, "valign": "top", "bottom": 1})
    formats = {kind: book.add_format({"num_format": form, "valign": "top"}) for kind, form in FORMATS.items()}
    for sheet in sheets:
        _write_sheet(book.add_worksheet(sheet_name(sheet.name)), sheet, head, formats)
    book.close()


def sheet_name(name: str) -> str:
    """The name as Excel allows it: 31 characters at most, none of []:*?/\\ and no apostrophe at the ends."""
    return re.sub(r"[\[\]:*?/\\]", " ", name).strip("' ")[:31] or "Sheet"


def csv_response(file_name: str, header: Sequence[str], rows: Iterable[Sequence[Any]]) -> StreamingHttpResponse:
    """A CSV file to download, written while it is sent."""
    response = StreamingHttpResponse(stream_csv(header, rows), content_type="text/csv; charset=utf-8")
    return as_download(response, file_name)


def xlsx_response(file_name: str, sheets: Iterable[Sheet]) -> FileResponse:
    """A workbook to download; it lies in a temporary file while it is sent."""
    target = tempfile.TemporaryFile()  # noqa: SIM115 -- the response closes it
    write_xlsx(target, sheets)
    target.seek(0)
    return as_download(FileResponse(target), file_name, XLSX_TYPE)


class _Echo:
    """Takes what the CSV writer writes until it is sent."""

    def __init__(self) -> None:
        self.lines: list[str] = []

    def write(self, line: str) -> None:
        self.lines.append(line)

    def take(self) -> bytes:
        text, self.lines = "".join(self.lines), []
        return text.encode()


def _in_csv(value: Any) -> Any:
    return value.isoformat() if isinstance(value, date) else value


def _write_sheet(page: Any, sheet: Sheet, head: Any, formats: dict[Kind, Any]) -> None:
    for at, column in enumerate(sheet.columns):
        page.set_column(at, at, column.width, formats[column.kind])
        page.write_string(0, at, column.name, head)
    page.freeze_panes(1, 0)
    written = 0
    for written, row in enumerate(sheet.rows, start=1):
        for at, (column, value) in enumerate(zip(sheet.columns, row, strict=True)):
            _write_cell(page, written, at, value, formats[column.kind])
    if sheet.columns:
        page.autofilter(0, 0, written, len(sheet.columns) - 1)


def _write_cell(page: Any, row: int, at: int, value: Any, form: Any) -> None:
    if value is None or value == "":
        return
    if isinstance(value, datetime):
        page.write_datetime(row, at, value.replace(tzinfo=None), form)
    elif isinstance(value, date):
        page.write_datetime(row, at, value, form)
    elif isinstance(value, int | float):
        page.write_number(row, at, value, form)
    else:
        page.write_string(row, at, UNSHOWN.sub("", str(neutral(str(value))))[:CELL_LIMIT], form)
