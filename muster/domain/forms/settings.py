"""What a register asks beside its form: the sheet `register` of the workbook, one statement a row.

Columns: setting, name, label::<language> (<code>), value, from, to, roles. docs/registers.md has them for keepers.
"""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, field
from typing import Literal

from muster.domain.forms.model import Words

SHEET = "register"
THRESHOLD = 5  # the smallest count that is shown where a register says nothing

How = Literal["person", "vehicle", "weapon", "document", "number"]
Of = Literal["suspect", "convicted", "victim", "witness", "reporter", "staff", "other"]


@dataclass(frozen=True, slots=True)
class Key:
    """A field by which records are looked for before a new one is made; `required` where one must."""

    path: str
    how: How
    required: bool


@dataclass(frozen=True, slots=True)
class State:
    code: str
    labels: Words
    first: bool
    last: bool  # nothing waits for anybody any more


@dataclass(frozen=True, slots=True)
class Move:
    """From one of the states `since` to the state `to`, by somebody with one of the roles (anybody who may change the
    record where none is named). With `approval` it is not for the one who wrote the record last."""

    code: str
    labels: Words
    since: tuple[str, ...]
    to: str
    roles: tuple[str, ...]
    comment: bool
    approval: bool


@dataclass(frozen=True, slots=True)
class Deadline:
    """Days after the day in the field `since` (the day the record was made where empty), until one of `until`."""

    code: str
    labels: Words
    days: int
    working: bool
    since: str
    until: tuple[str, ...]


@dataclass(frozen=True, slots=True)
class Measure:
    path: str
    labels: Words
    how: Literal["sum", "mean"]
    unit: str


@dataclass(frozen=True, slots=True)
class Access:
    """Rights that a role has on the records; `marking` up to which it reads."""

    roles: tuple[str, ...]
    verbs: tuple[str, ...]
    reach: Literal["unit", "organisation", "everywhere"]
    marking: str


@dataclass(frozen=True, slots=True)
class Warning:
    """An early warning: `least` records in `months` (of which the field `of` says `value`, where given) that name the
    same in the field `who`; or the `top` per cent of all."""

    code: str
    labels: Words
    who: str
    least: int = 0
    months: int = 0
    of: str = ""
    value: str = ""
    top: float = 0.0


@dataclass(frozen=True, slots=True)
class Link:
    register: str
    code: str
    labels: Words


@dataclass(frozen=True)
class Settings:
    """All statements of a register; paths are those of fields of its form."""

    titles: Words
    purpose: Words = field(default_factory=dict)
    legal_basis: Words = field(default_factory=dict)
    unit: str = ""
    marking: str = "internal"
    retention: int = 5  # years
    retention_since: str = ""
    record_name: str = ""
    date: str = ""
    place: str = ""
    personal: Mapping[str, Of] = field(default_factory=dict)
    keys: tuple[Key, ...] = ()
    states: tuple[State, ...] = ()
    moves: tuple[Move, ...] = ()
    deadlines: tuple[Deadline, ...] = ()
    statistics: tuple[str, ...] = ()
    measures: tuple[Measure, ...] = ()
    threshold: int = THRESHOLD
    access: tuple[Access, ...] = ()
    warnings: tuple[Warning, ...] = ()
    links: tuple[Link, ...] = ()
    returns: Mapping[str, Mapping[str, str]] = field(default_factory=dict)

    @property
    def first(self) -> State:
        return next(state for state in self.states if state.first)

    def state(self, code: str) -> State | None:
        return next((state for state in self.states if state.code == code), None)

    def moves_from(self, state: str) -> tuple[Move, ...]:
        return tuple(move for move in self.moves if state in move.since)

    def waits_for_approval(self, state: str) -> bool:
        """Whether a record leaves this state for a later one by approval alone."""
        order = [one.code for one in self.states]
        onward = [move for move in self.moves_from(state) if order.index(move.to) > order.index(state)]
        return bool(onward) and all(move.approval for move in onward)

    def of_whom(self, path: str) -> Of | None:
        """Of whom a field tells, by itself or by a group that it is in; None where it is not personal."""
        while path:
            if path in self.personal:
                return self.personal[path]
            path = path.rpartition("/")[0]
        return None
