"""A passage that a person chose: its place, and what its words say."""

import pytest
from hypothesis import given
from hypothesis import strategies as st

from muster.domain.documents.model import LineRole, SourceText
from muster.domain.review.marking import overlaps, passage_of, read_passage, unsaid
from muster.domain.review.setting import Block, set_document

TEXT = """Hate Crime
On 20 May, the Mission donated three cars to the police in Ferizaj/Uroševac. People spoke.

In June, the Mission organized a roundtable on trust for 30 guests.
"""
SOURCE = SourceText.from_plain(TEXT)
BLOCKS = set_document(SOURCE).blocks


def span(words):
    return [TEXT.index(words), TEXT.index(words) + len(words)]


def read(words):
    return read_passage(SOURCE, [span(words)], 2016)


def test_a_passage_is_what_was_chosen_without_white_space_one_span_a_paragraph():
    start, end = span("\nOn 20 May")[0], span("for 30 guests.\n")[1]
    found = passage_of(BLOCKS, TEXT, start, end)
    assert [TEXT[low:high].split()[0] for low, high in found] == ["On", "In"]
    assert found[-1][1] == len(TEXT) - 1


def test_running_heads_and_page_numbers_are_not_part_of_it():
    text = "It began 12 and ended."
    blocks = [
        Block(0, 8, 1, LineRole.BODY),
        Block(9, 11, 1, LineRole.FURNITURE),
        Block(12, 22, 2, LineRole.BODY),
    ]
    assert passage_of(blocks, text, 3, 22) == [[3, 8], [12, 22]]
    assert passage_of(blocks, text, 9, 11) == []


@given(st.integers(0, len(TEXT)), st.integers(0, len(TEXT)))
def test_a_passage_lies_inside_of_what_was_chosen_and_loses_no_letter(start, end):
    found = passage_of(BLOCKS, TEXT, start, end)
    kept = "".join(TEXT[low:high] for low, high in found)
    assert all(start <= low < high <= end for low, high in found)
    assert "".join(kept.split()) == "".join(TEXT[start:end].split())


def test_fields_are_what_the_words_of_the_passage_say_and_the_theme_of_the_heading():
    found = read("the Mission donated three cars to the police in Ferizaj/Uroševac.")
    assert found["theme"]["value"] == "A10"
    assert found["kind"]["value"] == "donation"
    assert found["places"] | {"confidence": 1} == {
        "value": ["Ferizaj/Uroševac"],
        "spans": [span("Ferizaj/Uroševac")],
        "confidence": 1,
        "reason": found["places"]["reason"],
    }
    assert found["start"]["value"] is None  # said, but not by these words


def test_what_the_words_do_not_say_stays_empty():
    found = read("People spoke.")
    assert {name for name, one in found.items() if one["value"]} <= {"theme", "category", "title"}
    assert read("Hate Crime") == unsaid()


@pytest.mark.parametrize(("second", "shared"), [([[5, 9]], False), ([[4, 9]], True), ([[9, 12], [0, 1]], True)])
def test_two_passages_overlap_where_they_share_a_character(second, shared):
    assert overlaps([[0, 5]], second) is shared
