"""From a workbook to the XForm that engines evaluate, by pyxform (the converter of ODK and Kobo)."""

from __future__ import annotations

import re
from collections.abc import Iterable
from dataclasses import dataclass
from typing import Any

from lxml.etree import XMLSyntaxError
from pyxform.errors import PyXFormError
from pyxform.xls2xform import convert

from muster.domain.forms.book import Book, Sheet
from muster.domain.forms.model import Form
from muster.domain.forms.problems import BadForm, Problem
from muster.domain.forms.xform import read_xform
from muster.domain.words_for_people import gettext_noop as _

SHEETS = ("survey", "choices", "settings", "external_choices", "entities", "osm")
SAID = "%(said)s"  # the converter's own sentence, in English
_SHEET = re.compile(r"'(\w+)' sheet|sheet: '(\w+)'|(\w+) sheet in this")
_UNKNOWN = re.compile(r"Unknown question type '(.+?)'")


@dataclass(frozen=True, slots=True)
class Converted:
    """The XForm's XML, what it asks, and what the converter found worth saying; `itemsets` is the CSV of old external
    choices, empty where there are none."""

    xml: str
    form: Form
    remarks: tuple[str, ...]
    itemsets: str


def to_xform(book: Book) -> Converted:
    """Raises `BadForm` with the sheet, row and column of what the converter does not take."""
    if not book.rows("survey"):
        raise BadForm([Problem(_("There is no sheet “survey” with questions."))])
    remarks: list[str] = []
    try:
        result = convert(dict(_for_pyxform(book)), warnings=remarks, validate=False)
    except PyXFormError as error:
        raise BadForm([_problem(error, book)]) from error
    except RecursionError as error:
        raise BadForm([Problem(_("Groups are nested too deeply."), sheet="survey")]) from error
    return Converted(result.xform, _form(result.xform), tuple(remarks), result.itemsets or "")


def _form(xml: str) -> Form:
    try:
        return read_xform(xml)
    except XMLSyntaxError as error:  # heads such as `bind::a b` are taken over as they stand
        why = _("A column or a cell has characters that a form cannot have: %(said)s")
        raise BadForm([Problem(why, {"said": str(error)}, "survey")]) from error


def _for_pyxform(book: Book) -> Iterable[tuple[str, Any]]:
    yield "sheet_names", list(book.sheets)
    yield "fallback_form_name", "form"
    for name in SHEETS:
        if sheet := book.sheets.get(name):
            yield name, [dict(row.cells) for row in book.rows(name)] if name == "settings" else _rows(sheet)
            yield f"{name}_header", [dict.fromkeys(sheet.columns)]


def _rows(sheet: Sheet) -> list[dict[str, str]]:
    """With the empty rows between, by which the converter counts."""
    last = sheet.rows[-1].number if sheet.rows else 1
    by_number = {row.number: row.cells for row in sheet.rows}
    return [dict(by_number.get(number, {})) for number in range(2, last + 1)]


def _problem(error: PyXFormError, book: Book) -> Problem:
    context, said = error.context, str(error)
    if unknown := _UNKNOWN.search(said):
        row = next((row.number for row in book.rows("survey") if row["type"] == unknown[1]), 0)
        return Problem(SAID, {"said": said}, "survey", row, "type")
    row = context.get("row")
    return Problem(
        SAID,
        {"said": said},
        str(context.get("sheet") or context.get("sheet_name") or _sheet_named(said)),
        row if isinstance(row, int) else _row_named(said),
        str(context.get("column") or context.get("header") or ""),
    )


def _sheet_named(said: str) -> str:
    found = _SHEET.search(said)
    return next(name for name in found.groups() if name) if found else "survey" if "[row" in said else ""


def _row_named(said: str) -> int:
    """Some errors of the converter name the row in their words alone: "[row : 3] …"."""
    number = said.partition("[row : ")[2].partition("]")[0]
    return int(number) if number.isdecimal() else 0
