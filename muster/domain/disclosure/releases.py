"""What was published together, as it was on one day: the numbers that were shown, and those that were not."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, field
from decimal import Decimal
from functools import cached_property
from typing import Any

from muster.domain.disclosure.rules import Rule
from muster.domain.disclosure.table import Number, Position, Table


@dataclass(frozen=True, slots=True)
class Shown:
    """One number as everybody sees it. Both are None where it is hidden: why is not told, since that is a hint."""

    count: int | None
    sum: Decimal | None = None

    @property
    def hidden(self) -> bool:
        return self.count is None


@dataclass(frozen=True)
class Release:
    """`as_of`: the state of the records, a text that sorts by time (ISO 8601); two releases with the same `as_of` count
    the same records. `tables` hold the true numbers: a release is kept as secret as its records, `shown` is not."""

    as_of: str
    tables: tuple[Table, ...]
    hidden: frozenset[Number]
    rule: Rule = field(default_factory=Rule)

    def shown(self) -> Mapping[str, Mapping[Position, Shown]]:
        """What the public sees: by table, every position."""
        return {table.name: {one: self._shown(table, one) for one in table.positions()} for table in self.tables}

    def table(self, number: Number) -> Table:
        """The one that this is a number of."""
        return self._tables[number[0]]

    def to_json(self) -> dict[str, Any]:
        return {
            "as_of": self.as_of,
            "tables": [table.to_json() for table in self.tables],
            "hidden": [[name, list(position)] for name, position in sorted(self.hidden)],
            "rule": self.rule.to_json(),
        }

    @classmethod
    def from_json(cls, stored: Mapping[str, Any]) -> Release:
        tables = tuple(Table.from_json(one) for one in stored["tables"])
        hidden = frozenset((name, tuple(position)) for name, position in stored["hidden"])
        return cls(stored["as_of"], tables, hidden, Rule.from_json(stored["rule"]))

    @cached_property
    def _tables(self) -> Mapping[str, Table]:
        return {table.name: table for table in self.tables}

    def _shown(self, table: Table, position: Position) -> Shown:
        if (table.name, position) in self.hidden:
            return Shown(None)
        cell = table.values[position]
        return Shown(cell.count, cell.sum)
