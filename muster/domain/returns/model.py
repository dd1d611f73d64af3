"""What a return is made of, and what comes out."""

from __future__ import annotations

from collections.abc import Callable, Iterable, Mapping, Sequence
from dataclasses import dataclass, field, replace
from datetime import date
from typing import Any, Literal

from muster.domain.counting.period import Period
from muster.domain.forms.answers import Answers
from muster.domain.forms.following import day_in
from muster.domain.forms.model import Form
from muster.domain.forms.unfolding import items, values

NOT_AVAILABLE = "Not available"  # what the register does not say at all
Words = Callable[[str, Any], str]  # an answer to a column as people read it


@dataclass(frozen=True, slots=True)
class Told:
    """One record. `mapping` says which field (its path) answers a column of the receiver; `within` is the repeat of
    which `answers` have one item alone."""

    record: int
    day: date
    form: Form
    mapping: Mapping[str, str]
    answers: Answers
    within: str = ""

    def every(self, column: str) -> list[Any]:
        """All that is answered to a column, wherever it stands."""
        path = self.mapping.get(column, "")
        return values(self.form, self.answers, path, self.within) if path else []

    def one(self, column: str) -> Any:
        return next(iter(self.every(column)), None)

    def on(self, column: str) -> date | None:
        return day_in(self.answers, self.mapping.get(column, ""))

    def parts(self, column: str) -> list[Told]:
        """For every item of the repeat in which a column stands, the record with this item alone."""
        known = self.form.by_path.get(self.mapping.get(column, ""))
        if known is None:
            return []
        every = items(self.form, self.answers, known.repeat)
        return [replace(self, answers=one, within=known.repeat) for one in every]


@dataclass(frozen=True, slots=True)
class Column:
    name: str
    kind: Literal["text", "integer", "number", "date"] = "text"


@dataclass(frozen=True, slots=True)
class Table:
    """`code` is what its file is called; numbers are whole, or `Decimal` without noise."""

    code: str
    title: str
    columns: Sequence[Column]
    rows: Sequence[Sequence[Any]]


@dataclass(frozen=True, slots=True)
class Lack:
    """What a record does not say, or says in a way that cannot be used; `sentence` is translated where it is shown.
    `out` where the record is not in the return because of it."""

    record: int
    column: str
    sentence: str
    fields: Mapping[str, object] = field(default_factory=dict)
    out: bool = False


@dataclass(frozen=True, slots=True)
class Return:
    """`records` is how many are in it; `notes` how it was made, sentences to be translated where they are shown."""

    tables: Sequence[Table]
    records: int
    lacks: Sequence[Lack]
    notes: Sequence[str]

    @property
    def left_out(self) -> int:
        return len({one.record for one in self.lacks if one.out})


@dataclass(frozen=True, slots=True)
class Receiver:
    """Who asks, and for what: `asks` are the columns that fields of a register may answer, `single` where single
    records go there, `dates` the columns by which a record is of a period, where it is not its own day alone."""

    code: str
    name: str
    title: str
    make: Callable[[Iterable[Told], Period, Words], Return]
    asks: frozenset[str]
    single: bool = False
    dates: tuple[str, ...] = ()


def holds(period: Period, day: date | None) -> bool:
    return day is not None and period.start <= day <= period.end


def in_order(order: Iterable[str], found: Iterable[str]) -> list[str]:
    """What was found: first what the receiver lists, then the rest."""
    there, listed = set(found), list(order)
    return [one for one in listed if one in there] + sorted(there.difference(listed))
