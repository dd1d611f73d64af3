import pytest
from hypothesis import given
from hypothesis import strategies as st

from muster.domain.forms.keys import NOT_ALIKE, TWIN, Why, answered, compare, fold
from muster.domain.forms.model import Field, Form, Kind
from muster.domain.forms.settings import Key
from muster.domain.names import to_cyrillic

HOWS = ("person", "vehicle", "weapon", "document", "number")
NAMES = st.lists(
    st.sampled_from(
        ["Đorđe", "Jovanović", "Petrović", "Žarko", "Šaban", "Agron", "Krasnići", "Hodža", "Ljubiša", "Njegoš"]
    ),
    min_size=1,
    max_size=3,
).map(" ".join)
ANY = st.text(max_size=30)


@pytest.mark.parametrize(
    ("one", "other", "why"),
    [
        ("Agron Krasniqi", "agron  KRASNIQI", Why.SAME),
        ("Đorđević", "Djordjevic", Why.SPELLING),
        ("Đorđević", "Gjorgjeviq", Why.SPELLING),
        ("Đorđević", "Ђорђевић", Why.SCRIPT),
        ("Hashim Thaçi", "Хашим Тачи", Why.SCRIPT),
        ("Hoxha", "Hodza", Why.SPELLING),
        ("Xhelal Sveçla", "Dželjalj Svećlja", Why.SPELLING),
        ("Fatmirë Çeku", "Fatmire Ceku", Why.SPELLING),
        ("Agron Krasniqi", "Krasniqi Agron", Why.ORDER),
        ("Ana-Marija Petrović", "Anamarija Petrović", Why.TOGETHER),
        ("A. Krasniqi", "Agron Krasniqi", Why.INITIALS),
        ("Krasniqi Agron B.", "Agron Krasniqi", Why.PART),
        ("Krasniqi", "Agron Krasniqi", Why.PART),
        ("Agron Krasniqi", "Agron Krasnigi", Why.LETTER),
        ("Milan Jovanović", "Milan Jovanov", Why.CLOSE),
    ],
)
def test_names_of_one_person_are_offered_with_the_reason(one, other, why):
    found = compare("person", one, other)
    assert found.offered
    assert why in found.why


@pytest.mark.parametrize(
    ("one", "other"),
    [
        ("Agron Krasniqi", "Ilir Krasniqi"),
        ("Agron Krasniqi", "Arben Krasniqi"),
        ("Gani Berisha", "Dani Berisha"),
        ("A. Krasniqi", "Ilir Krasniqi"),
        ("A. K.", "Agron Krasniqi"),
        ("A. B.", "A. B."),
        ("Agron Krasnigi", "Agrin Krasniqi"),
        ("", "Agron"),
        ("…", "…"),
    ],
)
def test_names_of_two_people_are_not(one, other):
    assert not compare("person", one, other).offered


@pytest.mark.parametrize(
    ("how", "one", "other", "why"),
    [
        ("vehicle", "01-234-AB", "01 234 ab", Why.GAPS),
        ("vehicle", "01-234-AB", "01-234-АВ", Why.SCRIPT),
        ("vehicle", "O1-234-AB", "01-234-AB", Why.SIGNS),
        ("vehicle", "БГ 123-АВ", "BG123AB", Why.SCRIPT),
        ("vehicle", "01-234-AB", "01-284-AB", Why.DIGIT),
        ("weapon", "AB 00123", "AB123", Why.ZEROS),
        ("weapon", "ABI23", "AB123", Why.SIGNS),
        ("document", "1234567890", "1234567809", Why.DIGIT),
        ("document", "K-123456", "k 123456", Why.GAPS),
        ("number", "017/2026", "17/2026", Why.ZEROS),
        ("number", "ПП-12/2026", "PP 12/2026", Why.SCRIPT),
    ],
)
def test_numbers_of_one_thing_are_offered_with_the_reason(how, one, other, why):
    found = compare(how, one, other)
    assert found.offered
    assert found.why == (why,)


@pytest.mark.parametrize(
    ("how", "one", "other"),
    [
        ("number", "17/2026", "18/2026"),
        ("number", "2026-0017", "20261-7"),
        ("vehicle", "01-234-AB", "01-567-AB"),
        ("weapon", "1234", "1235"),
        ("weapon", "AB123", "AB1230"[::-1]),
        ("document", "—", "—"),
    ],
)
def test_numbers_of_two_things_are_not(how, one, other):
    assert compare(how, one, other) == NOT_ALIKE


def test_what_is_surer_comes_first():
    wanted = "Agron Krasniqi"
    order = ["Agron Krasniqi", "Krasniqi Agron", "Agron B. Krasniqi", "A. Krasniqi", "Krasniqi"]
    scores = [compare("person", wanted, one).score for one in order]
    assert scores == sorted(scores, reverse=True)
    assert scores[2] >= TWIN > scores[3]


@given(st.sampled_from(HOWS), ANY, ANY)
def test_it_does_not_matter_which_comes_first(how, one, other):
    assert compare(how, one, other) == compare(how, other, one)


@given(st.sampled_from(HOWS), ANY, ANY)
def test_a_likeness_is_between_nothing_and_certain_and_says_why(how, one, other):
    found = compare(how, one, other)
    assert 0 <= found.score <= 1
    assert bool(found.why) == (found.score > 0)


@given(st.sampled_from(HOWS), ANY)
def test_the_same_is_the_same_unless_it_says_nothing(how, said):
    found = compare(how, said, said)
    assert found == NOT_ALIKE or found.why == (Why.SAME,)
    assert found == NOT_ALIKE or fold(how, said)


@given(NAMES, st.randoms())
def test_script_capitals_and_order_change_nothing_of_what_is_looked_up(name, chance):
    words = name.split()
    chance.shuffle(words)
    for other in (to_cyrillic(name), name.upper(), " ".join(words), name.replace("đ", "dj").replace("Đ", "Dj")):
        assert fold("person", other) == fold("person", name)
        assert compare("person", name, other).score >= TWIN


@given(
    st.sampled_from(("vehicle", "weapon", "document", "number")),
    st.from_regex(r"[A-HJ-NP-Z]{1,2}[0-9]{3,6}", fullmatch=True),
)
def test_gaps_and_capitals_change_nothing_of_a_number(how, number):
    other = f" {number[:2]} - {number[2:]}".lower()
    assert fold(how, other) == fold(how, number) or number[1:2].isdigit()
    assert compare(how, number, other).score >= TWIN


def test_answers_to_keys_are_found_in_repeats_too():
    fields = (
        Field("case", Kind.TEXT),
        Field("person", Kind.REPEAT),
        Field("person/who", Kind.TEXT, repeat="person"),
        Field("person/age", Kind.INTEGER, repeat="person"),
    )
    form = Form("cases", "1", "data", "Cases", (), fields, {}, ())
    keys = (Key("person/who", "person", True), Key("case", "number", False))
    answers = {"case": "17/2026", "person": [{"who": "Agron Krasniqi", "age": 30}, {"age": 3}, {"who": "…"}]}
    found = [(one.key.path, one.said, one.folded) for one in answered(form, keys, answers)]
    assert found == [("case", "17/2026", "172026"), ("person/who", "Agron Krasniqi", "agron krasnici")]
