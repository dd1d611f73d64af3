import io
from contextlib import closing

import xlsxwriter
from openpyxl import Workbook, load_workbook

from muster.domain.spreadsheets import without_result


def found(content):
    with closing(load_workbook(content, read_only=True)) as book:
        return list(without_result(book.worksheets[0]))


def test_formulas_that_were_never_calculated_are_found_by_their_cells():
    book, file = Workbook(), io.BytesIO()
    for at in range(1, 3000):  # beyond what is read at once
        book.active.append([at, f"text {at}", "=A1+1" if at in (7, 2990) else "="])
    book.save(file)
    assert found(file) == [(7, 3), (2990, 3)]


def test_formulas_with_what_they_come_to_are_none():
    file = io.BytesIO()
    with xlsxwriter.Workbook(file, {"in_memory": True}) as book:
        page = book.add_worksheet()
        page.write_row(0, 0, ["number", "text"])
        page.write_formula(1, 0, "=1+1", None, 2)
        page.write_formula(1, 1, '="a"', None, "a")
    assert found(file) == []


def test_a_sheet_without_formulas_has_none():
    book, file = Workbook(), io.BytesIO()
    book.active.append(["a", 1, None])
    book.save(file)
    assert found(file) == []
