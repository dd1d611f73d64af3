"""From a workbook to the XForm that engines evaluate, by pyxform (the converter of ODK and Kobo)."""

from __future__ import annotations

import re
from collections.abc import Iterable, Iterator
from dataclasses import dataclass, replace
from difflib import get_close_matches
from hashlib import sha256
from typing import Any

from lxml.etree import XMLSyntaxError
from pyxform.errors import PyXFormError
from pyxform.xls2xform import convert

from muster.domain.forms.book import Book, Sheet
from muster.domain.forms.model import Form
from muster.domain.forms.placing import NOWHERE, Place, cell_with, first_saying
from muster.domain.forms.problems import BadForm, Problem
from muster.domain.forms.rephrasing import rephrased
from muster.domain.forms.settings import SHEET as OWN
from muster.domain.forms.xform import read_xform
from muster.domain.words_for_people import gettext_noop as _

SHEETS = ("survey", "choices", "settings", "external_choices", "entities", "osm")
_SHEET = re.compile(r"'(\w+)' sheet|sheet: '(\w+)'|(\w+) sheet in this|missing the (survey|choices) ")
_ROW = re.compile(r"\[row ?: ?(\d+)\]\s*")  # some errors of the converter name the row in their words alone
_REMARKS = re.compile(r"\n(?!\{)")  # a row that is passed over stands below its remark
_SEVERAL = re.compile(r"\n(?=\[row)")
_UNKNOWN = re.compile(r"Unknown question type '(.+?)'")
_ELEMENT = re.compile(r"element named '(.+?)'")
_HEADS = re.compile(r"names for the same column were found: '.*?', '(.*?)'")
_NEARLY = 0.85  # how alike two names are that are the same but for a slip
_FOREIGN = re.compile(r"instance::?[\w.-]+:[\w.-]+")
_COLUMN = re.compile(r"the '([\w:]+)' value")
_PARAMETER = re.compile(r"[Pp]arameter ([\w-]+)|Invalid value for ([\w-]+)|^([\w-]+) must be set to")
_UNNAMEABLE = re.compile(r"(?:bind|body|control|instance)::?\s*(?:[\d.-]|.*[^\w:.-])")  # no attribute is called so
_QUOTED = re.compile(r"\$\{([^}]+)\}|'([^']+)'|“([^”]+)”|\"([^\"]+)\"|\[([^\]]+)\]")
_MADE = re.compile(r"(?:bind|body|control)::?(?:nodeset|ref)")
_VERSION_LENGTH = 8  # characters
YES = ("yes", "true", "true()")
_WITHOUT_ID, _NAMESPACE = "omit_instanceID", "instance_xmlns"
_ADDRESS = re.compile(r"[A-Za-z][A-Za-z0-9+.-]*:\S")


@dataclass(frozen=True, slots=True)
class Converted:
    """The XForm's XML, what it asks, and what the converter found worth saying; `itemsets` is the CSV of old external
    choices, empty where there are none."""

    xml: str
    form: Form
    remarks: tuple[Problem, ...]
    itemsets: str


def to_xform(book: Book, name: str = "form") -> Converted:
    """Raises `BadForm` with the sheet, row and column of what the converter does not take.

    `name` is the form's id where its settings say none. One that says no version gets one that its content makes.
    """
    book = _with_survey(book)
    if not book.rows("survey"):
        raise BadForm([Problem(_("There is no sheet “survey” with questions."))])
    _check_supported(book)
    remarks: list[str] = []
    try:
        result = convert(dict(_for_pyxform(book, name)), warnings=remarks, validate=False)
    except PyXFormError as error:
        raise BadForm(list(_problems(error, book))) from error
    except RecursionError as error:
        raise BadForm([Problem(_("Groups are nested too deeply."), sheet="survey")]) from error
    said = tuple(_placed(line, book) for line in dict.fromkeys(filter(None, _REMARKS.split("\n".join(remarks)))))
    return Converted(result.xform, _form(result.xform, book), said, result.itemsets or "")


def _form(xml: str, book: Book) -> Form:
    try:
        return read_xform(xml)
    except XMLSyntaxError as error:  # heads such as `bind::a b` are taken over as they stand
        why = _("A column or a cell has characters that a form cannot have: %(said)s")
        heads = [head for head in book.sheets["survey"].columns if _UNNAMEABLE.match(head)]
        place = ("survey", 1, heads[0]) if heads else ("survey", 0, "")
        raise BadForm([Problem(why, {"said": str(error)}, *place)]) from error


def _check_supported(book: Book) -> None:
    """Raises `BadForm` for what the converter takes and Muster does not, or refuses in words that help nobody."""
    if found := [*_of_survey(book), *_of_settings(book), *_misnamed(book)]:
        raise BadForm(found)


def _of_survey(book: Book) -> Iterator[Problem]:
    for column in filter(_FOREIGN.fullmatch, book.sheets["survey"].columns):
        why = _("Attributes of other namespaces are not supported in filled-in forms.")
        yield Problem(why, {}, "survey", 1, column)
    for column in filter(_MADE.fullmatch, book.sheets["survey"].columns):
        why = _("This is made of the question's name: leave the column out.")
        yield Problem(why, {}, "survey", 1, column)
    for row in book.rows("survey"):
        if row["type"] == "include":
            why = _("Questions of other workbooks are not taken in: copy them here.")
            yield Problem(why, {}, "survey", row.number, "type")


