import pytest
from hypothesis import given
from hypothesis import strategies as st

from muster.domain.extraction.line_ends import vocabulary_of
from muster.domain.review.fields import SHAPES, blank
from muster.domain.review.words import Unreadable, added, flat, read_words, trimmed

YEAR = 2016


@pytest.mark.parametrize(
    ("name", "words", "value"),
    [
        ("participants", "around 135 KP officers", 135),
        ("participants", "1,200 citizens", 1200),
        ("sessions", "Eight workshops", 8),
        ("women", "(twenty-five women)", 25),
        ("start", "From 15 April to 13 May", "2016-04-15"),
        ("end", "From 15 April to 13 May", "2016-05-13"),
        ("start", "March", "2016-03"),
        ("end", "2015", "2015"),
        ("dates", "on 5 and 6 April and 9 May", [["2016-04-05", "2016-04-06"], ["2016-05-09", "2016-05-09"]]),
        ("places", "Gjilan/Gnjilane, and Ferizaj/\nUroševac", ["Gjilan/Gnjilane", "Ferizaj/Uroševac"]),
        ("places", "Bosnia and Herzegovina", ["Bosnia and Herzegovina"]),
        ("partners", "the Ministry of Trade and Industry,", ["the Ministry of Trade and Industry"]),
        ("kind", "eight workshops", "workshop"),
        ("theme", "Hate Crime", "A10"),
        ("role", "co-organized", "co_organized"),
        ("kind", "something else", None),
        ("title", "eight work-\nshops on hate speech.", "Eight work-shops on hate speech"),
    ],
)
def test_words_fill_a_field(name, words, value):
    text = f"Before. {words} after"
    start = len("Before. ")
    read = read_words(name, text, (start, start + len(words)), YEAR)
    assert read["value"] == value
    assert all(start <= low < high <= start + len(words) for low, high in read["spans"])


@pytest.mark.parametrize(
    ("words", "whole"),
    [
        ("different commu-\nnities met", "different communities met"),
        ("the police-\npublic forum", "the police-public forum"),
        ("co-\noperate", "co-operate"),
        ("Ferizaj/\nUroševac", "Ferizaj/Uroševac"),
    ],
)
def test_words_that_a_line_end_broke_are_whole_again(words, whole):
    known = vocabulary_of("The police and the public co-operate in Ferizaj/Uroševac.")
    assert flat(words, known) == whole


UNSAID = [("participants", "many officers"), ("start", "in spring"), ("title", " . ")]


@pytest.mark.parametrize(("name", "words"), UNSAID)
def test_words_that_do_not_say_it_are_refused(name, words):
    with pytest.raises(Unreadable):
        read_words(name, words, (0, len(words)), YEAR)


def test_each_item_of_a_list_has_its_own_words():
    text = "in Pejë/Peć, Prizren and Deçan/Dečani"
    read = read_words("places", text, (3, len(text)), YEAR)
    assert [text[low:high] for low, high in read["spans"]] == read["value"]


def test_items_are_added_once():
    text = "Prizren, Pejë/Peć"
    first = added(blank("places"), read_words("places", text, (0, 7), YEAR))
    both = added(first, read_words("places", text, (0, len(text)), YEAR))
    assert both["value"] == ["Prizren", "Pejë/Peć"]
    assert both["spans"] == [[0, 7], [9, 17]]


@given(st.text(alphabet="ab12 ,.\n-/()April", max_size=60), st.data())
def test_reading_words_never_fails_otherwise_and_stays_within_them(text, data):
    start = data.draw(st.integers(0, len(text)))
    end = data.draw(st.integers(start, len(text)))
    for name in SHAPES:
        try:
            read = read_words(name, text, (start, end), YEAR)
        except Unreadable:
            continue
        assert all(start <= low < high <= end for low, high in read["spans"])


@given(st.text(alphabet="ab ,.\n", max_size=40))
def test_trimming_loses_no_letter(text):
    low, high = trimmed(text, 0, len(text))
    assert text[low:high].count("a") == text.count("a")
    assert flat(text[low:high]) == flat(text[low:high]).strip()
