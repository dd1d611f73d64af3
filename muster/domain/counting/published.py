"""A matrix that was published earlier, read from JSON or CSV and checked; kept as it was published.

What makes a file unusable is an `error`; a published total that is not the sum of its cells is a `remark`: it is
pointed out and kept. Both are findings: a code, the place in the file, and what was found there. JSON:

    {"source": …, "matrix": {"general": [{"theme": name or code, "information_exchange": n, "training": n,
     "analysis": n, "published_total": n}, …], "threats": […], "published_totals": {"training": n, …, "all": n}},
     "event_shares_percent": {structure: {"general": percent, "threats": percent}}}

CSV: a heading line `theme,information_exchange,training,analysis,published_total`, a line a theme, at the end
optionally a line whose theme is `total`.
"""

from __future__ import annotations

import csv
import io
import json
from collections.abc import Iterable, Iterator, Mapping
from dataclasses import dataclass, field
from functools import cache
from typing import Any

from muster.domain.counting.matrix import CATEGORIES, COLUMNS, THEMES, Matrix, matrix_of
from muster.domain.names import search_key
from muster.domain.reference.codes import code_list

TOTAL = "published_total"
TOTALS = "published_totals"
ALL = "all"
SIZE_LIMIT = 1024 * 1024  # bytes; a matrix has some kilobytes
LARGEST = 10_000_000  # events; anything above is a slip of the keyboard


@dataclass(frozen=True, slots=True)
class Finding:
    """Something wrong or odd: `code` says what, `place` where, `params` what was found."""

    code: str
    place: str
    params: Mapping[str, Any] = field(default_factory=dict)

    def to_json(self) -> dict[str, Any]:
        return {"code": self.code, "place": self.place, "params": dict(self.params)}


@dataclass(frozen=True, slots=True)
class Published:
    """The matrix of its cells, and beside it the totals as printed (by theme code; by column, category and `all`)."""

    source: str
    matrix: Matrix
    row_totals: Mapping[str, int]
    totals: Mapping[str, int]
    shares: Mapping[str, Mapping[str, int]]
    remarks: tuple[Finding, ...]


class PublishedError(ValueError):
    """The file cannot be used; `findings` has everything that is wrong with it."""

    def __init__(self, findings: Iterable[Finding]) -> None:
        self.findings = tuple(findings)
        super().__init__("; ".join(f"{finding.place}: {finding.code}" for finding in self.findings))


@dataclass(frozen=True, slots=True)
class _Line:
    """One theme as the file has it, unchecked."""

    place: str
    category: str  # empty where the file does not group by category
    values: Mapping[str, Any]


def read_published(content: bytes) -> Published:
    """Read JSON (it begins with a brace) or CSV; of a large file no more than `SIZE_LIMIT` + 1 bytes are needed.

    Raises `PublishedError`.
    """
    if len(content) > SIZE_LIMIT:
        raise PublishedError([Finding("too_large", "")])
    try:
        text = content.decode("utf-8-sig")
    except UnicodeDecodeError as error:
        raise PublishedError([Finding("not_utf8", "", {"byte": error.start + 1})]) from error
    if not text.strip():
        raise PublishedError([Finding("empty", "")])
    return _read_json(text) if text.lstrip().startswith(("{", "[")) else _read_csv(text)


def _read_json(text: str) -> Published:
    try:
        data = json.loads(text)
    except (json.JSONDecodeError, RecursionError) as error:
        line = getattr(error, "lineno", 1)
        raise PublishedError([Finding("not_json", f"{line}", {"line": line})]) from error
    matrix = data.get("matrix") if isinstance(data, dict) else None
    if not isinstance(matrix, dict):
        raise PublishedError([Finding("no_matrix", "")])
    rows = {name: value for name, value in matrix.items() if name != TOTALS}
    if unknown := [name for name in rows if name not in CATEGORIES]:
        raise PublishedError([Finding("unknown_category", "matrix", {"name": name}) for name in unknown])
    return _published(
        str(data.get("source") or ""),
        list(_json_lines(rows)),
        _object(matrix.get(TOTALS)),
        _object(data.get("event_shares_percent")),
    )


def _object(value: object) -> dict[str, Any]:
    return value if isinstance(value, dict) else {}


def _json_lines(matrix: Mapping[str, Any]) -> Iterator[_Line]:
    for category, rows in matrix.items():
        for number, row in enumerate(rows if isinstance(rows, list) else [rows], start=1):
            yield _Line(f"{category}, {number}", category, row if isinstance(row, dict) else {})