def _of_settings(book: Book) -> Iterator[Problem]:
    for row in book.rows("settings")[:1]:
        if row[_WITHOUT_ID].lower() in YES:
            why = _("Every filled-in form needs its instanceID: leave this setting out.")
            yield Problem(why, {}, "settings", row.number, _WITHOUT_ID)
        if row[_NAMESPACE] and not _ADDRESS.match(row[_NAMESPACE]):
            why = _("A namespace is written as an address, such as http://example.org/forms.")
            yield Problem(why, {}, "settings", row.number, _NAMESPACE)


def _misnamed(book: Book) -> Iterator[Problem]:
    """Sheets whose names have a slip: they would be passed over without a word."""
    known = (*SHEETS, OWN)
    wanted = [name for name in known if name not in book.sheets]
    for name in book.sheets:
        if name not in known and (meant := get_close_matches(name, wanted, 1, _NEARLY)):
            why = _("There is a sheet “%(name)s” and none called “%(meant)s”: rename it.")
            yield Problem(why, {"name": name, "meant": meant[0]}, name)


def _with_survey(book: Book) -> Book:
    """A workbook of one sheet is its survey, whatever it is called; beside it may stand what Muster asks."""
    others = [sheet for name, sheet in book.sheets.items() if name != OWN]
    if len(others) != 1 or others[0].name in SHEETS:
        return book
    kept = {name: sheet for name, sheet in book.sheets.items() if name == OWN}
    return Book({"survey": replace(others[0], name="survey"), **kept})


def _for_pyxform(book: Book, form_name: str) -> Iterable[tuple[str, Any]]:
    yield "sheet_names", list(book.sheets)
    yield "fallback_form_name", form_name
    for name in SHEETS:
        if sheet := book.sheets.get(name):
            yield name, [dict(row.cells) for row in book.rows(name)] if name == "settings" else _rows(sheet)
            yield f"{name}_header", [dict.fromkeys(sheet.columns)]
    said = next((dict(row.cells) for row in book.rows("settings")), {})
    if not any(said[column] for column in said if column.lower() == "version"):
        yield "settings", [{**said, "version": _version(book)}]
        yield "settings_header", [dict.fromkeys([*book.sheets["settings"].columns, "version"] if said else ["version"])]


def _version(book: Book) -> str:
    """Of a form that says none: another one whenever its workbook is."""
    cells = [(sheet.name, row.number, *row.cells.items()) for sheet in book.sheets.values() for row in sheet.rows]
    return sha256(repr(cells).encode()).hexdigest()[:_VERSION_LENGTH]


def _rows(sheet: Sheet) -> list[dict[str, str]]:
    """With the empty rows between, by which the converter counts."""
    last = sheet.rows[-1].number if sheet.rows else 1
    by_number = {row.number: row.cells for row in sheet.rows}
    return [dict(by_number.get(number, {})) for number in range(2, last + 1)]


def _problems(error: PyXFormError, book: Book) -> Iterator[Problem]:
    """With their places as far as the converter tells them, or its words do; each of several has a row of its own."""
    context = error.context
    row = context.get("row")
    sheet = str(context.get("sheet") or context.get("sheet_name") or "")
    column = str(context.get("column") or context.get("header") or "")
    for said in _SEVERAL.split(str(error)):
        yield _placed(said, book, sheet, row if isinstance(row, int) else 0, column)


def _placed(said: str, book: Book, sheet: str = "", number: int = 0, column: str = "") -> Problem:
    """A sentence of the converter with its place, as far as that is known or its words tell it."""
    sheet, number = sheet or _sheet_named(said), number or _row_named(said)
    named = _COLUMN.search(said)
    column = column or (named[1] if named and sheet in book.sheets and named[1] in book.sheets[sheet].columns else "")
    if not number:
        sheet, number, column = _found_by_words(said, sheet, book)
    return Problem(*rephrased(said), sheet, number, column)


def _sheet_named(said: str) -> str:
    found = _SHEET.search(said)
    return next(name for name in found.groups() if name) if found else "survey" if _ROW.search(said) else ""


def _row_named(said: str) -> int:
    found = _ROW.search(said)
    return int(found[1]) if found else 0


def _found_by_words(said: str, sheet: str, book: Book) -> Place:
    """What a sentence without a row is about: a type, a question by its name, a column."""
    if heads := _HEADS.search(said):
        return sheet, 1, heads[1]
    named = {"type": _UNKNOWN.search(said), "name": _ELEMENT.search(said)}
    for row in book.rows("survey"):
        if any(found and row[column] == found[1] for column, found in named.items()):
            return "survey", row.number, "type" if named["type"] else ""
    if parameter := _PARAMETER.search(said):
        return first_saying(book, next(filter(None, parameter.groups())))
    found = (cell_with(book, words, sheet) for words in _quoted(said))
    return next((place for place in found if place != NOWHERE), (sheet, 0, ""))


def _quoted(said: str) -> list[str]:
    """What a sentence has in quotes or brackets."""
    return [next(filter(None, found)).strip() for found in _QUOTED.findall(said)]
