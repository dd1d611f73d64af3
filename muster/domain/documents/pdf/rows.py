"""Visual lines of a page, from fragments in reading order."""

from __future__ import annotations

from dataclasses import dataclass
from itertools import pairwise

from ..composing import row_role
from ..model import LineRole
from .frames import Frame
from .glyphs import Fragment
from .order import Run, Unit, arrange, units_of

_CELL_GAP = 2.2  # of the type size: wider white in one line parts cells


@dataclass(slots=True)
class Row:
    """One visual line with what its role is judged by."""

    text: str
    page: int
    x0: float
    x1: float
    y: float
    size: float
    bold: bool
    run: int  # rows with the same number stand in one column
    raised: str = ""
    cells: int = 1
    turned: bool = False
    role: LineRole | None = None
    level: int | None = None
    opens: bool | None = True

    @property
    def words(self) -> int:
        """How many words it has."""
        return len(self.text.split())


def rows_of(runs: list[Run], page: int, first_run: int = 0) -> list[Row]:
    """The rows of all runs; boxes and tables stand where they come in their run."""
    rows: list[Row] = []
    number = first_run
    for run in runs:
        fragments: list[Fragment] = []
        for unit in run.units:
            if unit.frame is None:
                fragments += [unit.fragment] if unit.fragment else []
                continue
            rows += _plain_rows(fragments, page, number, run.aside)
            fragments = []
            number += 1
            inner = _frame_rows(unit.frame, page, number)
            rows += inner
            number = max((row.run for row in inner), default=number) + 1
        rows += _plain_rows(fragments, page, number, run.aside)
        number += 1
    return rows


def _frame_rows(frame: Frame, page: int, number: int) -> list[Row]:
    if frame.table:
        return _table_rows(frame, page, number)
    rows = rows_of(arrange(units_of(frame.fragments, [])), page, number)
    role = LineRole.BOX if max(row.words for row in rows) > 3 else LineRole.FURNITURE
    for row in rows:
        row.role = role
    return rows


def _plain_rows(fragments: list[Fragment], page: int, number: int, aside: bool) -> list[Row]:
    rows: list[Row] = []
    for group in _same_line(fragments):
        rows.append(_row(group, page, number))
        rows[-1].role = LineRole.BOX if aside else None
    return rows


def _same_line(fragments: list[Fragment]) -> list[list[Fragment]]:
    """Groups of fragments on one line, each from left to right, top down."""
    groups: list[list[Fragment]] = []
    for one in sorted(fragments, key=lambda fragment: -fragment.y):
        last = groups[-1][-1] if groups else None
        close = last is not None and last.y - one.y < 0.4 * min(last.size, one.size)
        if last is not None and close and not (one.style.turned or last.style.turned):
            groups[-1].append(one)
        else:
            groups.append([one])
    return [sorted(group, key=lambda fragment: fragment.x0) for group in groups]


def _row(group: list[Fragment], page: int, number: int) -> Row:
    text, cells = group[0].text, 1
    for before, one in pairwise(group):
        wide = one.x0 - before.x1 > _CELL_GAP * max(before.size, one.size)
        cells += wide
        text += ("\t" if wide else " ") + one.text
    main = max(group, key=lambda fragment: len(fragment.text))
    bold = all(fragment.style.bold for fragment in group)
    turned = group[0].style.turned
    x1 = max(fragment.x1 for fragment in group)
    return Row(
        text, page, group[0].x0, x1, main.y, main.size, bold, number, group[0].raised, cells, turned
    )  # fmt: skip


def _table_rows(frame: Frame, page: int, number: int) -> list[Row]:
    """One row for each row of the table; its cells are parted by tabs, lines within a cell by spaces."""
    borders = frame.row_lines
    bands: dict[int, list[Fragment]] = {}
    lined = len(borders) > 2
    for line, group in enumerate(_same_line(frame.fragments)):
        for one in group:
            band = sum(1 for border in borders if border > one.y + 0.3 * one.size) if lined else line
            bands.setdefault(band, []).append(one)
    rows = []
    for band in sorted(bands):
        cells = _cells(bands[band])
        row = _row(sorted(bands[band], key=lambda fragment: fragment.x0), page, number)
        row.text, row.cells, row.role = "\t".join(cells), len(cells), row_role(cells)
        rows.append(row)
    return rows


def _cells(fragments: list[Fragment]) -> list[str]:
    """Texts of one table row's cells: fragments above one another belong together."""
    columns: list[tuple[float, float, list[Fragment]]] = []
    for one in sorted(fragments, key=lambda fragment: (fragment.x0, -fragment.y)):
        if columns and one.x0 < columns[-1][1]:
            x0, x1, inside = columns[-1]
            columns[-1] = (x0, max(x1, one.x1), [*inside, one])
        else:
            columns.append((one.x0, one.x1, [one]))
    texts = []
    for _x0, _x1, inside in columns:
        lines = [" ".join(part.text for part in group) for group in _same_line(inside)]
        texts.append("".join(line if line.endswith("-") else f"{line} " for line in lines).strip())
    return texts


def page_rows(fragments: list[Fragment], frames: list[Frame], page: int) -> list[Row]:
    """All rows of a page in reading order; turned text (labels of charts) last."""
    upright = [one for one in fragments if not one.style.turned]
    turned = [one for one in fragments if one.style.turned]
    units: list[Unit] = units_of(upright, [frame for frame in frames if frame.fragments])
    rows = rows_of(arrange(units), page)
    last = max((row.run for row in rows), default=0) + 1
    labels = [_row([one], page, last) for one in turned]
    for label in labels:
        label.role = LineRole.FURNITURE
    return rows + labels
