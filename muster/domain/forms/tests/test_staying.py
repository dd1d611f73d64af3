import pytest
from hypothesis import given
from hypothesis import strategies as st

from muster.domain.forms.answers import joined, parted
from muster.domain.forms.asked import within
from muster.domain.forms.staying import staying
from muster.domain.forms.tests.samples import form

NOW = form(
    ("text", "case", "Case"),
    ("begin repeat", "person", "Person"),
    ("text", "name", "Name"),
    ("select_one role", "role", "Role"),
    ("begin repeat", "car", "Car"),
    ("text", "plate", "Plate"),
    ("end repeat", "", ""),
    ("end repeat", "", ""),
    choices=[("role", name, name.title()) for name in ("victim", "witness", "owner", "suspect")],
)
RIVER = {"name": "River", "shoe": "43"}
BROOK = {"name": "Brook", "shoe": "38"}


def stays(before, answers, apart=frozenset()):
    return staying(NOW, parted(NOW, before, apart.__contains__), answers)


def rows(*names):
    return {"person": [{"name": name} for name in names]}


def test_an_answer_that_is_not_asked_for_any_more_stays_in_the_row_at_its_place():
    before = {"case": "7", "weather": "rain", "person": [RIVER, BROOK]}
    plain, apart = stays(before, rows("River the elder", "Brook"), apart={"person/shoe"})
    assert plain == {"weather": "rain"}
    assert apart == {"person": [{"shoe": "43"}, {"shoe": "38"}]}


def test_rows_are_known_by_what_they_say_where_others_came_or_went():
    before = {"person": [RIVER, BROOK]}
    assert stays(before, rows("Brook")) == ({"person": [{"shoe": "38"}]}, {})
    assert stays(before, rows("Lake", "River", "Brook")) == ({"person": [{}, {"shoe": "43"}, {"shoe": "38"}]}, {})
    assert stays(before, rows("Brook", "Lake")) == ({"person": [{"shoe": "38"}, {}]}, {})


def test_nothing_of_a_row_that_is_no_more_is_given_to_another():
    assert stays({"person": [RIVER, BROOK]}, rows("Brook", "Lake", "Pond"))[0] == {"person": [{"shoe": "38"}, {}, {}]}
    assert stays({"person": [RIVER]}, {"case": "7"}) == ({}, {})


def people(*said):
    """Name, role and shoe, as far as they are said."""
    return {"person": [dict(zip(("name", "role", "shoe"), one.split(), strict=False)) for one in said]}


@pytest.mark.parametrize(
    ("before", "after", "shoes"),
    [
        (["River victim 43", "Brook witness 38"], ["Brook suspect"], ["38"]),
        (["River victim 43", "Brook witness 38", "Lake owner 40"], ["Brook owner", "Lake witness"], ["38", "40"]),
        (["River victim 43", "Brook witness 38", "Lake owner 40"], ["Lake suspect", "Brook witness"], ["40", "38"]),
        (["River victim 43", "Brook victim 38"], ["Brooke victim"], [None]),
        (["River victim 43", "Brook victim 38"], ["Rivers victim", "Brooke victim"], ["43", "38"]),
        (["River victim 43"], ["Rivers witness"], ["43"]),
        (["River victim 43", "River victim 38"], ["River victim"], [None]),
    ],
)
def test_what_was_said_of_one_person_is_never_told_of_another(before, after, shoes):
    found = stays(people(*before), people(*after))[0].get("person", [{}] * len(after))
    assert [one.get("shoe") for one in found] == shoes


def test_rows_within_rows_keep_theirs():
    before = {"person": [{"name": "River", "car": [{"plate": "01-A", "colour": "red"}, {"plate": "02-B"}]}]}
    plain, _apart = stays(before, {"person": [{"name": "River", "car": [{"plate": "01-A"}, {"plate": "03-C"}]}]})
    assert plain == {"person": [{"car": [{"colour": "red"}, {}]}]}


def test_of_a_repeat_that_stands_apart_as_a_whole_rows_stay_too():
    before = {"person": [RIVER, BROOK]}
    assert stays(before, rows("River", "Brook"), apart={"person"}) == ({}, {"person": [{"shoe": "43"}, {"shoe": "38"}]})


PEOPLE = st.lists(
    st.fixed_dictionaries({"name": st.sampled_from("abc")}, optional={"shoe": st.sampled_from("12")}), min_size=1
)
APART = st.sampled_from([frozenset(), frozenset({"person/shoe"}), frozenset({"person/name"}), frozenset({"person"})])


def beside(before, answers, apart):
    """All that is kept: what stays, and the new answers."""
    halves = zip(stays(before, answers, apart), parted(NOW, answers, apart.__contains__), strict=True)
    return joined(*(joined(*pair) for pair in halves))


@given(PEOPLE, APART)
def test_a_record_that_is_sent_again_as_it_was_loses_nothing(people, apart):
    before = {"person": people}
    assert beside(before, within(NOW, before), apart) == before


@given(PEOPLE, PEOPLE, APART)
def test_new_answers_are_as_they_were_given_whatever_stays_beside_them(people, others, apart):
    answers = within(NOW, {"person": others})
    assert within(NOW, beside({"person": people}, answers, apart)) == answers
