"""What somebody chose in a list, carried from step to step: keys with the versions that they saw."""

from __future__ import annotations

from collections.abc import Mapping

from django.core import signing
from django.core.exceptions import BadRequest


def sealed(versions: Mapping[int, int], salt: str) -> str:
    """As a form carries them on."""
    return signing.dumps(list(versions.items()), salt=salt, compress=True)


def opened(text: str, salt: str) -> dict[int, int]:
    """Key -> version. Raises `BadRequest` for what was not sealed here."""
    try:
        return {int(key): int(version) for key, version in signing.loads(text, salt=salt)}
    except signing.BadSignature:
        raise BadRequest from None
