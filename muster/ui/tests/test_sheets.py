import csv
import io
import zipfile
from datetime import UTC, date, datetime
from math import inf

import pytest
from hypothesis import example, given
from hypothesis import strategies as st
from openpyxl import load_workbook
from openpyxl.utils.escape import unescape

from muster.ui import sheets
from muster.ui.sheets import (
    CELL_LIMIT,
    FORMULA,
    UNSHOWN,
    Column,
    Sheet,
    TooManyRows,
    neutral,
    plain,
    sheet_name,
    stream_csv,
    together_as_zip,
    write_together,
    write_xlsx,
)


@given(st.text())
def test_a_neutralised_text_comes_back_as_it_was(text):
    assert plain(neutral(text)) == text


@given(st.sampled_from("=+-@\t\r＝"), st.text())
def test_no_text_reaches_a_spreadsheet_as_a_formula(sign, text):
    assert FORMULA.match(sign + text)
    assert neutral(sign + text).startswith("'")


def test_numbers_are_not_taken_for_formulas():
    assert neutral(-5) == -5


def test_csv_carries_the_sign_for_excel_iso_dates_and_empty_cells():
    written = b"".join(stream_csv(["date", "text"], [(date(2016, 4, 5), "=1+1"), (None, "ё, č")]))
    assert written.startswith("\ufeff".encode())
    rows = list(csv.reader(io.StringIO(written.decode("utf-8-sig"))))
    assert rows == [["date", "text"], ["2016-04-05", "'=1+1"], ["", "ё, č"]]


def test_csv_is_written_in_pieces():
    pieces = stream_csv(["n"], ([n] for n in range(2000)))
    assert len(list(pieces)) > 3


def test_a_workbook_opens_with_types_widths_and_a_frozen_head():
    target = io.BytesIO()
    columns = [Column("When", "date", 12), Column("How many", "integer"), Column("Title", "text", 40)]
    write_xlsx(target, [Sheet("A/B", columns, [(date(2016, 4, 5), 12, "=cmd()"), (None, None, "bad\x00sign")])])
    page = load_workbook(target)["A B"]
    assert page.freeze_panes == "A2"
    assert page["A2"].value.date() == date(2016, 4, 5)
    assert (page["B2"].value, page["C2"].value, page["C2"].data_type) == (12, "'=cmd()", "s")
    assert page["C3"].value == "badsign"
    assert page.column_dimensions["C"].width > 39


@given(st.lists(st.text(st.characters() | st.sampled_from("_x0041_<>&\r\n =")), min_size=1, max_size=4))
@example(["_x000D_ and \r", " kept ", "<r>&amp;</r>", "x" * (CELL_LIMIT + 1)])
def test_every_text_comes_back_from_a_workbook(texts):
    target = io.BytesIO()
    write_xlsx(target, [Sheet("s", [Column("a")], [[text] for text in texts])])
    page = load_workbook(target)["s"]
    found = [unescape(page.cell(row, 1).value or "") for row in range(2, len(texts) + 2)]
    assert found == [UNSHOWN.sub("", neutral(text))[:CELL_LIMIT] for text in texts]


def test_numbers_and_moments_come_back_from_a_workbook():
    target = io.BytesIO()
    told = [2**53 - 1, -0.1, 1e300, 0, True, datetime(2026, 3, 29, 2, 30, tzinfo=UTC), date(1901, 1, 1)]
    write_xlsx(target, [Sheet("s", [Column(str(at), "plain") for at in range(len(told))], [told, [inf] * len(told)])])
    rows = list(load_workbook(target, read_only=True)["s"].iter_rows(min_row=2, values_only=True))
    assert rows[0][:5] == (2**53 - 1, -0.1, 1e300, 0, 1)
    assert rows[0][5:] == (pytest.approx(46110.1041666667), 367)
    assert rows[1] == ("inf",) * len(told)


def test_a_sheet_without_rows_still_has_its_head():
    target = io.BytesIO()
    write_xlsx(target, [Sheet("Empty", [Column("Title")], [])])
    assert load_workbook(target)["Empty"]["A1"].value == "Title"


def test_names_of_sheets_are_what_excel_allows():
    assert sheet_name("[a]:'") == "a"
    assert sheet_name("") == "Sheet"
    assert len(sheet_name("x" * 40)) == 31


def test_rows_that_come_mixed_stand_on_their_own_sheets_below_two_heads():
    pages = [
        Sheet("Cases", [Column("case"), Column("n", "plain")], under=("Case", "Number")),
        Sheet("cases", [Column("who")]),
    ]
    rows = [(0, ["=1", 2016]), (1, ["A"]), (0, ["b", None]), (1, ["B"])]
    target = io.BytesIO()
    write_together(target, pages, rows)
    book = load_workbook(target)
    told = {page.title: [[cell.value for cell in row] for row in page.iter_rows()] for page in book.worksheets}
    assert told == {
        "Cases": [["case", "n"], ["Case", "Number"], ["'=1", 2016], ["b", None]],
        "cases 2": [["who"], ["A"], ["B"]],
    }
    packed = zipfile.ZipFile(io.BytesIO(together_as_zip("t.zip", pages[:1], rows[::2]).getvalue()))
    assert packed.read("Cases.csv").decode("utf-8-sig").split() == ["case,n", "Case,Number", "'=1,2016", "b,"]


def test_more_rows_than_a_sheet_holds_are_not_left_out_silently(monkeypatch):
    monkeypatch.setattr(sheets, "ROWS_MOST", 2)
    with pytest.raises(TooManyRows):
        write_together(io.BytesIO(), [Sheet("s", [Column("a")])], [(0, ["1"]), (0, ["2"])])
