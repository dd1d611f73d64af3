import io
import zipfile
from datetime import date, datetime, time

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st
from openpyxl import Workbook, load_workbook
from openpyxl.chart import BarChart

from muster.domain.forms import book as module
from muster.domain.forms.book import Book, Row, Sheet, as_xlsx, read_csv, read_xlsx
from muster.domain.forms.tests.samples import book, place, problem, workbook

HEAD = ["type", "name", "label"]


def sheet(*rows, name="survey"):
    return book(**{name: rows}).sheets[name]


def with_part(content, name, change):
    """The workbook with one of its parts changed."""
    out = io.BytesIO()
    with zipfile.ZipFile(io.BytesIO(content)) as old, zipfile.ZipFile(out, "w") as new:
        for part in old.namelist():
            new.writestr(part, change(old.read(part)) if part == name else old.read(part))
    return out.getvalue()


def formula(written, result=None):
    """A workbook whose cell B3 is a formula, with its result where one is given."""
    content = workbook(survey=[HEAD, ["text", "a", "A"], ["text", written, "B"]])
    if result is None:
        return content
    with_result = b' t="str"><f>', b"<v>%s</v>" % result

    def change(xml):
        return xml.replace(b"><f>", with_result[0]).replace(b"<v></v>", with_result[1])

    return with_part(content, "xl/worksheets/sheet1.xml", change)


def test_rows_have_the_numbers_that_a_spreadsheet_shows_and_empty_ones_are_left_out():
    read = sheet(HEAD, ["text", "a", "A"], [], [None, "", "  "], ["note", None, "N"])
    assert read == Sheet(
        "survey",
        ("type", "name", "label"),
        (Row(2, {"type": "text", "name": "a", "label": "A"}), Row(5, {"type": "note", "label": "N"})),
    )


def test_an_empty_cell_is_an_empty_text():
    assert sheet(HEAD, ["note"]).rows[0]["label"] == ""


@pytest.mark.parametrize(
    ("cell", "text"),
    [
        (3, "3"),
        (3.0, "3"),
        (0.1, "0.1"),
        (True, "TRUE"),
        (False, "FALSE"),
        (0, "0"),
        (date(2026, 1, 9), "2026-01-09"),
        (datetime(2026, 1, 9, 8, 30), "2026-01-09 08:30:00"),
        (time(8, 30), "08:30:00"),
        ("  a\xa0b ", "a b"),
        ("007", "007"),
        ("a\nb", "a\nb"),
        ("#N/A", "#N/A"),
    ],
)
def test_a_cell_is_the_text_that_its_author_sees(cell, text):
    assert sheet(HEAD, ["text", cell]).rows[0]["name"] == text


def test_columns_without_a_head_are_left_out_and_spaces_in_heads_do_not_count():
    read = sheet(["type", None, " label::English   (en) "], ["text", "a remark", "A"])
    assert read.columns == ("type", "label::English (en)")
    assert read.rows == (Row(2, {"type": "text", "label::English (en)": "A"}),)


def test_two_columns_of_one_name_are_refused_by_the_name():
    found = problem(sheet, ["type", "name", "label", "name "])
    assert (place(found), found.sentence) == (("survey", 1, "name"), "Two columns have this name.")


def test_sheets_are_known_whatever_the_case_of_their_names():
    assert list(book(**{"Survey": [HEAD], " CHOICES": [HEAD]}).sheets) == ["survey", "choices"]


def test_two_sheets_of_one_name_are_refused():
    found = problem(book, **{"survey": [HEAD], "Survey ": [HEAD]})
    assert (place(found), found.sentence) == (("survey", 0, ""), "Two sheets have this name.")


def test_a_sheet_that_is_not_there_and_one_without_rows_have_no_rows():
    read = book(survey=[HEAD], empty=[])
    assert read.rows("survey") == read.rows("empty") == read.rows("choices") == ()


