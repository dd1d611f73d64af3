from muster.domain.forms.comparing import Change, Difference, differences
from muster.domain.forms.settings import Settings
from muster.domain.forms.statements import MOVES, STATES
from muster.domain.forms.tests.samples import form, settings, statement

PLAIN = Settings({"": "Cases"}, states=STATES, moves=MOVES)
TEXT = ("text", "a", "A")
CHOICES = [("towns", "p", "Prizren"), ("towns", "g", "Gjakova")]


def compared(old, new, was=PLAIN, will=PLAIN):
    return differences(old, new, was, will)


def test_a_form_that_is_the_same_has_no_differences():
    made = form(TEXT, ("select_one towns", "t", "T"), choices=CHOICES)
    assert compared(made, made) == []


def test_a_question_is_added_and_another_gone():
    old, new = form(TEXT, ("text", "b", "B")), form(("text", "c", "C"), TEXT)
    assert compared(old, new) == [Difference(Change.ADDED, "c"), Difference(Change.GONE, "b")]


def test_notes_and_groups_hold_no_answers_so_that_nothing_is_added_or_gone_with_them():
    group = [("begin group", "g", "G"), ("note", "n", "N"), ("end group", "", "")]
    assert compared(form(TEXT), form(TEXT, *group)) == []
    assert compared(form(TEXT, *group), form(TEXT)) == []


def test_a_repeat_is_added_with_all_that_it_holds():
    repeat = [("begin repeat", "r", "R"), ("text", "b", "B"), ("end repeat", "", "")]
    assert compared(form(TEXT), form(TEXT, *repeat)) == [
        Difference(Change.ADDED, "r"),
        Difference(Change.ADDED, "r/b"),
    ]


def test_a_question_that_moves_into_a_group_is_another_one():
    grouped = form(("begin group", "g", "G"), TEXT, ("end group", "", ""))
    assert compared(form(TEXT), grouped) == [Difference(Change.ADDED, "g/a"), Difference(Change.GONE, "a")]


def test_the_kind_of_a_question_changes():
    assert compared(form(TEXT), form(("integer", "a", "A"))) == [
        Difference(Change.KIND, "a", ({"": "text"},), ({"": "integer"},))
    ]


def test_the_words_of_a_question_change_in_any_language():
    assert compared(form(TEXT), form(("text", "a", "Again"))) == [
        Difference(Change.LABEL, "a", ({"": "A"},), ({"": "Again"},))
    ]
    one, other = (form((*TEXT, words), head=["label::Shqip (sq)"]) for words in ("Emri", "Emër"))
    assert [found.change for found in compared(one, other)] == [Change.LABEL]


def test_choices_are_added_and_gone():
    old = form(("select_one towns", "t", "T"), choices=CHOICES)
    new = form(("select_one towns", "t", "T"), choices=[CHOICES[1], ("towns", "x", "X"), ("towns", "z", "Z")])
    assert compared(old, new) == [
        Difference(Change.CHOICE_ADDED, "t", after=({"": "X"}, {"": "Z"})),
        Difference(Change.CHOICE_GONE, "t", before=({"": "Prizren"},)),
    ]


def test_a_choice_is_called_otherwise():
    old, new = (form(("select_one towns", "t", "T"), choices=[CHOICES[0], ("towns", "g", name)]) for name in "GH")
    assert compared(old, new) == [Difference(Change.CHOICE_LABEL, "t", ({"": "G"},), ({"": "H"},))]


def test_choices_are_compared_whatever_their_list_is_called():
    old = form(("select_one towns", "t", "T"), choices=CHOICES)
    new = form(("select_one places", "t", "T"), choices=[("places", *rest) for _name, *rest in CHOICES])
    assert compared(old, new) == []


def test_a_list_that_comes_as_a_file_is_not_known_by_its_choices():
    made = form(("select_one_from_file towns.csv", "t", "T"))
    assert compared(made, made) == []


def test_a_field_becomes_personal_and_open_again():
    made = form(("begin group", "g", "G"), TEXT, ("end group", "", ""), ("text", "b", "B"))
    marked = settings(made, statement("personal", "g", value="victim"))
    assert compared(made, made, will=marked) == [Difference(Change.PERSONAL, "g/a")]
    assert compared(made, made, was=marked) == [Difference(Change.OPEN, "g/a")]
    assert compared(made, made, was=marked, will=marked) == []


def test_a_field_that_is_new_and_personal_is_added_alone():
    new = form(TEXT, ("text", "b", "B"))
    marked = settings(new, statement("personal", "b", value="victim"))
    assert compared(form(TEXT), new, will=marked) == [Difference(Change.ADDED, "b")]
