"""A spreadsheet that somebody brings as rows of cells: CSV in any usual encoding and separator, several CSV in a ZIP,
XLSX; in constant memory but for the texts that a workbook shares among its cells.

What cannot be read is said in a sentence that names the file and the place (`BadTable`).
"""

from __future__ import annotations

import csv
import io
import shutil
import tempfile
import zipfile
import zlib
from collections.abc import Iterable, Iterator, Sequence
from contextlib import closing
from datetime import date, datetime
from itertools import islice
from typing import IO, Any

from charset_normalizer import from_bytes
from django.utils.translation import gettext as _
from openpyxl import load_workbook
from openpyxl.utils import get_column_letter
from openpyxl.utils.datetime import WINDOWS_EPOCH

from muster.domain.spreadsheets import without_result
from muster.ui.sheets import from_csv

SIZE_LIMIT = 50 * 1024 * 1024  # bytes of the file
UNPACKED_LIMIT = 256 * 1024 * 1024  # bytes of a workbook's parts
ROWS_LIMIT = 200_000
COLUMNS_LIMIT = 200
PIECE = 1 << 20  # bytes that are decoded at once
GUESSED_BY = 200_000  # bytes
PARTED_BY = 30  # lines
csv.field_size_limit(1024 * 1024)

Row = tuple[int, Sequence[Any]]


class BadTable(ValueError):
    """The file cannot be read as a table; says why in a sentence."""


class Table:
    """The sheets of a file, or its one CSV as the sheet ""; `file` is binary and seekable, `name` as people call it.

    Raises `BadTable`, here and where rows are read.
    """

    def __init__(
        self,
        file: IO[bytes],
        name: str,
        *,
        rows: int = ROWS_LIMIT,
        columns: int = COLUMNS_LIMIT,
        unpacked: int = UNPACKED_LIMIT,
    ) -> None:
        self.file, self.name, self.rows_limit, self.columns_limit = file, name, rows, columns
        self._parts = _parts(file, name, unpacked)
        self.is_workbook = "[Content_Types].xml" in self._parts
        if self._parts and not self.is_workbook and not self.sheets:
            raise _damaged(name)

    @property
    def sheets(self) -> list[str]:
        if not self._parts:
            return [""]
        if not self.is_workbook:
            return [part.removesuffix(".csv") for part in self._parts if part.endswith(".csv")]
        with closing(self._workbook()) as book:
            return [page.title for page in book.worksheets]

    @property
    def counts_days_since(self) -> datetime:
        """Day 0 of its numbers of days."""
        if not self.is_workbook:
            return WINDOWS_EPOCH
        with closing(self._workbook()) as book:
            epoch: datetime = book.epoch
            return epoch

    def rows(self, sheet: str) -> Iterator[Row]:
        """(number from 1, cells) of every row that is not empty. Raises `BadTable` where there are too many."""
        read = self._sheet_rows if self.is_workbook else self._csv_rows
        for number, cells in enumerate(read(sheet), start=1):
            if number > self.rows_limit:
                most = {"file": self.name, "most": self.rows_limit}
                raise BadTable(_("%(file)s has more than %(most)s rows.") % most)
            if any(cell.strip() if isinstance(cell, str) else cell is not None for cell in cells):
                yield number, cells

    def _workbook(self) -> Any:
        try:
            self.file.seek(0)
            return load_workbook(self.file, read_only=True, data_only=True)
        except Exception as error:  # openpyxl raises many kinds on parts that are not what they say
            raise _damaged(self.name) from error

    def _sheet_rows(self, sheet: str) -> Iterator[Sequence[Any]]:
        with closing(self._workbook()) as book:
            try:
                page = book[sheet]
                self._refuse_without_result(page)
                page.reset_dimensions()  # some programs state them wrongly
                for row in page.iter_rows(values_only=True):
                    yield row[: self.columns_limit]
            except BadTable:
                raise
            except Exception as error:  # as above
                raise _damaged(self.name) from error

    def _refuse_without_result(self, page: Any) -> None:
        if at := next(without_result(page), None):
            told = {"file": self.name, "sheet": page.title, "cell": f"{get_column_letter(at[1])}{at[0]}"}
            sentence = _(
                "%(file)s, sheet “%(sheet)s”, cell %(cell)s: the formula has no result. Open the workbook in a"
                " spreadsheet and save it there."
            )
            raise BadTable(sentence % told)

    def _csv_rows(self, sheet: str) -> Iterator[Sequence[Any]]:
        if not self._parts:
            yield from self._csv(self.file)
            return
        with tempfile.TemporaryFile() as unpacked:
            try:
                with zipfile.ZipFile(self.file) as parts, parts.open(f"{sheet}.csv") as packed:
                    shutil.copyfileobj(packed, unpacked)
            except (zipfile.BadZipFile, RuntimeError, NotImplementedError, zlib.error, EOFError) as error:
                raise _damaged(self.name) from error  # or locked
            yield from self._csv(unpacked)

    def _csv(self, file: IO[bytes]) -> Iterator[Sequence[Any]]:
        encoding, errors = self._encoding(file)
        file.seek(0)
        separator = _separator(file.read(PIECE).decode(encoding, "replace"))
        file.seek(0)
        text = io.TextIOWrapper(file, encoding, errors, newline="")
        try:
            # no database keeps a NUL; the row shows where it was
            for row in csv.reader((line.replace("\x00", "\ufffd") for line in text), delimiter=separator):
                yield [from_csv(cell) for cell in row[: self.columns_limit]]
        except csv.Error as error:
            raise BadTable(_("%(file)s is not a table: %(why)s.") % {"file": self.name, "why": error}) from error
        finally:
            text.detach()

    def _encoding(self, file: IO[bytes]) -> tuple[str, str]:
        """The encoding of a text, and what is done about bytes that are not of it."""
        file.seek(0)
        start = file.read(GUESSED_BY)
        stated = "utf-16" if start[:2] in (b"\xff\xfe", b"\xfe\xff") else "utf-8-sig"
        if _decodes(file, stated):
            return stated, "strict"
        guess = from_bytes(start, cp_isolation=["cp1250", "cp1251", "cp1252", "iso8859_2"]).best()
        if guess is None or b"\x00" in start[:1000]:
            raise BadTable(_("%(file)s is neither a workbook nor a text table.") % {"file": self.name})
        return guess.encoding, "replace"


