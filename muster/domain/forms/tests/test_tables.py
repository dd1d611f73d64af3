from datetime import date, datetime, time

import pytest
from hypothesis import given
from hypothesis import strategies as st

from muster.domain.forms.answers import value_of
from muster.domain.forms.model import Choice, Kind
from muster.domain.forms.tables.cells import answer_in, cell_of, list_of, same
from muster.domain.forms.tables.columns import Finder, best_sheet
from muster.domain.forms.tables.rows import Item, Mixed, Says, differences, places, put_over, said_in
from muster.domain.forms.tests.samples import form

FORM = form(
    ("begin group", "case", "Case"),
    ("text", "number", "Number of the case"),
    ("select_multiple yn", "several", "Several"),
    ("geopoint", "place", "Place"),
    ("text", "note", "Remark"),
    ("end group", "", ""),
    ("text", "remark", "Remark"),
    ("begin repeat", "person", "Person"),
    ("text", "number", "Name"),
    ("integer", "age", "Age"),
    ("begin repeat", "phone", "Telephone"),
    ("text", "line", "Line"),
    ("end repeat", "", ""),
    ("end repeat", "", ""),
    choices=[("yn", "y", "Yes"), ("yn", "n", "No"), ("yn", "u", "I do not know")],
)
CHOICES = list_of(
    (
        Choice("y", {"en": "Yes", "sr": "Da"}),
        Choice("n", {"en": "No", "sr": "Ne"}),
        Choice("other_a", {"en": "Other"}),
        Choice("other_b", {"en": "Other"}),
    ),
    "en",
)


@pytest.mark.parametrize(
    ("kind", "cell", "answer"),
    [
        (Kind.TEXT, " a \r\n b ", "a \n b"),
        (Kind.TEXT, 12.0, "12"),
        (Kind.TEXT, "007", "007"),
        (Kind.INTEGER, 12.0, 12),
        (Kind.INTEGER, "1 234", 1234),
        (Kind.INTEGER, "1.234.567", 1234567),
        (Kind.INTEGER, "12.0", 12),
        (Kind.INTEGER, "1,234", "1,234"),  # which of two it is, nobody knows
        (Kind.INTEGER, "35.000", "35,000"),
        (Kind.INTEGER, "35.00", 35),
        (Kind.INTEGER, "1.234,000", 1234),
        (Kind.INTEGER, "12.5", "12.5"),
        (Kind.INTEGER, "many", "many"),
        (Kind.DECIMAL, "1,5", "1.5"),
        (Kind.DECIMAL, "1.234,5", "1234.5"),
        (Kind.DECIMAL, "1,234.5", "1234.5"),
        (Kind.DECIMAL, 0.1, "0.1"),
        (Kind.DECIMAL, 7, "7"),
        (Kind.DATE, datetime(2026, 5, 4), "2026-05-04"),
        (Kind.DATE, date(2026, 5, 4), "2026-05-04"),
        (Kind.DATE, "4.5.2026", "2026-05-04"),
        (Kind.DATE, "2026-05-04 00:00:00", "2026-05-04"),
        (Kind.DATE, "4 May", "4 May"),
        (Kind.MOMENT, datetime(2026, 5, 4, 9, 30), "2026-05-04T09:30:00"),
        (Kind.MOMENT, "04/05/2026 9:30", "2026-05-04T9:30"),
        (Kind.TIME, time(9, 30), "09:30:00"),
        (Kind.ONE, "y", "y"),
        (Kind.ONE, "DA", "y"),
        (Kind.ONE, "Да", "y"),
        (Kind.ONE, True, "y"),
        (Kind.ONE, "Other", "Other"),  # two are called so
        (Kind.ONE, "perhaps", "perhaps"),
        (Kind.MANY, "y n", ["y", "n"]),
        (Kind.MANY, "Yes; No", ["y", "n"]),
        (Kind.MANY, "Yes, perhaps", ["y", "perhaps"]),
        (Kind.POINT, "42.66, 21.16", [42.66, 21.16, 0.0, 0.0]),
        (Kind.LINE, "1 2; 3, 4", [[1.0, 2.0, 0.0, 0.0], [3.0, 4.0, 0.0, 0.0]]),
        (Kind.CONFIRMED, True, "OK"),
        (Kind.TEXT, None, None),
        (Kind.MANY, "", None),
    ],
)
def test_a_cell_is_read_as_people_write_it(kind, cell, answer):
    assert answer_in(kind, cell, CHOICES) == answer


def test_yes_and_no_are_the_choices_that_are_called_so():
    plain = list_of((Choice("yes", {"en": "Yes"}), Choice("no", {"en": "No"})), "en")
    assert [answer_in(Kind.ONE, cell, plain) for cell in (True, False, 1, "Po")] == ["yes", "no", "1", "Po"]


TEXTS = {
    Kind.TEXT: st.text(st.characters(codec="utf-8", exclude_categories=["Cc", "Cs"]), min_size=1),
    Kind.INTEGER: st.integers(-(10**17), 10**17).map(str),
    Kind.DECIMAL: st.decimals(allow_nan=False, allow_infinity=False, places=4).map(str),
    Kind.DATE: st.dates().map(str),
    Kind.MOMENT: st.datetimes().map(datetime.isoformat),
    Kind.MANY: st.lists(st.sampled_from(["y", "n", "other_a"]), min_size=1, unique=True).map(" ".join),
    Kind.ONE: st.sampled_from(["y", "n", "other_a", "other_b"]),
    Kind.POINT: st.tuples(st.floats(-90, 90), st.floats(-180, 180)).map(lambda pair: f"{pair[0]:f} {pair[1]:f}"),
}


