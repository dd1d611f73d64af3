"""Numbers as they are typed, or stand in an address."""

from __future__ import annotations

from collections.abc import Iterable

DIGITS = 18  # every key, version and offset has room in them; of thousands, Python makes an error


def whole(text: str) -> int | None:
    """The number that the text says, 0 or more; None where it says none, or one that nobody can have meant."""
    return int(text) if text.isdecimal() and len(text) <= DIGITS else None


def with_versions(texts: Iterable[str]) -> dict[int, int]:
    """Key -> version, of texts such as 17:3 that forms send for what was picked; what is no such text is left out."""
    pairs = (text.partition(":") for text in texts)
    numbers = ((whole(key), whole(version)) for key, _colon, version in pairs)
    return {key: version for key, version in numbers if key is not None and version is not None}
