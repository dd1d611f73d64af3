"""Files of registers in the store of originals, where backups find them."""

from __future__ import annotations

import mimetypes
from collections.abc import Iterable

from muster.core import files
from muster.core.identity import SYSTEM, acting_as
from muster.features.intake.models import Original


def keep(content: bytes, name: str) -> Original:
    """The same bytes again are the same file. Raises `files.TooLarge`, `files.Unavailable`."""
    return keep_file([content], name)


def keep_file(pieces: Iterable[bytes], name: str, limit: int | None = None) -> Original:
    """As `keep`, of bytes that come in pieces; `limit` in bytes."""
    kept = files.keep(pieces, limit=limit)
    media_type = mimetypes.guess_type(name)[0] or "application/octet-stream"
    with acting_as(SYSTEM):  # they may have come before, where this person sees nothing
        defaults = {"size": kept.size, "media_type": media_type}
        return Original.objects.get_or_create(sha256=kept.sha256, defaults=defaults)[0]