def _separator(text: str) -> str:
    """The sign that parts most of the first rows: above the names of the columns may stand a title, and in a cell a
    number with a comma, so that of signs that part equally many a comma is the last."""
    lines = text.splitlines()[:PARTED_BY]

    def parted(sign: str) -> int:
        return sum(len(cells) > 1 for cells in csv.reader(lines, delimiter=sign))

    return max("\t;,", key=parted)


def place_of(position: int) -> str:
    """The letter of a column, as spreadsheets show it."""
    return get_column_letter(position + 1)


def written(cell: Any) -> str:
    """A cell as a text, to be kept and shown as it stands in the file."""
    return cell.isoformat() if isinstance(cell, date | datetime) else "" if cell is None else str(cell)


def batches(rows: Iterable[Row], size: int) -> Iterator[list[Row]]:
    rest = iter(rows)
    while batch := list(islice(rest, size)):
        yield batch


def _parts(file: IO[bytes], name: str, unpacked: int) -> list[str]:
    """The names of what is packed in it; none of a text."""
    file.seek(0)
    start = file.read(1000)
    if not start.strip():
        raise BadTable(_("%(file)s is empty.") % {"file": name})
    if start.startswith(b"\xd0\xcf\x11\xe0"):
        sentence = _("%(file)s is an old or a locked workbook: save it as XLSX without a password, or as CSV.")
        raise BadTable(sentence % {"file": name})
    if not start.startswith(b"PK"):
        if name.lower().endswith(".xlsx"):
            raise _damaged(name)
        return []
    try:
        with zipfile.ZipFile(file) as parts:
            if sum(part.file_size for part in parts.infolist()) > unpacked:
                raise BadTable(_("%(file)s unpacks to more than a table would.") % {"file": name})
            return parts.namelist()
    except (zipfile.BadZipFile, NotImplementedError) as error:
        raise _damaged(name) from error


def _damaged(name: str) -> BadTable:
    return BadTable(_("%(file)s is damaged or not a workbook.") % {"file": name})


def _decodes(file: IO[bytes], encoding: str) -> bool:
    file.seek(0)
    text = io.TextIOWrapper(file, encoding, newline="")
    try:
        while text.read(PIECE):
            pass
    except UnicodeError:
        return False
    else:
        return True
    finally:
        text.detach()
