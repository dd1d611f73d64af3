"""The marking and the TLP of records: compared, and inherited by what is made from them."""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass
from typing import Any

from muster.core.models import Marking, Tlp

# From open to closed. Where nothing is said, the marking alone says who shares it: fewer than GREEN, more than AMBER.
OPEN_TO_CLOSED = (Tlp.CLEAR, Tlp.GREEN, Tlp.NONE, Tlp.AMBER, Tlp.AMBER_STRICT, Tlp.RED)


@dataclass(frozen=True, slots=True)
class Marks:
    """How a record is marked: `marking` a value of `Marking`, `tlp` one of `Tlp`."""

    marking: int = Marking.INTERNAL
    tlp: str = Tlp.NONE

    def lower_than(self, other: Marks) -> bool:
        """Whether more people may see or share what is marked so."""
        return self.marking < other.marking or _closed(self.tlp) < _closed(other.tlp)

    def at_least(self, other: Marks) -> Marks:
        """These, raised where the other ones are higher."""
        return highest([self, other])

    @property
    def closed(self) -> bool:
        """Whether only some see it."""
        return self.marking >= Marking.RESTRICTED


def marks_of(record: Any) -> Marks:
    """Of a record, or of a stored version of one."""
    return Marks(Marking(record.marking), Tlp(record.tlp or ""))


def highest(some: Iterable[Marks]) -> Marks:
    """What is made of several is marked as high as the highest of them."""
    every = list(some)
    marking = max(one.marking for one in every)
    return Marks(Marking(marking), max((Tlp(one.tlp) for one in every), key=_closed))


def inherited(source: Marks) -> Marks:
    """How something is marked that is made from this: never lower, and internal at least. The TLP goes along."""
    return Marks(Marking(max(source.marking, Marking.INTERNAL)), source.tlp)


def _closed(tlp: str) -> int:
    return OPEN_TO_CLOSED.index(Tlp(tlp))
