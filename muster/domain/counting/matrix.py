"""The activities matrix: themes in two categories by three columns, as plain data."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Iterable, Mapping
from dataclasses import dataclass, field
from datetime import date
from enum import StrEnum
from typing import Any

from muster.domain.counting.period import Period
from muster.domain.counting.shares import percent
from muster.domain.reference.codes import SCHEME, code_list

COLUMNS: tuple[str, ...] = tuple(code_list("columns"))
CATEGORIES: tuple[str, ...] = tuple(code_list("categories"))
THEMES: Mapping[str, str] = {code: entry.category or "" for code, entry in code_list("themes").items()}


class Measure(StrEnum):
    """What a cell counts."""

    EVENTS = "events"  # the rule of the field
    ACTIVITIES = "activities"  # register entries
    PARTICIPANTS = "participants"  # as far as entries state them


@dataclass(frozen=True, slots=True)
class Row:
    """Counts of one theme, one category or everything, by column."""

    counts: Mapping[str, int]
    theme: str = ""
    category: str = ""

    @property
    def total(self) -> int:
        return sum(self.counts.values())

    def minus(self, other: Row) -> Row:
        return Row(
            {column: self.counts[column] - other.counts[column] for column in COLUMNS}, self.theme, self.category
        )


@dataclass(frozen=True, slots=True)
class Matrix:
    """Every theme of the list has its row, also where nothing was counted.

    `unplaced` is what was counted for themes or columns that are not in the list; it is in no row and no total.
    """

    rows: tuple[Row, ...]
    measure: Measure = Measure.EVENTS
    period: Period | None = None
    units: tuple[str, ...] | None = None  # codes of structures; none given: all of them
    unplaced: int = 0
    scheme: str = field(default=SCHEME)

    @property
    def total(self) -> int:
        return self.sums().total

    def sums(self, category: str = "") -> Row:
        """Column sums of one category, or of all themes."""
        rows = [row for row in self.rows if category in {"", row.category}]
        return Row({column: sum(row.counts[column] for row in rows) for column in COLUMNS}, "", category)

    def of_category(self, category: str) -> tuple[Row, ...]:
        return tuple(row for row in self.rows if row.category == category)

    def row(self, theme: str) -> Row:
        return next(row for row in self.rows if row.theme == theme)

    def share(self, row: Row) -> int | None:
        """A row's share of everything, in percent."""
        return percent(row.total, self.total)

    def category_shares(self) -> dict[str, int | None]:
        return {category: self.share(self.sums(category)) for category in CATEGORIES}

    def column_shares(self) -> dict[str, int | None]:
        sums = self.sums()
        return {column: percent(sums.counts[column], sums.total) for column in COLUMNS}

    def minus(self, other: Matrix) -> Matrix:
        """Cell by cell, this one less the other."""
        theirs = {row.theme: row for row in other.rows}
        return Matrix(tuple(row.minus(theirs[row.theme]) for row in self.rows), self.measure, self.period, self.units)

    def to_json(self) -> dict[str, Any]:
        """Plain data; the sums are there for readers and are not read back."""
        return {
            "scheme": self.scheme,
            "measure": self.measure.value,
            "start": self.period.start.isoformat() if self.period else None,
            "end": self.period.end.isoformat() if self.period else None,
            "units": list(self.units) if self.units is not None else None,
            "rows": [_row_json(row) for row in self.rows],
            "sums": {category: _row_json(self.sums(category)) for category in CATEGORIES},
            "total": _row_json(self.sums()),
            "unplaced": self.unplaced,
        }

    @classmethod
    def from_json(cls, data: Mapping[str, Any]) -> Matrix:
        """The matrix that `to_json` wrote."""
        rows = [Row({c: int(row["counts"][c]) for c in COLUMNS}, row["theme"], row["category"]) for row in data["rows"]]
        start, end, units = data.get("start"), data.get("end"), data.get("units")
        return cls(
            rows=tuple(rows),
            measure=Measure(data.get("measure", Measure.EVENTS)),
            period=Period(date.fromisoformat(start), date.fromisoformat(end)) if start and end else None,
            units=tuple(units) if units is not None else None,
            unplaced=int(data.get("unplaced", 0)),
            scheme=data.get("scheme", SCHEME),
        )


def matrix_of(
    cells: Iterable[tuple[str, str, int]],
    *,
    measure: Measure = Measure.EVENTS,
    period: Period | None = None,
    units: tuple[str, ...] | None = None,
) -> Matrix:
    """The matrix of (theme, column, count); a cell told twice counts twice."""
    counts: dict[tuple[str, str], int] = defaultdict(int)
    unplaced = 0
    for theme, column, count in cells:
        if theme in THEMES and column in COLUMNS:
            counts[theme, column] += count
        else:
            unplaced += count
    rows = tuple(
        Row({column: counts[theme, column] for column in COLUMNS}, theme, category)
        for theme, category in THEMES.items()
    )
    return Matrix(rows, measure, period, units, unplaced)


def _row_json(row: Row) -> dict[str, Any]:
    return {"theme": row.theme, "category": row.category, "counts": dict(row.counts), "total": row.total}
