"""Whole numbers as reports write them: 35, 1,200, twenty-five, a dozen."""

from __future__ import annotations

import re

UNITS = str.split(
    "zero one two three four five six seven eight nine ten eleven twelve thirteen fourteen fifteen sixteen "
    "seventeen eighteen nineteen"
)
TENS = {
    word: 20 + 10 * place
    for place, word in enumerate(str.split("twenty thirty forty fifty sixty seventy eighty ninety"))
}

_SMALL = "|".join([*UNITS[1:], *TENS])
WORDS = (
    rf"(?:(?:{'|'.join(TENS)})[- ](?:{'|'.join(UNITS[1:10])})|{_SMALL})"
    rf"(?:\s+hundred(?:\s+and\s+(?:{_SMALL})(?:[- ](?:{'|'.join(UNITS[1:10])}))?)?)?"
)
DIGITS = r"\d{1,3}(?:[,’' ]\d{3})+|\d{1,6}"
NUMBER = (
    rf"(?:\b(?:{WORDS})\b(?!-[a-z])|(?<![\d.,/-])(?:{DIGITS})(?![\d/%]|[.,]\d|[-–]\d|-[a-z]|"
    r"\s?(?:per cent|percent|%)))"
)
_PARTS = re.compile(r"[a-z]+")


def to_int(text: str) -> int:
    """The number that `text` (a match of NUMBER) says."""
    if text[0].isdigit():
        return int(re.sub(r"\D", "", text))
    total = 0
    for word in _PARTS.findall(text.lower()):
        if word == "hundred":
            total = max(1, total) * 100
        elif word in TENS:
            total += TENS[word]
        elif word in UNITS:
            total += UNITS.index(word)
    return total