def test_what_stands_after_three_hundred_empty_rows_is_read():
    rows = sheet(HEAD, ["text", "a"], *[[]] * 300, ["text", "b"]).rows
    assert [(row.number, row["name"]) for row in rows] == [(2, "a"), (303, "b")]


def test_a_sheet_that_is_formatted_to_its_end_is_read_to_the_last_row_with_something_in_it(monkeypatch):
    monkeypatch.setattr(module, "EMPTY_ROWS", 3)
    monkeypatch.setattr(module, "ROWS_LIMIT", 10)
    rows = sheet(HEAD, ["text", "a"], [], [], [], ["text", "b"], *[[" "]] * 100).rows
    assert [row.number for row in rows] == [2, 6]


def test_more_rows_than_a_form_would_have_are_refused(monkeypatch):
    monkeypatch.setattr(module, "ROWS_LIMIT", 5)
    assert len(sheet(HEAD, *[["text"]] * 4).rows) == 4
    found = problem(sheet, HEAD, *[["text"]] * 5)
    assert (found.sheet, found.fields) == ("survey", {"most": 5})


def test_more_columns_than_a_form_would_have_are_refused_and_none_is_cut_off():
    many = [f"c{number}" for number in range(201)]
    assert len(sheet(many[:200]).columns) == 200
    assert place(problem(sheet, many)) == ("survey", 1, "")


def test_a_text_that_no_spreadsheet_would_hold_is_refused_with_its_cell(monkeypatch):
    monkeypatch.setattr(module, "CELL_LIMIT", 10)
    assert place(problem(sheet, HEAD, ["text"], ["text", "a", "x" * 11])) == ("survey", 3, "label")


@pytest.mark.parametrize(
    "content",
    [
        b"",
        b"type,name,label\ntext,a,A\n",
        workbook(survey=[HEAD])[:-40],
        workbook(survey=[HEAD])[:300],
        with_part(workbook(survey=[HEAD]), "xl/workbook.xml", lambda xml: xml[:80]),
        with_part(workbook(survey=[HEAD]), "xl/worksheets/sheet1.xml", lambda xml: xml[:-30]),
    ],
    ids=["empty", "csv", "cut off", "only begun", "damaged list of sheets", "damaged sheet"],
)
def test_what_is_no_workbook_is_refused(content):
    assert problem(read_xlsx, content).sentence == "The file is damaged or not a workbook (XLSX)."


def test_a_zip_file_of_something_else_is_no_workbook():
    out = io.BytesIO()
    with zipfile.ZipFile(out, "w") as made:
        made.writestr("letter.txt", "Dear all")
    assert problem(read_xlsx, out.getvalue()).sentence == "The file is damaged or not a workbook (XLSX)."


def test_a_workbook_with_a_password_is_told_from_a_damaged_and_from_an_old_one():
    compound = bytes.fromhex("d0cf11e0a1b11ae1") + bytes(2000)
    locked = compound + "EncryptedPackage".encode("utf-16-le")
    assert "password" in problem(read_xlsx, locked).sentence
    old = problem(read_xlsx, compound + "Workbook".encode("utf-16-le"))
    assert "save it as XLSX" in old.sentence
    assert "password" not in old.sentence


def test_entities_in_a_workbook_are_not_expanded():
    bomb = b'<!DOCTYPE x [<!ENTITY a "aaaaaaaaaa"><!ENTITY b "&a;&a;&a;&a;">]>'
    start = workbook(survey=[HEAD, ["text", "inside", "A"]])

    def change(xml):
        return bomb + xml.replace(b"inside", b"&b;")

    parts = zipfile.ZipFile(io.BytesIO(start)).namelist()
    texts = next(name for name in parts if name in ("xl/sharedStrings.xml", "xl/worksheets/sheet1.xml"))
    try:
        read = read_xlsx(with_part(start, texts, change))
    except module.BadForm:
        return
    assert "aaaa" not in str(read)