def _read_csv(text: str) -> Published:
    sheet = csv.DictReader(io.StringIO(text, newline=""))
    try:
        headings, rows = sheet.fieldnames or [], [(f"{sheet.line_num}", row) for row in sheet]
    except csv.Error as error:
        raise PublishedError([Finding("not_csv", f"{sheet.line_num + 1}", {"line": sheet.line_num + 1})]) from error
    if missing := [name for name in ("theme", *COLUMNS) if name not in headings]:
        raise PublishedError([Finding("no_column", "1", {"name": name}) for name in missing])
    sums = [row for _, row in rows if _is_total(row)]
    lines = [_Line(place, "", row) for place, row in rows if not _is_total(row) and any(row[n] for n in headings)]
    named = {ALL if name == TOTAL else name: row.get(name) for row in sums for name in (*COLUMNS, TOTAL)}
    return _published("", lines, {name: value for name, value in named.items() if value}, {})


def _is_total(row: Mapping[str, str | None]) -> bool:
    return (row["theme"] or "").strip().lower() == "total"


def _published(source: str, lines: list[_Line], totals: Mapping[str, Any], shares: Mapping[str, Any]) -> Published:
    errors: list[Finding] = []
    cells: list[tuple[str, str, int]] = []
    row_totals: dict[str, int] = {}
    for line in lines:
        theme = _theme(line, row_totals.keys() | {cell[0] for cell in cells}, errors)
        counts = {column: _count(line.values.get(column, 0), line.place, column, errors) for column in COLUMNS}
        cells += [(theme, column, count) for column, count in counts.items()]
        if _given(line.values.get(TOTAL)):
            row_totals[theme] = _count(line.values[TOTAL], line.place, TOTAL, errors)
    known = {*COLUMNS, *CATEGORIES, ALL}
    kept = {name: _count(value, TOTALS, name, errors) for name, value in totals.items() if name in known}
    if not lines:
        errors.append(Finding("no_rows", ""))
    if errors:
        raise PublishedError(errors)
    matrix = matrix_of(cells)
    told = {theme for theme, _, _ in cells}
    return Published(source, matrix, row_totals, kept, _shares(shares), (*_remarks(matrix, row_totals, kept, told),))


def _theme(line: _Line, told: set[str], errors: list[Finding]) -> str:
    name = str(line.values.get("theme") or "").strip()
    theme = theme_codes().get(search_key(name), "")
    if not theme:
        errors.append(Finding("unknown_theme", line.place, {"name": name}))
    elif theme in told:
        errors.append(Finding("theme_twice", line.place, {"name": name}))
    elif line.category and THEMES[theme] != line.category:
        errors.append(Finding("wrong_category", line.place, {"name": name, "category": line.category}))
    return theme


def _given(value: object) -> bool:
    return value not in (None, "")


def _count(value: object, place: str, name: str, errors: list[Finding]) -> int:
    """A count as a number; an empty cell is nought; anything else is an error and nought."""
    text = str(value if _given(value) else 0).strip()
    whole = text.removeprefix("-")
    if isinstance(value, bool) or not (whole.isascii() and whole.isdigit()) or len(whole) > len(str(LARGEST)):
        errors.append(Finding("not_a_count", place, {"column": name, "value": text[:40]}))
        return 0
    count = int(text)
    if count < 0:
        errors.append(Finding("negative", place, {"column": name, "value": text}))
    return max(count, 0)


def _shares(shares: Mapping[str, Any]) -> dict[str, dict[str, int]]:
    return {
        str(name): {category: int(value[category]) for category in CATEGORIES if isinstance(value.get(category), int)}
        for name, value in shares.items()
        if isinstance(value, dict)
    }


def _remarks(
    matrix: Matrix, row_totals: Mapping[str, int], totals: Mapping[str, int], told: set[str]
) -> Iterator[Finding]:
    for theme, printed in row_totals.items():
        if printed != (summed := matrix.row(theme).total):
            yield Finding("row_total", theme, {"printed": printed, "summed": summed})
    everything = matrix.sums()
    sums = {**everything.counts, **{category: matrix.sums(category).total for category in CATEGORIES}}
    sums[ALL] = everything.total
    for name, printed in totals.items():
        if printed != sums[name]:
            yield Finding("total", name, {"printed": printed, "summed": sums[name]})
    if missing := [theme for theme in THEMES if theme not in told]:
        yield Finding("themes_missing", "", {"themes": missing})


@cache
def theme_codes() -> Mapping[str, str]:
    """Theme codes by folded code and by folded name in every language."""
    found = {search_key(code): code for code in THEMES}
    for code, entry in code_list("themes").items():
        found |= {search_key(name): code for name in entry.names.values()}
    return found
