"""Tables as people and their programs write them."""

import io

import pytest
from openpyxl import Workbook
from openpyxl.utils.datetime import CALENDAR_MAC_1904, WINDOWS_EPOCH

from muster.ui.tables import BadTable, Table

ROWS = [["Broj", "Dan", "Težina"], ["1/26", "4.5.2026.", "3,5"], ["2/26", "Krađa, prevara", "1.200"]]


def read(content, name="a.csv"):
    return [list(cells) for _number, cells in Table(io.BytesIO(content), name).rows("")]


@pytest.mark.parametrize("encoding", ["utf-8", "utf-8-sig", "utf-16", "cp1250"])
@pytest.mark.parametrize("end", ["\n", "\r\n", "\r"])
@pytest.mark.parametrize("above", ["", "Pregled, april, 2026, svi, redom", "sep=;"])
def test_a_text_with_semicolons_is_read_whatever_stands_above_it(encoding, end, above):
    lines = [above, *(";".join(cells) for cells in ROWS)]
    assert read(end.join(lines).encode(encoding))[-3:] == ROWS


def test_commas_and_tabs_part_where_they_part_more_rows_alike():
    assert read(b'case,note\n1,"a; b; c"\n2,d\n') == [["case", "note"], ["1", "a; b; c"], ["2", "d"]]
    assert read(b"case\tnote\n1\ta, b; c\n") == [["case", "note"], ["1", "a, b; c"]]
    assert read(b"case\n1\n") == [["case"], ["1"]]


@pytest.mark.parametrize(
    "text", ["Regjistri, viti 2016\nName;Sum\nA;1,5", "id;sum;note\n1;2,5\n2;3,5;x\n3;1,5\n4;2,0;y;z"]
)
def test_a_comma_in_numbers_parts_no_rows_that_semicolons_part(text):
    assert read(text.encode())[-1] == text.splitlines()[-1].split(";")


def test_a_row_of_spaces_is_no_row():
    assert read(b"case;note\n ;\t\n1; \n") == [["case", "note"], ["1", " "]]


@pytest.mark.parametrize("epoch", [WINDOWS_EPOCH, CALENDAR_MAC_1904])
def test_a_workbook_says_since_when_it_counts_days(epoch):
    book, file = Workbook(), io.BytesIO()
    book.epoch = epoch
    book.save(file)
    assert Table(file, "a.xlsx").counts_days_since == epoch


def test_a_formula_that_was_never_calculated_is_no_empty_cell():
    book, file = Workbook(), io.BytesIO()
    book.active.title = "Cases"
    book.active.append(["case", "grams"])
    book.active.append(["1/26", "=2*60"])
    book.save(file)
    with pytest.raises(BadTable) as refused:
        list(Table(file, "a.xlsx").rows("Cases"))
    assert str(refused.value).startswith("a.xlsx, sheet “Cases”, cell B2: the formula has no result.")
