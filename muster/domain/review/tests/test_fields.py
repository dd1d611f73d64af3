import pytest
from hypothesis import given
from hypothesis import strategies as st

from muster.domain.reference.codes import code_list
from muster.domain.review.correcting import corrected
from muster.domain.review.fields import CODE_LISTS, blank, contradictions, missing, parse, typed

TEXT = "The Mission held eight workshops in Prizren for 135 officers on 15 April."
SOURCE = (TEXT, 2016)


def read(value, words, confidence=0.9):
    start = TEXT.index(words)
    return {"value": value, "spans": [[start, start + len(words)]], "confidence": confidence, "reason": "rule"}


@pytest.mark.parametrize(
    ("name", "text", "value"),
    [
        ("participants", " 1,200 ", 1200),
        ("participants", "", None),
        ("start", "2016-04", "2016-04"),
        ("dates", "2016-04-05 – 2016-04-06\n\n2016-05", [["2016-04-05", "2016-04-06"], ["2016-05", "2016-05"]]),
        ("places", "Prizren\n Pejë/Peć \nPrizren", ["Prizren", "Pejë/Peć"]),
        ("title", "  Eight\nworkshops ", "Eight workshops"),
    ],
)
def test_what_is_typed_is_read(name, text, value):
    assert parse(name, text) == value


@pytest.mark.parametrize(
    ("name", "text"),
    [("participants", "many"), ("participants", "-3"), ("participants", "99999999999"), ("start", "2016-02-30"),
     ("start", "15 April"), ("dates", "2016-05 – 2016-04"), ("dates", "soon")],
)  # fmt: skip
def test_what_is_not_of_its_shape_is_refused(name, text):
    with pytest.raises(ValueError, match=r"."):
        parse(name, text)


def test_a_code_must_be_in_its_list():
    codes = code_list(CODE_LISTS["theme"])
    assert parse("theme", "A10", codes) == "A10"
    with pytest.raises(ValueError, match="A77"):
        parse("theme", "A77", codes)


PARTIAL = (
    st.dates()
    .filter(lambda day: day.year >= 1000)
    .flatmap(lambda day: st.sampled_from([day.isoformat()[:length] for length in (4, 7, 10)]))
)


@given(st.lists(PARTIAL.map(lambda day: [day, day])))
def test_dates_survive_the_form(ranges):
    assert parse("dates", typed("dates", ranges)) == ranges


def test_an_entry_needs_theme_kind_column_title_unit_and_a_time():
    assert missing({}, has_unit=False, has_period=False) == ["theme", "kind", "column", "title", "start", "unit"]
    assert missing({}, has_unit=True, has_period=True) == ["theme", "kind", "column", "title"]


def test_contradictions_are_named():
    assert contradictions({"start": "2016-05", "end": "2016-04-30"}) == {"end": "ends_before_start"}
    assert contradictions({"start": "2016", "end": "2016-04-30"}) == {}
    assert contradictions({"women": 20, "men": 20, "participants": 30}) == {"participants": "more_than_all"}
    assert contradictions({"women": 20, "participants": 30}) == {}


def test_an_untouched_field_stays_as_it_was_read():
    before = read(135, "135 officers")
    assert corrected("participants", before, 135, before["spans"], SOURCE) is before


def test_a_typed_value_loses_words_that_say_another():
    after = corrected("participants", read(135, "135 officers"), 153, read(0, "135 officers")["spans"], SOURCE)
    assert after["value"] == 153
    assert after["spans"] == []


def test_a_typed_value_keeps_words_that_say_it():
    after = corrected("participants", read(130, "135 officers"), 135, read(0, "135 officers")["spans"], SOURCE)
    assert after["spans"] == read(0, "135 officers")["spans"]


def test_words_that_a_person_chose_are_kept_with_the_value_that_was_typed():
    chosen = read(0, "eight workshops")["spans"]
    assert corrected("participants", read(135, "135 officers"), 160, chosen, SOURCE)["spans"] == chosen


def test_an_item_that_is_typed_has_no_words_and_the_others_keep_theirs():
    before = {**read(["Prizren"], "Prizren"), "confidence": 0.8}
    after = corrected("places", before, ["Pejë/Peć", "Prizren"], before["spans"], SOURCE)
    assert after["spans"] == [[0, 0], before["spans"][0]]


def test_an_item_that_is_typed_over_another_loses_its_words():
    before = read(["Prizren"], "Prizren")
    assert corrected("places", before, ["Pejë/Peć"], before["spans"], SOURCE)["spans"] == [[0, 0]]


def test_an_item_whose_words_were_chosen_keeps_them_when_another_is_taken_out():
    before, chosen = read(["Pejë/Peć"], "officers"), read(["Prizren"], "Prizren")["spans"][0]
    after = corrected("places", before, ["Prizren"], [*before["spans"], chosen], SOURCE)
    assert after["spans"] == [chosen]


def test_a_field_can_be_emptied():
    assert corrected("women", read(3, "135 officers"), None, [], SOURCE)["value"] is None
    assert corrected("places", blank("places"), [], [], SOURCE) == blank("places")
