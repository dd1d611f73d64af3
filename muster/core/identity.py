"""On whose behalf the database is asked: its row security goes by this, whatever the code above forgets.

The connection (`core.postgres`) tells the database before each statement where it has changed. Where nobody said who,
it is `NOBODY`, who sees nothing.
"""

from __future__ import annotations

from collections.abc import Iterator
from contextlib import contextmanager
from contextvars import ContextVar
from dataclasses import dataclass, replace
from typing import Any, Final


@dataclass(frozen=True, slots=True, eq=False)
class Identity:
    """`who` is a person's primary key in digits, or one of the words below.

    No two are the same: whoever comes again, of them the database works out again what they may.

    `limits` are the only rights ("verb subject") that count, for a token that carries fewer than its person; None
    where all do. `unit` (a primary key) narrows it to that unit and those below. Above `ceiling` (a marking) nothing
    is seen, for what is to be read by others.
    """

    who: str
    limits: frozenset[str] | None = None
    ceiling: int | None = None
    unit: int | None = None


NOBODY: Final = Identity("")  # sees nothing at all
DOOR: Final = Identity("door")  # somebody who wants in: accounts and sessions, nothing else
SYSTEM: Final = Identity("system")  # what runs by itself, and whoever sits at the machine

_present: ContextVar[Identity] = ContextVar("identity", default=NOBODY)


def present() -> Identity:
    """On whose behalf this thread or task works."""
    return _present.get()


def become(identity: Identity) -> None:
    """From now on in this thread or task; a request's own middleware, a process at its start."""
    _present.set(identity)


@contextmanager
def acting_as(identity: Identity) -> Iterator[None]:
    """For as long as the block lasts."""
    token = _present.set(identity)
    try:
        yield
    finally:
        _present.reset(token)


def of_person(pk: int, **narrowed: Any) -> Identity:
    """A person's."""
    return Identity(str(pk), **narrowed)


def as_they_came(pk: int) -> Identity:
    """A person's; where they are here by a token, with its limits."""
    here = present()
    return here if here.who == str(pk) else of_person(pk)


def below(ceiling: int, pk: int) -> Identity:
    """A person's, as they came, who sees nothing above this marking."""
    return replace(as_they_came(pk), ceiling=ceiling)