@given(st.sampled_from(sorted(TEXTS)).flatmap(lambda kind: st.tuples(st.just(kind), TEXTS[kind])))
def test_what_is_written_into_a_cell_is_read_back(pair):
    kind, text = pair
    value = value_of(kind, text.strip())
    assert same(kind, answer_in(kind, cell_of(kind, value), CHOICES), value)


@pytest.mark.parametrize(("kept", "cell"), [("45.0", 45.0), ("1.50", 1.5), ("0.1", 0.1), ("1" * 17, "1" * 17)])
def test_a_number_is_a_number_where_a_spreadsheet_keeps_it(kept, cell):
    assert cell_of(Kind.DECIMAL, kept) == cell


@pytest.mark.parametrize(
    ("kind", "one", "other", "alike"),
    [
        (Kind.DECIMAL, "1.50", "1.5", True),
        (Kind.DECIMAL, "1.50", "1.51", False),
        (Kind.DECIMAL, None, "0", False),
        (Kind.DECIMAL, "about 1", "about 1", True),
        (Kind.DECIMAL, "about 1", "1", False),
        (Kind.TEXT, "1.50", "1.5", False),
    ],
)
def test_numbers_with_and_without_zeros_at_the_end_say_the_same(kind, one, other, alike):
    assert same(kind, one, other) is alike


def found(head):
    return {at: (one.field.path, one.choice, one.part) for at, one in head.columns.items()}


@pytest.mark.parametrize("name", ["case/number", "case-number", "number", "Number of the case", "NUMBER OF THE CASE"])
def test_a_column_is_found_by_path_name_or_label(name):
    assert found(Finder(FORM, "").head([name])) == {0: ("case/number", "", None)}


def test_what_two_fields_are_called_is_neither():
    head = Finder(FORM, "").head(["Remark", "remark", "nothing", "_submission_time", ""])
    assert (found(head), head.strange) == ({1: ("remark", "", None)}, [0, 2])


def test_choices_and_places_may_stand_in_columns_of_their_own():
    names = ["case/several/y", "case/several/I do not know", "case/_place_latitude", "case-place-Longitude"]
    head = Finder(FORM, "").head(names)
    assert found(head) == {
        0: ("case/several", "y", None),
        1: ("case/several", "u", None),
        2: ("case/place", "", 0),
        3: ("case/place", "", 1),
    }
    assert said_in(head, ["1", 0, 42.5, "21,25"], lambda _field: CHOICES) == {
        "case/several": ["y"],
        "case/place": [42.5, 21.25, 0.0, 0.0],
    }
    assert said_in(head, ["maybe", 0, Says.NOTHING, Says.NOTHING], lambda _field: CHOICES) == {
        "case/several": ["maybe"]
    }


def test_a_sheet_is_the_one_whose_columns_it_has():
    rows = [(1, ["Exported in May"]), (2, ["_index", "Name", "age"]), (3, ["1", "A", "3"])]
    number, head = best_sheet(FORM, "anything", rows)
    assert (number, head.repeat, sorted(head.columns)) == (2, "person", [1, 2])
    assert best_sheet(FORM, "forms-person", [(1, ["number"])])[1].repeat == "person"
    assert best_sheet(FORM, "notes", rows[:1]) is None


def item(repeat, said, position=0, **below):
    names = list(said) or ["remark"]
    return Item("s", 2, said, Finder(FORM, repeat).head(names), position, below)


PEOPLE = [{"number": "A", "age": 1}, {"number": "B", "age": 2, "phone": [{"line": "7"}]}]


def test_an_empty_cell_of_a_record_leaves_what_there_is():
    there = {"case/number": "1", "remark": "old", "person": PEOPLE}
    assert put_over(FORM, there, item("", {"remark": "new"})) == {**there, "remark": "new"}
    assert put_over(FORM, there, item("", {"remark": Says.AWAY})) == {"case/number": "1", "person": PEOPLE}
    assert put_over(FORM, there, item("", {"remark": Says.HIDDEN})) == there


def test_rows_of_a_repeat_are_taken_as_they_stand():
    rows = [item("person", {"number": "B", "age": 2}, 2), item("person", {"number": "C", "age": 3})]
    after = put_over(FORM, {"person": PEOPLE}, item("", {}, person=rows))
    assert after == {"person": [PEOPLE[1], {"number": "C", "age": 3}]}


def test_hidden_answers_stay_with_their_row_whatever_its_order():
    hidden = [item("person", {"number": Says.HIDDEN, "age": age}, at) for at, age in ((2, 20), (1, 10))]
    after = put_over(FORM, {"person": PEOPLE}, item("", {}, person=hidden))
    assert [one["number"] for one in after["person"]] == ["B", "A"]


def test_rows_that_cannot_be_told_apart_are_not_mixed():
    with pytest.raises(Mixed):
        put_over(FORM, {"person": PEOPLE}, item("", {}, person=[item("person", {"number": "A"})]))


def test_every_row_has_the_reference_of_the_engine():
    nested = [item("person", {}), item("person", {}, **{"person/phone": [item("person/phone", {"line": "7"})]})]
    rows = list(places(FORM, item("", {}, person=nested)))
    assert [reference for reference, _item in rows] == ["", "person[1]", "person[2]", "person[2]/phone[1]"]


def test_differences_are_told_by_their_place():
    after = [PEOPLE[0], {**PEOPLE[1], "phone": [{"line": "8"}]}]
    assert list(differences(FORM, {"person": PEOPLE}, {"person": after, "remark": "x"})) == [
        ("person[2]/phone[1]/line", "7", "8"),
        ("remark", None, "x"),
    ]
