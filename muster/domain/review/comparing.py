"""What two people changed in one draft: the difference that the later save sees."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from typing import Any

from muster.domain.review.fields import SHAPES, Read, read_of


@dataclass(frozen=True, slots=True)
class Difference:
    """One field that is not the same in what was saved meanwhile and in what is being saved."""

    name: str
    base: Any  # what both started from
    theirs: Any  # what is saved
    mine: Any  # what is being saved

    @property
    def clash(self) -> bool:
        """Whether both changed it, each in another way."""
        return self.base not in (self.mine, self.theirs)

    @property
    def proposal(self) -> str:
        """The side that changed it; `mine` where both did."""
        return "theirs" if self.mine == self.base else "mine"


def differences(base: Mapping[str, Read], theirs: Mapping[str, Read], mine: Mapping[str, Read]) -> list[Difference]:
    """Every field whose value is saved otherwise than it was typed, in the order in which people read them."""
    found = []
    for name in SHAPES:
        values = [read_of(fields, name)["value"] for fields in (base, theirs, mine)]
        if values[1] != values[2]:
            found.append(Difference(name, *values))
    return found
