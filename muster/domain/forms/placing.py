"""Where in a workbook something stands that a form's XForm, or a sentence about it, names."""

from __future__ import annotations

import re
from collections.abc import Iterator, Mapping

from muster.domain.forms.book import Book, Row

Place = tuple[str, int, str]  # sheet, row (0: the sheet as a whole), head of the column ("": the row as a whole)
NOWHERE: Place = ("", 0, "")
_BEGINS = re.compile(r"begin[ _](group|repeat|loop)\b", re.IGNORECASE)
_ENDS = re.compile(r"end[ _](group|repeat|loop)\b", re.IGNORECASE)


def question_at(book: Book, path: str) -> Row | None:
    """The row of the question, group or repeat of this path, such as `victim/age`; None where no row says it."""
    rows = paths(book)
    named = [row for other, row in rows.items() if other.rpartition("/")[2] == path.rpartition("/")[2]]
    return rows.get(path) or (named[0] if len(named) == 1 else None)


def paths(book: Book) -> Mapping[str, Row]:
    """The rows of the sheet `survey` that name something, by their paths."""
    return dict(_paths(book))


def _paths(book: Book) -> Iterator[tuple[str, Row]]:
    above: list[str] = []
    for row in book.rows("survey"):
        if _ENDS.match(row["type"]):
            above = above[:-1]
        elif row["name"]:
            yield "/".join([*above, row["name"]]), row
            if _BEGINS.match(row["type"]):
                above.append(row["name"])


def column_saying(row: Row, words: str) -> str:
    """The column of a row that has these words in it, but for the type and the name; "" where none has."""
    return next((column for column, text in row.cells.items() if words and words in text and column != "name"), "")


def first_saying(book: Book, words: str) -> Place:
    """The first cell of the sheet `survey`, else of `choices`, that has these words in it."""
    for sheet in ("survey", "choices"):
        for row in book.rows(sheet):
            if column := column_saying(row, words):
                return sheet, row.number, column
    return NOWHERE


def cell_with(book: Book, words: str, sheet: str = "") -> Place:
    """The first cell that is these words, or names them as a question (`${…}`), in this sheet or else in any."""
    asked = f"${{{words}}}"
    for name in (sheet,) if sheet in book.sheets else book.sheets:
        for row in book.rows(name):
            for column, text in row.cells.items():
                if text == words or asked in text:
                    return name, row.number, column
    return NOWHERE
