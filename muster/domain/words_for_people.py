"""Marks the words of the domain that people read, so that the message catalogues have them."""

from __future__ import annotations


def gettext_noop(text: str) -> str:
    """The text itself; translated where it is shown. Its name is the one that extraction looks for."""
    return text
