"""What each visual line is: heading, footnote, box, table, label or running text, and where paragraphs begin."""

from __future__ import annotations

import re
from collections import Counter
from itertools import groupby, pairwise

from ..model import LineRole
from .rows import Row

_NOTE_MARK = re.compile(r"^(?:\d{1,3}|[*†‡§]{1,3})(?=[\s.)]|[^\W\d])")
_ITEM = re.compile(r"^(?:[•‣◦▪●■–—·*-]|\(?(?:\d{1,2}|[a-z])[.)])\s+\S")
_SENTENCE_END = re.compile(r"[.!?:;…][\"”“»')\]]*\d{0,3}$")
_LEADERS = re.compile(r"(?:[.…_·]\s?){5,}\s*\d{0,4}$")  # of a table of contents
_LARGER, _SMALLER = 1.12, 0.93  # of the running text's size


def body_size(rows: list[Row]) -> float:
    """The type size most characters are set in; boxes and tables count only where nothing else does."""
    sizes: Counter[float] = Counter()
    for row in rows:
        sizes[round(row.size * 2) / 2] += len(row.text) if row.role is None else 1
    return sizes.most_common(1)[0][0] if sizes else 10.0


def assign_roles(rows: list[Row]) -> None:
    """Set role, level and `opens` of every row of a document, in reading order."""
    body = body_size(rows)
    for _column, group in groupby(rows, key=lambda row: (row.page, row.run)):
        column = list(group)
        _contents(column)
        _footnotes(column, body)
        _tables(column)
        _headings(column, body)
    before: Row | None = None
    for row in rows:
        if row.role is None:
            runs_on = before is not None and before.role is LineRole.BODY and _runs_on(before, row)
            row.role = LineRole.FURNITURE if _label(row, body) and not runs_on else LineRole.BODY
        before = row
    _levels(rows, body)
    _paragraphs(rows)


def _contents(column: list[Row]) -> None:
    """Lines of a table of contents: they repeat headings and tell nothing."""
    for row in column:
        if row.role is None and _LEADERS.search(row.text):
            row.role = LineRole.FURNITURE


def _runs_on(before: Row, row: Row) -> bool:
    """The next line of the same paragraph, as when its last line is only a number."""
    close = before.run == row.run and 0 < before.y - row.y < 1.7 * row.size
    same = (
        abs(before.size - row.size) < 0.06 * row.size and before.x0 - 0.5 * row.size <= row.x0 <= before.x0 + row.size
    )
    return close and same and before.words > 4 and not _SENTENCE_END.search(before.text)


def _footnotes(column: list[Row], body: float) -> None:
    """Small type at the foot of a column, from its first line that starts with a number or sign."""
    tail = len(column)
    while tail and column[tail - 1].role is None and column[tail - 1].size <= _SMALLER * body:
        tail -= 1
    small = column[tail:]
    marked = [row for row in small if row.raised or (_NOTE_MARK.match(row.text) and row.words > 2)]
    if not marked or (tail == 0 and small[0] is not marked[0]):
        return
    for row in small[small.index(marked[0]) :]:
        row.role = LineRole.FOOTNOTE
        row.opens = row in marked


def _tables(column: list[Row]) -> None:
    """Lines of several cells, one after another; with at least three of them, or two alike."""
    for many, group in groupby(column, key=lambda row: row.role is None and row.cells > 1):
        rows = list(group)
        alike = len(rows) == 2 and rows[0].cells == rows[1].cells
        if many and (len(rows) >= 3 or alike):
            for row in rows:
                row.role = LineRole.TABLE


def _headings(column: list[Row], body: float) -> None:
    for index, row in enumerate(column):
        if row.role is not None or not _may_head(row):
            continue
        larger = row.size >= _LARGER * body
        after = column[index + 1] if index + 1 < len(column) else None
        alone = row.bold and row.size >= 0.95 * body and not (after and after.bold and row.words > 12)
        if larger or (alone and not _SENTENCE_END.search(row.text.replace(":", ""))):
            row.role = LineRole.HEADING


def _may_head(row: Row) -> bool:
    letters = sum(1 for letter in row.text if letter.isalpha())
    return letters >= 3 and letters >= 0.4 * len(row.text) and len(row.text) <= 200


def _label(row: Row, body: float) -> bool:
    """Labels of charts and maps: a few small words, or nothing but numbers."""
    if row.turned or not any(letter.isalpha() for letter in row.text):
        return len(row.text) <= 12 or row.turned
    return row.size <= 0.85 * body and row.words <= 4 and not _SENTENCE_END.search(row.text)


def _levels(rows: list[Row], body: float) -> None:
    """Level 1 for the largest headings; bold type of the text's own size comes last."""
    heads = [row for row in rows if row.role is LineRole.HEADING]
    sizes = sorted({round(row.size * 2) / 2 for row in heads if row.size >= _LARGER * body}, reverse=True)
    for row in heads:
        size = round(row.size * 2) / 2
        row.level = sizes.index(size) + 1 if size in sizes else len(sizes) + 1


def _paragraphs(rows: list[Row]) -> None:
    """Set `opens` for running text, headings and boxes; the other roles keep theirs."""
    before: dict[LineRole, Row] = {}
    columns = _columns(rows)
    for row in rows:
        role = row.role or LineRole.BODY
        if role in (LineRole.BODY, LineRole.HEADING, LineRole.BOX):
            last = before.get(role)
            head = before.get(LineRole.HEADING)
            interrupted = role is LineRole.BODY and head is not None and last is not None and _later(rows, head, last)
            row.opens = True if interrupted or last is None else _opens(row, last, columns)
            before[role] = row
            before[LineRole.HEADING if role is LineRole.HEADING else role] = row


def _later(rows: list[Row], head: Row, last: Row) -> bool:
    return (head.page, head.run, -head.y) > (last.page, last.run, -last.y)


def _columns(rows: list[Row]) -> dict[tuple[int, int], tuple[float, float, float]]:
    """For each column: its left and right edge and the usual distance of its lines."""
    found = {}
    for key, group in groupby(rows, key=lambda row: (row.page, row.run)):
        column = list(group)
        steps = sorted(a.y - b.y for a, b in pairwise(column) if a.y - b.y > 1)
        step = steps[len(steps) // 4] if steps else 1.2 * column[0].size
        found[key] = (min(row.x0 for row in column), max(row.x1 for row in column), step)
    return found


def _opens(row: Row, last: Row, columns: dict[tuple[int, int], tuple[float, float, float]]) -> bool | None:
    left, _right, step = columns[row.page, row.run]
    last_left, last_right, _step = columns[last.page, last.run]
    if _ITEM.match(row.text) or abs(row.size - last.size) > 0.15 * row.size:
        return True
    if row.role is LineRole.HEADING:
        return row.run != last.run or row.page != last.page or last.y - row.y > 1.6 * row.size
    ended = bool(_SENTENCE_END.search(last.text))
    short = last_right - last.x1 > 0.12 * (last_right - last_left) + row.size
    if (row.page, row.run) != (last.page, last.run):
        return (True if short else None) if ended else False
    if last.y - row.y > 1.3 * step:
        return True
    indented = row.x0 - left > 0.8 * row.size and last.x0 - left < 0.4 * row.size
    return ended and (indented or short)
