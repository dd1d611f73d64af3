import re

import pytest

from muster.domain.extraction.numbers import NUMBER, to_int


@pytest.mark.parametrize(
    ("text", "number"),
    [
        ("eleven", 11),
        ("Thirty six", 36),
        ("twenty-five", 25),
        ("1,200", 1200),
        ("two hundred and ten", 210),
        ("480", 480),
    ],
)
def test_numbers_in_words_and_digits(text, number):
    match = re.search(NUMBER, f"for {text} officers", re.I)
    assert match
    assert to_int(match[0]) == number


@pytest.mark.parametrize(
    "text", ["a two-day workshop", "41.5 kilometres", "31 per cent", "2014-2018", "a four-week course"]
)
def test_parts_of_other_words_are_no_numbers(text):
    assert re.search(NUMBER, text, re.I) is None
