"""Tables as CSV and XLSX for people who open them in a spreadsheet program; both in constant memory.

A text that a spreadsheet program would take for a formula gets an apostrophe in front (`neutral`); `plain` takes it
away again, so what was written can be read back as it was. In CSV the same holds after whatever another program may
take for the end of a cell (`neutral_in_csv`, `from_csv`): Excel in Serbian or Albanian parts a line at semicolons.
"""

from __future__ import annotations

import csv
import io
import re
import shutil
import tempfile
import zipfile
from collections.abc import Callable, Generator, Iterable, Iterator, Sequence
from contextlib import ExitStack, closing
from dataclasses import dataclass
from datetime import date, datetime
from math import isfinite
from typing import IO, Any, Literal
from xml.sax.saxutils import escape

import xlsxwriter
from django.http import FileResponse, StreamingHttpResponse
from django.utils.translation import get_language, override
from openpyxl.utils import get_column_letter

from muster.core.web.downloads import as_download

BOM = "\ufeff"  # by this sign Excel knows that a CSV file is UTF-8
CELL_LIMIT = 32_767  # characters; a longer text makes Excel refuse the file
ROWS_A_CHUNK = 500
SIGN = r"[=+\-@＝＋－＠]"
FORMULA = re.compile(rf"'*(?:\s*{SIGN}|[\t\r\n])")
SUSPECT = re.compile(rf"{SIGN}|[\t\r\n]")  # without any of these a text is no formula anywhere
AFTER_SEPARATOR = re.compile(rf"([;,|\t\r\n][\s\"]*'*)(?={SIGN})")
NEUTRALISED = re.compile(rf"([;,|\t\r\n][\s\"]*'*)'(?={SIGN})")
STRANGE = re.compile(rf"{SIGN}|[&<>_\x00-\x1f\ud800-\udfff\ufffe\uffff]")  # without these a text stands as it is
UNSHOWN = re.compile(r"[\x00-\x08\x0b\x0c\x0e-\x1f\ud800-\udfff\ufffe\uffff]")  # may not stand in XML
XLSX_TYPE = "application/vnd.openxmlformats-officedocument.spreadsheetml.sheet"

