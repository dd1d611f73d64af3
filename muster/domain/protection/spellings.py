"""A name in a text, in whatever script and spelling: Šaban, Saban and Шабан are one."""

from __future__ import annotations

import re
from collections.abc import Iterator
from functools import cache

from muster.domain.names import search_key

LETTERS = (*range(0x41, 0x5B), *range(0x61, 0x7B), *range(0xC0, 0x250), *range(0x400, 0x460))
GAP = "[^[:alnum:]]{1,3}"  # between the words of a name


@cache
def _signs() -> dict[str, str]:
    """What is folded to a letter, or to several (љ to lj), as the content of a class in brackets."""
    found: dict[str, str] = {}
    for code in LETTERS:
        folded = search_key(chr(code))
        found[folded] = found.get(folded, "") + chr(code)
    return found


def pattern(name: str) -> str:
    """A regular expression of PostgreSQL that finds a name with its words in this order or turned round.

    Empty where the name has no letters.
    """
    words = search_key(name).split()
    orders = [words, words[::-1]] if len(words) > 1 else [words]
    return "|".join(GAP.join(map(_word, order)) for order in orders if order)


def occurrences(name: str, text: str) -> list[tuple[int, int]]:
    """[start, end) of each place in a text where a name stands as words of its own."""
    expression = pattern(name).replace("[:alnum:]", r"\w")
    if not expression:
        return []
    return [found.span() for found in re.finditer(rf"(?<!\w)(?:{expression})(?!\w)", text, re.IGNORECASE)]


def passages(name: str, text: str, around: int = 120) -> list[str]:
    """The words around each place, at most so many characters on either side."""
    found = []
    for start, end in occurrences(name, text):
        first, last = max(0, start - around), min(len(text), end + around)
        found.append(f"{'…' if first else ''}{text[first:last]}{'…' if last < len(text) else ''}")
    return found


def _word(word: str) -> str:
    return "".join(_pieces(word))


def _pieces(word: str) -> Iterator[str]:
    """Each letter in all its forms; two that one sign stands for, also as that sign."""
    signs, at = _signs(), 0
    while at < len(word):
        pair = word[at : at + 2]
        if len(pair) == 2 and pair in signs:
            yield f"(?:{_letter(pair[0])}{_letter(pair[1])}|[{signs[pair]}])"
            at += 2
        else:
            yield _letter(word[at])
            at += 1


def _letter(sign: str) -> str:
    """Also where the accent is a sign of its own."""
    return f"[{_signs().get(sign, sign)}][\u0300-\u036f]?"
