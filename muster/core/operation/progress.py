"""How far a long command has come, on standard error."""

from __future__ import annotations

import sys
import time
from typing import TextIO

EVERY = {True: 0.2, False: 10.0}  # seconds between two words: on a terminal, in a log


class Progress:
    """`say("Originals", 3, 10)`: one line that moves on a terminal, a line now and then elsewhere."""

    def __init__(self, stream: TextIO | None = None) -> None:
        self.stream = stream or sys.stderr
        self.moving = self.stream.isatty()
        self.said = 0.0

    def say(self, what: str, done: int, total: int) -> None:
        """The last of `total` is always said."""
        now = time.monotonic()
        if done < total and now - self.said < EVERY[self.moving]:
            return
        self.said = now
        end = "\r" if self.moving and done < total else "\n"
        print(f"{what}: {done:,} of {total:,}", end=end, file=self.stream, flush=True)

    def note(self, sentence: str) -> None:
        print(sentence, file=self.stream, flush=True)
