from muster.domain.forms.placing import first_saying, question_at
from muster.domain.forms.tests.samples import CHOICE, QUESTION, book

FORM = book(
    survey=[
        (*QUESTION, "calculation"),
        ("text", "a", "A"),
        ("begin group", "g", "G"),
        ("begin_repeat", "r", "R"),
        ("calculate", "a", "", "later(${b})"),
        ("end_repeat",),
        (),
        ("text", "b", "B"),
        ("end group",),
        ("select_one_from_file towns.csv", "c", "C"),
    ],
    choices=[CHOICE, ("yn", "y", "leaf.png")],
)


def test_a_question_stands_where_its_groups_are():
    found = {path: question_at(FORM, path).number for path in ("a", "g", "g/r", "g/r/a", "g/b", "c")}
    assert found == {"a": 2, "g": 3, "g/r": 4, "g/r/a": 5, "g/b": 8, "c": 10}


def test_a_question_of_another_path_is_found_by_its_name_where_there_is_one():
    assert question_at(FORM, "made_up/b").number == 8
    assert question_at(FORM, "made_up/a") is None
    assert question_at(FORM, "nobody") is None


def test_words_are_found_in_the_cell_that_says_them():
    assert first_saying(FORM, "later(") == ("survey", 5, "calculation")
    assert first_saying(FORM, "towns.csv") == ("survey", 10, "type")
    assert first_saying(FORM, "leaf.png") == ("choices", 2, "label")
    assert first_saying(FORM, "nobody") == ("", 0, "")
