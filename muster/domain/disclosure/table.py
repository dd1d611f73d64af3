"""A table of a register's statistics: how many records, and of a measure the sum, by one or more fields.

Only the inner cells are given. Margins are their sums and computed here, so that a table always agrees with itself.
Over a field of which a record may have several answers there is no margin: a record would be in it several times.
"""

from __future__ import annotations

import dataclasses
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass
from decimal import Decimal
from functools import cached_property
from itertools import product
from typing import Any, Final

TOTAL: Final = "*"  # in a position: all categories of that dimension together
NO_ANSWER: Final = ""  # of a field of several answers: the code of those who gave none
KEPT: Final = 2  # largest contributions that the rules look at

Position = tuple[str, ...]  # a category or TOTAL for each dimension, in their order
Number = tuple[str, Position]  # one number of a release: its table's name, its position


@dataclass(frozen=True, slots=True)
class Reason:
    """Why something is so: `code` names the sentence, `params` fill it."""

    code: str
    params: Mapping[str, str | int | float] = dataclasses.field(default_factory=dict)

    def to_json(self) -> dict[str, Any]:
        return {"code": self.code, "params": dict(self.params)}


class TableError(ValueError):
    """A table that cannot be one, or tables that contradict each other."""

    def __init__(self, code: str, **params: str | int | float) -> None:
        super().__init__(f"{code} {params}")
        self.reason = Reason(code, params)


@dataclass(frozen=True)
class Dimension:
    """A field with its categories in the order in which they are shown.

    `parts` says of a category which finest codes it holds (a quarter its months, a region its municipalities); one that
    is not named there is a code itself. `whole`: no record has a value outside of the categories; a period's months
    are not whole, since there are records of other years.
    """

    field: str
    categories: tuple[str, ...]
    parts: Mapping[str, frozenset[str]] = dataclasses.field(default_factory=dict)
    whole: bool = True

    def codes(self, category: str) -> frozenset[str]:
        return self.parts.get(category, frozenset({category}))

    @cached_property
    def all_codes(self) -> frozenset[str]:
        return frozenset().union(*(self.codes(category) for category in self.categories))

    def to_json(self) -> dict[str, Any]:
        parts = {category: sorted(codes) for category, codes in self.parts.items()}
        return {"field": self.field, "categories": list(self.categories), "parts": parts, "whole": self.whole}

    @classmethod
    def from_json(cls, stored: Mapping[str, Any]) -> Dimension:
        parts = {category: frozenset(codes) for category, codes in stored["parts"].items()}
        return cls(stored["field"], tuple(stored["categories"]), parts, stored["whole"])


@dataclass(frozen=True, slots=True)
class Cell:
    """`count` records; `sum` of the measure over them, `largest` contributions to it, the largest first."""

    count: int = 0
    sum: Decimal | None = None
    largest: tuple[Decimal, ...] = ()

    def __add__(self, other: Cell) -> Cell:
        if self.sum is None and other.sum is None:
            return Cell(self.count + other.count)
        largest = sorted((*self.largest, *other.largest), reverse=True)[:KEPT]
        return Cell(self.count + other.count, (self.sum or Decimal()) + (other.sum or Decimal()), tuple(largest))


@dataclass(frozen=True, slots=True)
class Records:
    """How many records make up a number of entries, and what the largest of them add to its sum, the largest first."""

    count: int
    largest: tuple[Decimal, ...] = ()


