from muster.domain.forms.tests.samples import form
from muster.domain.forms.unfolding import items, repeats, shared, values

FORM = form(
    ("text", "number", "N"),
    ("begin repeat", "person", "P"),
    ("text", "name", "N"),
    ("begin repeat", "deed", "D"),
    ("select_one kinds", "kind", "K"),
    ("select_multiple kinds", "kinds", "K"),
    ("end repeat", "", ""),
    ("end repeat", "", ""),
    ("begin repeat", "thing", "T"),
    ("text", "what", "W"),
    ("end repeat", "", ""),
    choices=[("kinds", "a", "A"), ("kinds", "b", "B")],
)
ANSWERS = {
    "number": "7",
    "person": [{"name": "One", "deed": [{"kind": "a"}, {"kind": "b", "kinds": ["a", "b"]}]}, {"deed": [{}]}],
}


def test_everything_that_is_answered_to_a_field_is_found():
    assert values(FORM, ANSWERS, "person/deed/kind") == ["a", "b"]
    assert values(FORM, ANSWERS, "person/deed/kinds") == ["a", "b"]
    assert values(FORM, ANSWERS, "person/name") == ["One"]
    assert values(FORM, ANSWERS, "number") == ["7"]
    assert values(FORM, ANSWERS, "thing/what") == values(FORM, ANSWERS, "gone") == []


def test_an_item_has_what_stands_above_it():
    found = items(FORM, ANSWERS, "person/deed")
    assert [(one["number"], one.get("person/name"), one.get("person/deed/kind")) for one in found] == [
        ("7", "One", "a"),
        ("7", "One", "b"),
        ("7", None, None),
    ]
    assert items(FORM, ANSWERS, "") == [ANSWERS]


def test_of_one_item_its_own_answers_are_found_and_those_above():
    first = items(FORM, ANSWERS, "person")[0]
    assert values(FORM, first, "person/deed/kind", "person") == ["a", "b"]
    assert values(FORM, first, "person/name", "person") == ["One"]
    assert values(FORM, first, "number", "person") == ["7"]


def test_fields_share_the_innermost_repeat_that_both_are_in():
    assert shared(FORM, "person/name", "person/deed/kind") == "person"
    assert shared(FORM, "person/deed/kind", "person/deed/kinds") == "person/deed"
    assert shared(FORM, "number", "person/name") == shared(FORM, "thing/what", "person/name") == ""
    assert repeats(FORM, "person/deed") == ["person", "person/deed"]