ROWS_MOST = 1_048_576  # of a sheet, in Excel
Kind = Literal["text", "plain", "integer", "number", "percent", "date"]  # plain: a number as it is, such as a year
FORMATS: dict[Kind, str] = {
    "text": "@",
    "plain": "General",
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
    """One sheet of a workbook; `rows` have a value for every column. `under` is a second row of heads, where given."""

    name: str
    columns: Sequence[Column]
    rows: Iterable[Sequence[Any]] = ()
    under: Sequence[str] = ()


class TooManyRows(ValueError):
    """More than a sheet of a workbook holds."""


def neutral(value: Any) -> Any:
    """The value, a text that looks like a formula with an apostrophe in front; numbers and dates as they are."""
    return f"'{value}" if isinstance(value, str) and FORMULA.match(value) else value


def plain(text: str) -> str:
    """What `neutral` was given."""
    return text[1:] if text.startswith("'") and FORMULA.match(text[1:]) else text


def neutral_in_csv(value: Any) -> Any:
    """As `neutral`, wherever a program may believe that a cell begins."""
    if not isinstance(value, str) or not SUSPECT.search(value):
        return value
    return AFTER_SEPARATOR.sub(r"\1'", neutral(value))


def from_csv(text: str) -> str:
    """What `neutral` made of the text that `neutral_in_csv` wrote; `plain` undoes the rest."""
    return NEUTRALISED.sub(r"\1", text)


def stream_csv(header: Sequence[str], rows: Iterable[Sequence[Any]]) -> Generator[bytes, None, None]:
    """UTF-8 CSV in chunks of some hundred rows; dates in ISO form, nothing as an empty cell."""
    echo = _Echo()
    writer = csv.writer(echo)
    writer.writerow([neutral_in_csv(name) for name in header])
    echo.lines.insert(0, BOM)
    for row in rows:
        writer.writerow(map(_in_csv, row))
        if len(echo.lines) >= ROWS_A_CHUNK:
            yield echo.take()
    yield echo.take()


def write_xlsx(target: IO[bytes], sheets: Iterable[Sheet]) -> None:
    """Write a workbook: typed cells, widths, the head frozen and filterable. No text is ever a formula or a link."""
    book = _Book(target)
    for sheet in sheets:
        page = book.page(sheet)
        for row in sheet.rows:
            page.write(row)
        page.end()
    book.close()


def write_together(target: IO[bytes], sheets: Sequence[Sheet], rows: Iterable[tuple[int, Sequence[Any]]]) -> None:
    """Write a workbook of which rows come for all sheets in one stream: (which sheet, its row)."""
    book = _Book(target)
    pages = [book.page(sheet) for sheet in sheets]
    for at, row in rows:
        pages[at].write(row)
    for page in pages:
        page.end()
    book.close()


def sheet_name(name: str) -> str:
    """The name as Excel allows it: 31 characters at most, none of []:*?/\\ and no apostrophe at the ends."""
    return re.sub(r"[\[\]:*?/\\]", " ", name).strip("' ")[:31] or "Sheet"


def csv_response(file_name: str, header: Sequence[str], rows: Iterable[Sequence[Any]]) -> StreamingHttpResponse:
    """A CSV file to download, written while it is sent, in the language that is spoken now."""
    chunks = _in_language(get_language(), stream_csv(header, rows))
    return as_download(StreamingHttpResponse(chunks, content_type="text/csv; charset=utf-8"), file_name)


def _in_language(language: str | None, chunks: Generator[bytes, None, None]) -> Iterator[bytes]:
    """The request is over by then."""
    with closing(chunks):
        while True:
            with override(language):
                chunk = next(chunks, None)
            if chunk is None:
                return
            yield chunk


def xlsx_response(file_name: str, sheets: Iterable[Sheet]) -> FileResponse:
    """A workbook to download; it lies in a temporary file while it is sent."""
    return _written(file_name, XLSX_TYPE, lambda target: write_xlsx(target, sheets))


def together_as_xlsx(
    file_name: str, sheets: Sequence[Sheet], rows: Iterable[tuple[int, Sequence[Any]]]
) -> FileResponse:
    """As `write_together`. Raises `TooManyRows`."""
    return _written(file_name, XLSX_TYPE, lambda target: write_together(target, sheets, rows))


def together_as_zip(file_name: str, sheets: Sequence[Sheet], rows: Iterable[tuple[int, Sequence[Any]]]) -> FileResponse:
    """A CSV for each sheet, packed; they lie in temporary files while they are written."""
    return _written(file_name, "application/zip", lambda target: _write_zip(target, sheets, rows))


def _write_zip(target: IO[bytes], sheets: Sequence[Sheet], rows: Iterable[tuple[int, Sequence[Any]]]) -> None:
    with ExitStack() as open_files, zipfile.ZipFile(target, "w", zipfile.ZIP_DEFLATED) as packed:
        files = [open_files.enter_context(tempfile.TemporaryFile()) for _sheet in sheets]
        texts = [io.TextIOWrapper(file, "utf-8", newline="") for file in files]
        writers = [csv.writer(text) for text in texts]
        for sheet, text, writer in zip(sheets, texts, writers, strict=True):
            text.write(BOM)
            writer.writerow([neutral_in_csv(column.name) for column in sheet.columns])
            writer.writerows([[neutral_in_csv(name) for name in sheet.under]] if sheet.under else [])
        for at, row in rows:
            writers[at].writerow(map(_in_csv, row))
        for sheet, text, file in zip(sheets, texts, files, strict=True):
            text.flush()
            file.seek(0)
            with packed.open(f"{sheet_name(sheet.name)}.csv", "w", force_zip64=True) as part:
                shutil.copyfileobj(file, part)


def _written(file_name: str, content_type: str, write: Callable[[IO[bytes]], None]) -> FileResponse:
    target = tempfile.TemporaryFile()  # noqa: SIM115 -- the response closes it
    try:
        write(target)
    except BaseException:
        target.close()
        raise
    target.seek(0)
    return as_download(FileResponse(target), file_name, content_type)


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
    return value.isoformat() if isinstance(value, date) else neutral_in_csv(value)


class _Book:
    """A workbook that is being written; what is written lies in temporary files, however much it is."""

    def __init__(self, target: IO[bytes]) -> None:
        options = {"constant_memory": True, "strings_to_formulas": False, "strings_to_urls": False, "in_memory": False}
        self.book = xlsxwriter.Workbook(target, options)
        self.head = self.book.add_format({"bold": True, "text_wrap": True, "valign": "top", "bottom": 1})
        self.formats = {
            kind: self.book.add_format({"num_format": form, "valign": "top"}) for kind, form in FORMATS.items()
        }

    def page(self, sheet: Sheet) -> _Page:
        taken = {page.get_name().lower() for page in self.book.worksheets()}
        name = sheet_name(sheet.name)
        number = 2
        while name.lower() in taken:
            name, number = f"{sheet_name(sheet.name)[:27]} {number}", number + 1
        return _Page(self.book.add_worksheet(name), sheet, self.head, self.formats)

    def close(self) -> None:
        self.book.close()


class _Page:
    """A sheet that is being written. Its rows are written here as the XML that they become: the library would take
    seven times as long, and a table of records has millions of cells."""

    def __init__(self, page: Any, sheet: Sheet, head: Any, formats: dict[Kind, Any]) -> None:
        self.page = page
        self.places = [
            (get_column_letter(at), formats[column.kind]._get_xf_index())
            for at, column in enumerate(sheet.columns, start=1)
        ]
        for at, column in enumerate(sheet.columns):
            page.set_column(at, at, column.width, formats[column.kind])
        heads = [[column.name for column in sheet.columns], *([sheet.under] if sheet.under else [])]
        for row, names in enumerate(heads):
            for at, name in enumerate(names):
                page.write_string(row, at, name[:CELL_LIMIT], head)
        self.heads = self.rows = len(heads)
        page.freeze_panes(self.heads, 0)

    def write(self, row: Sequence[Any]) -> None:
        """Raises `TooManyRows`."""
        if self.rows >= ROWS_MOST:
            raise TooManyRows
        if self.rows == self.heads:
            self.page._write_single_row(self.rows)  # the last of the heads, which waits for its next row
        self.rows += 1
        cells = [self._cell(place, value) for place, value in zip(self.places, row, strict=True)]
        self.page.fh.write(f'<row r="{self.rows}">{"".join(cells)}</row>')

    def end(self) -> None:
        if self.places:
            last = self.rows - 1, len(self.places) - 1
            self.page._check_dimensions(*last)
            self.page.autofilter(self.heads - 1, 0, *last)

    def _cell(self, place: tuple[str, int], value: Any) -> str:
        letters, style = place
        if value is None or value == "":
            return ""
        if isinstance(value, date):
            moment = value.replace(tzinfo=None) if isinstance(value, datetime) else value
            value = self.page._convert_date_time(moment)
        if isinstance(value, int | float) and isfinite(value):
            return f'<c r="{letters}{self.rows}" s="{style}"><v>{value:.16G}</v></c>'
        text, space = self._text(str(value))
        return f'<c r="{letters}{self.rows}" s="{style}" t="inlineStr"><is><t{space}>{text}</t></is></c>'

    def _text(self, text: str) -> tuple[str, str]:
        """As it stands in XML, and whether space at its ends counts."""
        if STRANGE.search(text) or len(text) > CELL_LIMIT:
            shown = UNSHOWN.sub("", str(neutral(text)))[:CELL_LIMIT]
            text = escape(self.page._escape_control_characters(shown))
        return text, ' xml:space="preserve"' if text[:1].isspace() or text[-1:].isspace() else ""
