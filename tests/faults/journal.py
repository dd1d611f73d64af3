"""What people did and what they were answered: the memory that Muster's own is compared with."""

from __future__ import annotations

import threading
from collections import Counter
from collections.abc import Hashable
from dataclasses import dataclass, field


@dataclass(slots=True)
class Tally:
    """How often one and the same thing was accepted, and how often it was asked for without a clear answer."""

    accepted: int = 0
    unknown: int = 0

    def allows(self, found: int, most: int | None = None) -> bool:
        """Whether so many traces in the database agree with the answers; no more than `most` in any case."""
        upper = self.accepted + self.unknown
        return self.accepted <= found <= (upper if most is None else min(upper, most))


@dataclass
class Journal:
    """Tallies by (kind of deed, what it was done to). A clear refusal adds to none, and may leave no trace there."""

    kept: dict[tuple[str, Hashable], Tally] = field(default_factory=dict)
    outcomes: Counter[tuple[str, str]] = field(default_factory=Counter)
    lock: threading.Lock = field(default_factory=threading.Lock)

    def note(self, kind: str, key: Hashable, status: int | None, *, refused: bool = False) -> bool:
        """`status` of the answer, None without one. Returns whether it was accepted."""
        outcome = "unknown" if status is None or status >= 500 else "accepted" if status < 400 else "refused"
        outcome = "refused" if refused and outcome == "accepted" else outcome
        with self.lock:
            self.outcomes[kind, outcome] += 1
            tally = self.kept.setdefault((kind, key), Tally())
            tally.accepted += outcome == "accepted"
            tally.unknown += outcome == "unknown"
        return outcome == "accepted"

    def of(self, kind: str) -> dict[Hashable, Tally]:
        with self.lock:
            return {key: tally for (one, key), tally in self.kept.items() if one == kind}
