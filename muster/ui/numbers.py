"""How counts are written: thousands parted by a thin space, which no language reads as a decimal point."""

from __future__ import annotations

THIN_SPACE = "\u202f"
MINUS = "\u2212"


def grouped(number: int) -> str:
    """1 045"""
    return f"{number:,}".replace(",", THIN_SPACE).replace("-", MINUS)


def rounded(number: float) -> str:
    """A count as charts have it where nobody says otherwise."""
    return grouped(round(number))


def signed(number: int) -> str:
    """A difference with its sign: +12, −3, ±0."""
    sign = "+" if number > 0 else MINUS if number < 0 else "±"
    return f"{sign}{grouped(abs(number))}"