def test_a_file_that_is_too_large_is_refused_unread(monkeypatch):
    monkeypatch.setattr(module, "SIZE_LIMIT", 2**20)
    found = problem(read_xlsx, bytes(2**20 + 1))
    assert found.fields == {"most": 1}


def test_a_small_file_that_unpacks_to_a_huge_one_is_refused(monkeypatch):
    monkeypatch.setattr(module, "UNPACKED_LIMIT", 10**6)
    out = io.BytesIO()
    with zipfile.ZipFile(out, "w", zipfile.ZIP_DEFLATED) as made:
        made.writestr("xl/workbook.xml", bytes(10**6 + 1))
    assert len(out.getvalue()) < 10_000
    assert "unpacks" in problem(read_xlsx, out.getvalue()).sentence


def test_of_a_formula_its_result_is_read():
    assert read_xlsx(formula("=1+1", b"2")).rows("survey")[1]["name"] == "2"


def test_a_formula_that_came_to_nothing_is_an_empty_cell():
    assert read_xlsx(formula('=""', b"")).rows("survey")[1]["name"] == ""


def test_a_formula_whose_result_was_not_saved_is_refused_with_its_cell():
    found = problem(read_xlsx, formula("=1+1"))
    assert (place(found), found.sentence[:26]) == (("survey", 3, "name"), "The formula has no result:")


def test_a_head_that_is_a_formula_without_a_result_is_refused():
    assert place(problem(book, survey=[["type", '="na"&"me"']])) == ("survey", 1, "")


def test_a_form_kept_as_csv_reads_like_its_workbook(tmp_path):
    (tmp_path / "survey.csv").write_text('type,name,label\n\ntext,a,"A, or\nB"\n', "utf-8")
    (tmp_path / "choices.csv").write_text("list_name,name\nyn,y\n", "utf-8")
    read = read_csv(tmp_path)
    assert read == book(choices=[["list_name", "name"], ["yn", "y"]], survey=[HEAD, [], ["text", "a", "A, or\nB"]])
    assert read_xlsx(as_xlsx(read)) == read


def test_a_workbook_is_written_as_text_alone():
    made = as_xlsx(Book({"survey": Sheet("survey", ("type",), (Row(2, {"type": "=1+1"}), Row(3, {"type": "007"})))}))
    cells = [row[0] for row in load_workbook(io.BytesIO(made))["survey"].iter_rows(min_row=2)]
    assert [(cell.data_type, cell.value) for cell in cells] == [("s", "=1+1"), ("s", "007")]


def test_a_sheet_of_a_chart_is_passed_over():
    made = Workbook()
    made.active.title = "survey"
    made.active.append(HEAD)
    made.create_chartsheet("chart").add_chart(BarChart())
    out = io.BytesIO()
    made.save(out)
    assert list(read_xlsx(out.getvalue()).sheets) == ["survey"]


texts = st.text(st.characters(exclude_categories=["Cc", "Cs"], exclude_characters="\xa0￾￿"), min_size=1).filter(
    lambda text: text == text.strip()
)
heads = st.text("abcdefgh_: ()", min_size=1, max_size=12).map(lambda text: " ".join(text.split())).filter(bool)


@st.composite
def sheets(draw):
    columns = draw(st.lists(heads, min_size=1, max_size=4, unique=True))
    filled = st.dictionaries(st.sampled_from(columns), texts | st.sampled_from(["=1", "TRUE", "1.50", "-"]), min_size=1)
    number, rows = 1, []
    for cells in draw(st.lists(filled, max_size=5)):
        number += draw(st.integers(1, 90))
        rows.append(Row(number, cells))
    return columns, tuple(rows)


@settings(max_examples=40, deadline=None)
@given(st.dictionaries(st.sampled_from(["survey", "choices", "register", "remarks"]), sheets(), min_size=1))
def test_what_is_written_as_a_workbook_reads_back_as_it_was(made):
    written = Book({name: Sheet(name, tuple(columns), rows) for name, (columns, rows) in made.items()})
    assert read_xlsx(as_xlsx(written)) == written
