"""The letters of charts, and how much room they take."""

from __future__ import annotations

FONT = "Liberation Sans, Arimo, Arial, Helvetica, sans-serif"
TEXT, SMALL = 12, 11  # pixels
# Widths of letters in parts of their size, a little more than they have: narrow ones, capitals, Cyrillic, all others.
NARROW, CAPITAL, CYRILLIC, OTHER = 0.32, 0.7, 0.6, 0.56
THIN = frozenset(" ,.;:/-()|!'’fijlrtI")


def width_of(text: str, size: int) -> float:
    """Pixels that the text needs at most."""
    return size * sum(map(_em, text))


def _em(letter: str) -> float:
    if letter in THIN:
        return NARROW
    if letter.isupper():
        return CAPITAL
    return CYRILLIC if letter >= "Ѐ" else OTHER


def wrapped(text: str, width: float, size: int) -> list[str]:
    """The text in lines of at most that many pixels; a word that is longer has a line of its own."""
    words = text.split()
    lines = words[:1] or [""]
    for word in words[1:]:
        longer = f"{lines[-1]} {word}"
        if width_of(longer, size) <= width:
            lines[-1] = longer
        else:
            lines.append(word)
    return lines
