"""An activity as one report tells it, with what two tellings can be compared by."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date, timedelta
from functools import cached_property

from muster.domain.names import search_key

SHORT = 4  # letters; shorter words say little
CLOSE = timedelta(days=3)  # tellings of one activity may differ by a travel day or a slip
# Words of every second report; that two tellings share them says nothing.
EVERYWHERE = frozenset(
    {
        *(
            "activity",
            "activities",
            "also",
            "conducted",
            "course",
            "during",
            "from",
            "held",
            "into",
            "meeting",
            "mission",
        ),
        *(
            "more",
            "office",
            "officers",
            "organized",
            "osce",
            "participants",
            "participated",
            "police",
            "representatives",
        ),
        *(
            "session",
            "support",
            "supported",
            "that",
            "their",
            "these",
            "this",
            "training",
            "with",
            "within",
            "workshop",
        ),
    }
)


@dataclass(frozen=True)
class Told:
    """One telling. `start` and `end` are days that are stated, with their precision (day, month, year or empty);
    `period_*` are where it belongs in any case. `places` and `partners` are codes or folded names."""

    key: int
    unit: int
    period_start: date
    period_end: date
    theme: str
    category: str
    kind: str
    title: str
    narrative: str = ""
    start: date | None = None
    end: date | None = None
    precision: str = ""  # the coarser one of start and end
    sessions: int | None = None
    participants: int | None = None
    women: int | None = None
    men: int | None = None
    places: frozenset[str] = frozenset()
    partners: frozenset[str] = frozenset()
    documents: frozenset[int] = frozenset()

    @cached_property
    def title_key(self) -> str:
        return search_key(self.title)

    @cached_property
    def title_words(self) -> frozenset[str]:
        return _telling_words(self.title_key)

    @cached_property
    def words(self) -> frozenset[str]:
        """The telling words of title and narrative."""
        return self.title_words | _telling_words(search_key(self.narrative))

    @cached_property
    def signs(self) -> frozenset[str]:
        """What two tellings must have some of in common before they are compared at all."""
        places = {f"@{place}" for place in self.places}
        partners = {f"&{partner}" for partner in self.partners}
        return self.title_words | places | partners | self._numbers | self._days

    @cached_property
    def rare_signs(self) -> frozenset[str]:
        """Signs that few tellings share at one time, even where many structures tell."""
        rare = self.title_words | self._numbers | self._days
        return rare | {f"@{place} {sign}" for place in self.places for sign in rare}

    @property
    def _numbers(self) -> set[str]:
        return {f"#{self.participants}"} if self.participants else set()

    @property
    def _days(self) -> set[str]:
        return {f"={self.start}"} if self.start and self.precision == "day" else set()

    def near_in_time(self, other: Told) -> bool:
        """Whether their periods touch, or nearly."""
        return self.period_start <= other.period_end + CLOSE and other.period_start <= self.period_end + CLOSE


def _telling_words(key: str) -> frozenset[str]:
    return frozenset(word for word in key.split() if len(word) >= SHORT and word not in EVERYWHERE)
