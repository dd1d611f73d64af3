"""Words that line ends broke: whether the hyphen is the line's or the word's own, decided by the document's words."""

from __future__ import annotations

import re
from collections.abc import Iterable, Set
from functools import lru_cache

from muster.domain.extraction.numbers import TENS

# What a line end cut off is no word.
WORD = re.compile(r"(?<![^\W\d_])(?<![^\W\d_]-)[^\W\d_]++(?:-[^\W\d_]++)*+\b(?!-?$)")
BROKEN = re.compile(r"([^\W\d_]+(?:-[^\W\d_]+)*)-$")
GOES_ON = re.compile(r"[^\W\d_]+")
IN_SOMETHING = {"service", "depth", "house", "kind", "person", "country", "line", "built"}
LONGEST_WORD = 80
PREFIXES = {"co", "non", "multi", "anti", "post", "pre", "inter", "self", "counter"}


def vocabulary(lines: Iterable[str]) -> set[str]:
    """Words and hyphenated words that stand whole in these lines, in lower case."""
    words: set[str] = set()
    broken = False
    for line in lines:
        rest = GOES_ON.match(line) if broken else None  # the other half of a broken word is no word either
        words.update(word.lower() for word in WORD.findall(line[rest.end() if rest else 0 :]))
        broken = _broken(line) is not None
    return words


@lru_cache(maxsize=8)
def vocabulary_of(text: str) -> frozenset[str]:
    """The vocabulary of a whole document's text."""
    return frozenset(vocabulary(text.split("\n")))


def _broken(line: str) -> re.Match[str] | None:
    """What stands before the hyphen that ends a line."""
    return BROKEN.search(line, max(0, len(line) - LONGEST_WORD)) if line.endswith("-") else None


def join(line: str, following: str, words: Set[str]) -> tuple[str, str]:
    """The text of a line as it goes into running text, and what stands between it and the next line."""
    if not following:
        return line, ""
    if line.endswith("/"):
        return line, ""
    left, right = _broken(line), GOES_ON.match(following)
    if not (left and right):
        return line, " "
    if not right[0][0].islower():
        return line, ""
    return (line[:-1], "") if broken_by_the_line(left[1], right[0], words) else (line, "")


def broken_by_the_line(left: str, right: str, words: Set[str]) -> bool:
    """Whether `left-` and `right` are one word that a line end broke: the hyphen goes."""
    whole, hyphened = (left + right).lower(), f"{left}-{right}".lower()
    return hyphened not in words and (whole in words or _fragment(left, right, words))


def running_text(passage: str, text: str) -> str:
    """A passage of `text` as one line: line ends become spaces, words that they broke are whole again."""
    words = vocabulary_of(text)
    lines = [line for line in map(str.strip, passage.split("\n")) if line]
    followed = zip(lines, [*lines[1:], ""], strict=False)
    return " ".join("".join("".join(join(line, following, words)) for line, following in followed).split())


def _fragment(left: str, right: str, words: Set[str]) -> bool:
    """Whether one of the halves is no word of this document, so that they cannot be two words with a hyphen."""
    if "-" in left:  # train-the-/trainers, but under-repre-/sented
        return left.rpartition("-")[2].lower() not in words
    if left.lower() in TENS or left.lower() in PREFIXES:
        return False
    if left.lower() == "in" and right.lower() in IN_SOMETHING:
        return False
    return left.lower() not in words or right.lower() not in words
