from hypothesis import given
from hypothesis import strategies as st

from muster.domain.forms.answers import joined
from muster.domain.forms.model import Field, Form, Kind
from muster.domain.forms.parting import further_apart, places

FIELDS = (
    Field("case", Kind.TEXT),
    Field("victim", Kind.GROUP),
    Field("victim/name", Kind.TEXT),
    Field("person", Kind.REPEAT),
    Field("person/who", Kind.TEXT, repeat="person"),
    Field("person/age", Kind.INTEGER, repeat="person"),
    Field("person/paper", Kind.REPEAT, repeat="person"),
    Field("person/paper/number", Kind.TEXT, repeat="person/paper"),
)
FORM = Form("cases", "1", "data", "Cases", (), FIELDS, {}, ())
TEXT = st.text("abc", min_size=1, max_size=3)
PAPER = st.fixed_dictionaries({}, optional={"number": TEXT})
PERSON = st.fixed_dictionaries({}, optional={"who": TEXT, "age": st.integers(0, 99), "paper": st.lists(PAPER)})
ANSWERS = st.fixed_dictionaries(
    {}, optional={"case": TEXT, "victim/name": TEXT, "person": st.lists(PERSON), "gone": st.lists(TEXT)}
)
PATHS = st.sets(st.sampled_from([one.path for one in FIELDS if one.kind not in (Kind.GROUP, Kind.NOTE)]))


def is_in(paths):
    return lambda path: any(path == one or path.startswith(f"{one}/") for one in paths)


@given(ANSWERS, PATHS, PATHS)
def test_no_answer_is_lost_and_none_that_is_to_stand_apart_stays(answers, first, second):
    plain, apart = further_apart(answers, {}, is_in(first))
    plain, apart = further_apart(plain, apart, is_in(second))
    assert joined(plain, apart) == answers
    assert further_apart(plain, apart, is_in(first | second)) == (plain, apart)


def test_a_field_in_a_repeat_goes_beside_what_stands_apart_already():
    plain = {"case": "1", "person": [{"age": 30}, {"age": 40}]}
    apart = {"person": [{"who": "A. Person"}, {}]}
    assert further_apart(plain, apart, is_in({"person/age"})) == (
        {"case": "1", "person": [{}, {}]},
        {"person": [{"who": "A. Person", "age": 30}, {"age": 40}]},
    )


def test_a_whole_repeat_goes():
    plain, apart = {"person": [{"age": 30}]}, {"person": [{"who": "A. Person"}]}
    assert further_apart(plain, apart, is_in({"person"})) == ({}, {"person": [{"age": 30, "who": "A. Person"}]})


def test_places_name_each_repeat():
    assert places(FORM, is_in({"victim", "person"})) == [
        '$."victim/name"',
        '$."person"[*]."who"',
        '$."person"[*]."age"',
        '$."person"[*]."paper"[*]."number"',
    ]
