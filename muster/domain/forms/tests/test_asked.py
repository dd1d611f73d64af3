from muster.domain.forms.asked import beyond, within
from muster.domain.forms.tests.samples import form

NOW = form(
    ("text", "case", "Case"),
    ("begin repeat", "person", "Person"),
    ("text", "name", "Name"),
    ("end repeat", "", ""),
    ("select_one roles", "role", "Role"),
    choices=[("roles", "victim", "Victim")],
)
RIVER = {"name": "River", "shoe": "43"}


def test_what_the_form_has_no_field_for_is_told_with_its_rows():
    said = {"case": "7", "weather": "rain", "person": [RIVER, {"name": "Lake"}]}
    assert beyond(NOW, said) == {"weather": "rain", "person": [{"shoe": "43"}, {}]}
    assert within(NOW, said) == {"case": "7", "person": [{"name": "River"}, {"name": "Lake"}]}
    assert beyond(NOW, {"person": [{"name": "River"}]}) == {}


def test_rows_count_also_where_they_say_nothing_that_is_asked():
    assert within(NOW, {"person": [{}, {"shoe": "38"}]}) == {"person": [{}, {}]}


def test_what_was_given_to_a_question_of_another_kind_is_not_asked_for():
    said = {"case": [42.5, 21.25, 0.0, 0.0], "role": ["victim"], "person": ["River", "Lake"]}
    assert (within(NOW, said), beyond(NOW, said)) == ({}, said)
