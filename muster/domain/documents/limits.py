"""How much of a file is read before it is refused."""

from __future__ import annotations

import time
from dataclasses import dataclass

from .sentences import UnreadableDocument

MEGABYTE = 1_000_000


@dataclass(frozen=True, slots=True)
class Limits:
    """Bounds for one document. A report of a field office is far below every one of them."""

    max_bytes: int = 100 * MEGABYTE
    max_pages: int = 2_000
    max_characters: int = 20_000_000
    max_members: int = 5_000  # files inside a .docx
    max_part_bytes: int = 64 * MEGABYTE  # one unpacked XML part
    max_ratio: int = 200  # unpacked to packed, of parts above 1 MB
    max_drawings: int = 5_000  # page objects looked at for boxes and tables
    seconds: float = 60.0
    ocr: bool = True  # read scans where tesseract is installed
    ocr_seconds_per_page: float = 60.0

    def check_size(self, size: int) -> None:
        """Raise `too-large` for a file of `size` bytes."""
        if size > self.max_bytes:
            limit = self.max_bytes // MEGABYTE
            raise UnreadableDocument("too-large", size=-(-size // MEGABYTE), limit=limit)


class Budget:
    """What is left of the limits while one document is read."""

    def __init__(self, limits: Limits) -> None:
        self.limits = limits
        self._ends = time.monotonic() + limits.seconds
        self._characters = 0

    def spend(self, characters: int, place: str) -> None:
        """Count characters read up to `place`; raise when they or the time run out."""
        self._characters += characters
        if self._characters > self.limits.max_characters:
            raise UnreadableDocument("too-much-text", place, limit=self.limits.max_characters)
        self.tick(place)

    def tick(self, place: str) -> None:
        """Raise `too-slow` once the document's time is over."""
        if time.monotonic() > self._ends:
            raise UnreadableDocument("too-slow", place, seconds=f"{self.limits.seconds:g}")

    def extend(self, seconds: float) -> None:
        """Allow more time, for work that is slow by nature (character recognition)."""
        self._ends += seconds
