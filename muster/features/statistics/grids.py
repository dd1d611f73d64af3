"""A table as people see it: rows by its first axis, columns by its second, groups of rows by its third."""

from __future__ import annotations

from collections.abc import Callable, Iterator, Sequence
from dataclasses import dataclass, field
from itertools import product

from muster.domain.disclosure import TOTAL, Position


@dataclass(frozen=True, slots=True)
class Side:
    """One axis: its name, its categories (code, label) in their order, and what all of them together are called; ""
    where their sum says nothing."""

    name: str
    categories: Sequence[tuple[str, str]]
    together: str = ""
    period: bool = False

    def codes(self) -> list[tuple[str, str]]:
        return [*self.categories, *([(TOTAL, self.together)] if self.together else [])]


@dataclass(frozen=True, slots=True)
class Cell:
    """`value` is None where the number is hidden (`why` tells who prepares it) or there is none; `address` leads on."""

    text: str
    value: float | None = None
    hidden: bool = False
    address: str = ""
    total: bool = False
    why: str = ""


@dataclass(frozen=True, slots=True)
class Line:
    label: str
    cells: Sequence[Cell]
    total: bool


@dataclass(frozen=True, slots=True)
class Group:
    """`label` is empty where there is no third axis."""

    label: str
    lines: Sequence[Line]


@dataclass(frozen=True, slots=True)
class Grid:
    corner: str
    heads: Sequence[tuple[str, bool]]  # the columns, each with whether it is the total
    groups: Sequence[Group] = field(default=())


def grid(sides: Sequence[Side], value: str, cell: Callable[[Position], Cell]) -> Grid:
    """`value` names the numbers, which are the only column of a table with one axis."""
    columns = sides[1].codes() if len(sides) > 1 else [("", value)]
    layers = sides[2].codes() if len(sides) > 2 else [("", "")]

    def position(row: str, column: str, layer: str) -> Position:
        return (row, column, layer)[: len(sides)]

    groups = [
        Group(
            label,
            [
                Line(name, [cell(position(row, column, layer)) for column, _name in columns], row == TOTAL)
                for row, name in sides[0].codes()
            ],
        )
        for layer, label in layers
    ]
    return Grid(sides[0].name, [(name, code == TOTAL) for code, name in columns], groups)


def flat(sides: Sequence[Side]) -> Iterator[tuple[Position, list[str]]]:
    """Every position with the labels of its categories, totals too."""
    for picked in product(*(side.codes() for side in sides)):
        yield tuple(code for code, _label in picked), [label for _code, label in picked]
