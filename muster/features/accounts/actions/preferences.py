"""Writes about one's own preferences."""

from __future__ import annotations

from muster.features.accounts.models import User


def keep_preferences(person: User, *, language: str, colours: str) -> None:
    """Keep one's own language and colours."""
    person.language = language
    person.colours = colours
    person.save(update_fields=["language", "colours"])
