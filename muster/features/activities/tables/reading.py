"""A spreadsheet as rows of cells: CSV in any usual encoding and separator, XLSX; in constant memory.

What cannot be read is said in a sentence that names the file and the place (`BadTable`).
"""

from __future__ import annotations

import csv
import io
import zipfile
from collections.abc import Iterable, Iterator, Sequence
from contextlib import closing
from dataclasses import dataclass
from itertools import islice
from typing import Any

from charset_normalizer import from_bytes
from django.utils.translation import gettext as _
from openpyxl import load_workbook
from openpyxl.utils import get_column_letter

from muster.domain.names import search_key
from muster.features.activities.tables.columns import known_heads
from muster.ui.sheets import from_csv

SIZE_LIMIT = 50 * 1024 * 1024  # bytes of the file
UNPACKED_LIMIT = 256 * 1024 * 1024  # bytes of a workbook's parts
ROWS_LIMIT = 200_000
COLUMNS_LIMIT = 200
HEAD_WITHIN = 20  # rows in which the names of the columns are looked for
csv.field_size_limit(1024 * 1024)


class BadTable(ValueError):
    """The file cannot be read as a table; says why in a sentence."""


@dataclass(frozen=True, slots=True)
class Head:
    """Where a table's columns are named: sheet (empty in CSV), row from 1, names as they stand, position -> field."""

    sheet: str
    row: int
    names: tuple[str, ...]
    mapping: dict[int, str]


def find_head(content: bytes, file_name: str) -> Head:
    """The row that names most columns, in whichever sheet that is. Raises `BadTable`."""
    heads = [
        Head(sheet, number, names, _recognised(names))
        for sheet in sheet_names(content, file_name)
        for number, names in _first_rows(content, file_name, sheet)
    ]
    best = max(heads, key=lambda head: len(head.mapping), default=None)
    if best is None or not any(best.names):
        raise BadTable(_("%(file)s has no rows.") % {"file": file_name})
    return best


def sheet_names(content: bytes, file_name: str) -> list[str]:
    if not _is_workbook(content, file_name):
        return [""]
    with closing(_workbook(content, file_name)) as book:
        return [page.title for page in book.worksheets]


def table_rows(content: bytes, file_name: str, sheet: str) -> Iterator[tuple[int, Sequence[Any]]]:
    """(number from 1, cells) of every row that is not empty. Raises `BadTable` where there are too many."""
    rows = _sheet_rows(content, file_name, sheet) if sheet else _csv_rows(content, file_name)
    for number, cells in enumerate(rows, start=1):
        if number > ROWS_LIMIT:
            raise BadTable(_("%(file)s has more than %(most)s rows.") % {"file": file_name, "most": ROWS_LIMIT})
        if any(cell not in (None, "") for cell in cells):
            yield number, cells


def place_of(position: int) -> str:
    """The letter of a column, as spreadsheets show it."""
    return get_column_letter(position + 1)


def _recognised(names: Iterable[str]) -> dict[int, str]:
    """Position -> field, each field once."""
    mapping: dict[int, str] = {}
    for position, name in enumerate(names):
        field = known_heads().get(search_key(name))
        if field and field not in mapping.values():
            mapping[position] = field
    return mapping


def _first_rows(content: bytes, file_name: str, sheet: str) -> Iterator[tuple[int, tuple[str, ...]]]:
    for number, cells in islice(table_rows(content, file_name, sheet), HEAD_WITHIN):
        yield number, tuple("" if cell is None else str(cell).strip() for cell in cells[:COLUMNS_LIMIT])


def _is_workbook(content: bytes, file_name: str) -> bool:
    if not content.strip():
        raise BadTable(_("%(file)s is empty.") % {"file": file_name})
    if content.startswith(b"\xd0\xcf\x11\xe0"):
        raise BadTable(
            _("%(file)s is an old or a locked workbook: save it as XLSX without a password, or as CSV.")
            % {"file": file_name}
        )
    return content.startswith(b"PK")


def _workbook(content: bytes, file_name: str) -> Any:
    try:
        with zipfile.ZipFile(io.BytesIO(content)) as parts:
            if sum(part.file_size for part in parts.infolist()) > UNPACKED_LIMIT:
                raise BadTable(_("%(file)s unpacks to more than a table would.") % {"file": file_name})
        return load_workbook(io.BytesIO(content), read_only=True, data_only=True)
    except BadTable:
        raise
    except Exception as error:  # openpyxl raises many kinds on parts that are not what they say
        raise BadTable(_("%(file)s is damaged or not a workbook.") % {"file": file_name}) from error


def _sheet_rows(content: bytes, file_name: str, sheet: str) -> Iterator[Sequence[Any]]:
    with closing(_workbook(content, file_name)) as book:
        try:
            page = book[sheet]
            page.reset_dimensions()  # some programs state them wrongly
            for row in page.iter_rows(values_only=True):
                yield row[:COLUMNS_LIMIT]
        except Exception as error:  # as above
            raise BadTable(_("%(file)s is damaged or not a workbook.") % {"file": file_name}) from error


def _csv_rows(content: bytes, file_name: str) -> Iterator[Sequence[Any]]:
    text = _decoded(content, file_name).replace("\x00", "\ufffd")  # no database keeps a NUL; the row shows where it was
    first = text.split("\n", 1)[0]
    separator = max(",;\t", key=first.count)
    try:
        for row in csv.reader(io.StringIO(text, newline=""), delimiter=separator):
            yield [from_csv(cell) for cell in row[:COLUMNS_LIMIT]]
    except csv.Error as error:
        raise BadTable(_("%(file)s is not a table: %(why)s.") % {"file": file_name, "why": error}) from error


def _decoded(content: bytes, file_name: str) -> str:
    try:
        return content.decode("utf-16" if content[:2] in (b"\xff\xfe", b"\xfe\xff") else "utf-8-sig")
    except UnicodeDecodeError:
        guess = from_bytes(content[:200_000], cp_isolation=["cp1250", "cp1251", "cp1252", "iso8859_2"]).best()
    if guess is None or b"\x00" in content[:1000]:
        raise BadTable(_("%(file)s is neither a workbook nor a text table.") % {"file": file_name})
    return content.decode(guess.encoding, errors="replace")
