"""Whatever the text: no crash, spans inside it, and no number that it does not say."""

import re

from hypothesis import given, settings
from hypothesis import strategies as st

from muster.domain.documents.model import SourceText
from muster.domain.extraction.extract import extract
from muster.domain.extraction.numbers import NUMBER, to_int
from muster.domain.extraction.render import to_html
from muster.domain.extraction.tests.told import report

WORDS = st.sampled_from(
    [
        *str.split(
            "On 5 May, From 3 to 6 April, In the Mission organized supported a workshop training eight for around 20 "
            "officers women and men in Prizren with KP (KP) of whom 12 . The It “ ” / - • 1 2016 Hate Crime 31 February"
        ),
        "\n",
        "\nHate Crime\n",
        "\n\f",
    ]
)
SENTENCES = st.lists(WORDS, max_size=60).map(" ".join)


@given(st.one_of(st.text(max_size=400), SENTENCES))
@settings(max_examples=150, deadline=None)
def test_any_text_is_read_and_every_span_is_inside_it(text):
    source = SourceText.from_plain(text)
    for draft in extract(source, year=2016).activities:
        assert 1 <= draft.lines[0] <= draft.lines[1] <= len(source.lines)
        for reading in draft.readings().values():
            assert all(0 <= start < end <= len(text) for start, end in reading.spans)
            assert 0 <= reading.confidence <= 1


@given(SENTENCES)
@settings(max_examples=100, deadline=None)
def test_people_and_places_come_from_the_words_they_point_at(text):
    source = report(text)
    for draft in extract(source, year=2016).activities:
        for reading in (draft.participants, draft.women, draft.men):
            said = " ".join(source.text[start:end] for start, end in reading.spans)
            numbers = [to_int(match[0]) for match in re.finditer(NUMBER, said, re.I)]
            assert reading.value is None or reading.value in numbers
        for place, (start, end) in zip(draft.places.value, draft.places.spans, strict=True):
            assert re.sub(r"\s", "", place) == re.sub(r"\s", "", source.text[start:end])


@given(st.text(max_size=200))
@settings(max_examples=60, deadline=None)
def test_the_page_shows_any_text_escaped(text):
    source = SourceText.from_plain(text)
    page = to_html(source, extract(source, year=2016), "any")
    assert page.count("<li ") == len(source.lines)
