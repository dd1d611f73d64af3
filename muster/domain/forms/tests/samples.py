"""Workbooks as a keeper would make them."""

import io

import pytest
from openpyxl import Workbook

from muster.domain.forms.book import Book, read_xlsx
from muster.domain.forms.convert import Converted, to_xform
from muster.domain.forms.problems import BadForm, Problem
from muster.domain.forms.settings import SHEET, Settings
from muster.domain.forms.statements import read_settings

QUESTION = ("type", "name", "label")
CHOICE = ("list_name", "name", "label")
STATEMENT = ("setting", "name", "label::English (en)", "label::Shqip (sq)", "value", "from", "to", "roles")


def workbook(**sheets) -> bytes:
    """Sheets by name, each a list of rows of cells, the first its head."""
    made = Workbook()
    made.remove(made.active)
    for name, rows in sheets.items():
        page = made.create_sheet(name)
        for row in rows:
            page.append(list(row))
    out = io.BytesIO()
    made.save(out)
    return out.getvalue()


def book(**sheets) -> Book:
    return read_xlsx(workbook(**sheets))


def converted(*questions, head=(), choices=(), **sheets) -> Converted:
    """`head` are columns after type, name and label; `choices` rows of list, name and label."""
    if choices:
        sheets["choices"] = [CHOICE, *choices]
    return to_xform(book(survey=[(*QUESTION, *head), *questions], **sheets))


def form(*questions, **more):
    return converted(*questions, **more).form


def statement(setting, name="", label="", value="", since="", to="", roles=""):
    return (setting, name, label, label, value, since, to, roles)


def settings(form, *statements) -> Settings:
    return read_settings(book(**{SHEET: [STATEMENT, *statements]}), form)


def problems(do, *args, **named) -> tuple[Problem, ...]:
    with pytest.raises(BadForm) as caught:
        do(*args, **named)
    return caught.value.problems


def problem(do, *args, **named) -> Problem:
    """The only one."""
    (found,) = problems(do, *args, **named)
    return found


def place(one: Problem) -> tuple[str, int, str]:
    return one.sheet, one.row, one.column