@dataclass(frozen=True)
class Table:
    """`cells` are the inner ones; what is not named counts nothing. `measure` names what is summed, or is empty.

    `scope` says of fields that are no dimension to which codes the records are limited (a period to its months, a unit
    to those below). `impossible` cells are known by everybody to be empty. `several` are those of its fields of which
    a record may have more than one code; a table without such a field counts each record once. `records`:
    where a record counts several times, who makes up each position, margins too. Raises `TableError`.
    """

    name: str
    dimensions: tuple[Dimension, ...]
    cells: Mapping[Position, Cell]
    measure: str = ""
    scope: Mapping[str, frozenset[str]] = dataclasses.field(default_factory=dict)
    impossible: frozenset[Position] = frozenset()
    several: frozenset[str] = frozenset()
    records: Mapping[Position, Records] = dataclasses.field(default_factory=dict)

    def __post_init__(self) -> None:
        self._check_dimensions()
        for position, cell in self.cells.items():
            self._check_cell(position, cell)

    @cached_property
    def values(self) -> Mapping[Position, Cell]:
        """Every position, margins too, with what it counts."""
        found = dict.fromkeys(self.positions(), Cell(0, Decimal() if self.measure else None))
        for position, cell in self.cells.items():
            for margin in product(
                *((category, *total) for category, total in zip(position, self._totals, strict=True))
            ):
                found[margin] += cell
        # what one record adds by several entries is one contribution, which the entries do not show
        return {position: self._of_records(position, cell) for position, cell in found.items()}

    def positions(self) -> Iterator[Position]:
        pairs = zip(self.dimensions, self._totals, strict=True)
        return product(*((*dimension.categories, *total) for dimension, total in pairs))

    @cached_property
    def fields(self) -> frozenset[str]:
        """Those that it tells apart or is limited by."""
        return self.by | {*self.scope}

    @cached_property
    def by(self) -> frozenset[str]:
        return frozenset(dimension.field for dimension in self.dimensions)

    @property
    def _totals(self) -> list[tuple[str, ...]]:
        return [() if dimension.field in self.several else (TOTAL,) for dimension in self.dimensions]

    def _of_records(self, position: Position, cell: Cell) -> Cell:
        records = self.records.get(position)
        return dataclasses.replace(cell, largest=records.largest) if records and records.largest else cell

    def to_json(self) -> dict[str, Any]:
        """For a release to be kept; every number is in it, so it is as secret as the records."""
        return {
            "name": self.name,
            "dimensions": [dimension.to_json() for dimension in self.dimensions],
            "cells": [[list(position), *_cell_to_json(cell)] for position, cell in sorted(self.cells.items())],
            "measure": self.measure,
            "scope": {name: sorted(codes) for name, codes in self.scope.items()},
            "impossible": [list(position) for position in sorted(self.impossible)],
            "several": sorted(self.several),
            "records": [[list(position), *_records_to_json(one)] for position, one in sorted(self.records.items())],
        }

    @classmethod
    def from_json(cls, stored: Mapping[str, Any]) -> Table:
        return cls(
            stored["name"],
            tuple(Dimension.from_json(one) for one in stored["dimensions"]),
            {tuple(position): _cell_from_json(*rest) for position, *rest in stored["cells"]},
            stored["measure"],
            {name: frozenset(codes) for name, codes in stored["scope"].items()},
            frozenset(tuple(position) for position in stored["impossible"]),
            frozenset(stored["several"]),
            {tuple(position): _records_from_json(*rest) for position, *rest in stored["records"]},
        )

    def _check_dimensions(self) -> None:
        if not self.dimensions or len(self.fields) < len(self.dimensions) + len(self.scope):
            raise TableError("fields_twice", table=self.name)
        if strange := self.several - self.fields:
            raise TableError("unknown_field", table=self.name, field=min(strange))
        for dimension in self.dimensions:
            codes = [code for category in dimension.categories for code in dimension.codes(category)]
            if not codes or TOTAL in dimension.categories or len(set(codes)) < len(codes):
                raise TableError("categories_overlap", table=self.name, field=dimension.field)

    def _check_cell(self, position: Position, cell: Cell) -> None:
        where = {"table": self.name, "position": " / ".join(position)}
        pairs = zip(position, self.dimensions, strict=False)
        if len(position) != len(self.dimensions) or any(code not in one.categories for code, one in pairs):
            raise TableError("unknown_position", **where)
        if cell.count < 0 or (position in self.impossible and cell.count):
            raise TableError("not_a_count", **where, count=cell.count)
        if bool(self.measure) != (cell.sum is not None):
            raise TableError("sum_missing", **where)
        if cell.sum is not None and (cell.sum < sum(cell.largest) or min(cell.largest, default=0) < 0):
            raise TableError("not_a_sum", **where, sum=str(cell.sum))
        if cell.sum and (not cell.count or len(cell.largest) < min(cell.count, KEPT)):
            raise TableError("not_a_sum", **where, sum=str(cell.sum))


def _cell_to_json(cell: Cell) -> tuple[int, str | None, list[str]]:
    return cell.count, None if cell.sum is None else str(cell.sum), [str(one) for one in cell.largest]


def _records_to_json(records: Records) -> tuple[int, list[str]]:
    return records.count, [str(one) for one in records.largest]


def _records_from_json(count: int, largest: Sequence[str] = ()) -> Records:
    """Early releases kept only how many they are."""
    return Records(count, tuple(map(Decimal, largest)))


def _cell_from_json(count: int, total: str | None, largest: list[str]) -> Cell:
    return Cell(count, None if total is None else Decimal(total), tuple(Decimal(one) for one in largest))
