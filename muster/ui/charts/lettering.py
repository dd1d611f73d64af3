"""The letters of charts, and how much room they take."""

from __future__ import annotations

import textwrap

FONT = "Liberation Sans, Arimo, Arial, Helvetica, sans-serif"
TEXT, SMALL = 12, 11  # pixels
EM = 0.56  # mean width of a letter in parts of its size, Cyrillic included


def wrapped(text: str, width: float, size: int) -> list[str]:
    return textwrap.wrap(text, max(12, int(width / (size * EM)))) or [""]


def width_of(text: str, size: int) -> float:
    return len(text) * size * EM
