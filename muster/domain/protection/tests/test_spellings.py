import pytest
from hypothesis import given
from hypothesis import strategies as st

from muster.domain.names import search_key
from muster.domain.protection.spellings import occurrences, passages, pattern

TEXT = "On 3 May Šaban Đorđević met Ljiljana. Later Djordjević, Saban spoke; Шабан Ђорђевић left. Sabana stayed."


def words(name, text=TEXT):
    return [text[start:end] for start, end in occurrences(name, text)]


@pytest.mark.parametrize("name", ["Šaban Đorđević", "saban djordjevic", "Шабан Ђорђевић", "Djordjevic Saban"])
def test_a_name_is_found_in_every_script_spelling_and_order(name):
    assert words(name) == ["Šaban Đorđević", "Djordjević, Saban", "Шабан Ђорђевић"]


def test_two_letters_that_one_sign_stands_for_are_found():
    assert words("Љиљана") == ["Ljiljana"]
    assert words("Ljiljana", "Љиљана") == ["Љиљана"]


def test_a_part_of_a_word_is_not_the_name():
    assert "Sabana" not in words("Saban")


def test_nothing_is_found_of_a_name_without_letters():
    assert pattern(" ,. ") == ""
    assert occurrences("...", TEXT) == []


def test_passages_show_the_words_around():
    assert passages("Ljiljana", TEXT, around=9) == ["…ević met Ljiljana. Later D…"]


@given(st.text(alphabet="abcdefđšžčćljnéëçЂЉџ '-.()[]*+", min_size=1, max_size=12))
def test_a_name_is_found_in_itself(name):
    key = search_key(name)
    if key:
        assert occurrences(name, f"x {key} y")
