from hypothesis import given
from hypothesis import strategies as st

from muster.domain.extraction.line_ends import running_text

TEXT = """The community council met. Officers of the de-
partment explained the new pro-
cedure, and a follow-up visit was agreed with community-
based groups. Community groups and a based unit came from Ferizaj/
Uroševac."""


def test_words_that_a_line_end_broke_are_whole_again():
    joined = running_text(TEXT, TEXT)
    assert "department" in joined
    assert "procedure" in joined


def test_words_with_their_own_hyphen_keep_it():
    joined = running_text(TEXT, TEXT)
    assert "follow-up" in joined
    assert "community-based" in joined


def test_a_word_with_a_hyphen_may_be_broken_too():
    text = "The course for under-repre-\nsented groups and the train-the-\ntrainers course."
    assert running_text(text, text) == "The course for under-represented groups and the train-the-trainers course."


def test_both_names_of_a_place_stay_together():
    assert "Ferizaj/Uroševac" in running_text(TEXT, TEXT)


@given(st.text(alphabet="ab -\n/", max_size=60))
def test_running_text_has_no_line_ends_and_loses_no_letter(text):
    joined = running_text(text, text)
    assert "\n" not in joined
    assert [c for c in joined if c.isalpha()] == [c for c in text if c.isalpha()]
