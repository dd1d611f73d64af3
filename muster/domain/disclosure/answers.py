"""How many gave an answer, where a record may have several: what is known of it beside how many records there are.

Who gave an answer is one of the records and not of those who gave none; and where a table tells of all answers, each
record is under one of them at least. So a number of answers bounds a number of records that is hidden, and the other
way round.
"""

from __future__ import annotations

from collections.abc import Iterator, Sequence

import numpy as np

from muster.domain.disclosure.layout import Layout, Link, Row
from muster.domain.disclosure.table import NO_ANSWER
from muster.domain.disclosure.universe import RECORD, Indices


def links_of(layout: Layout, measure: str) -> Iterator[Link]:
    """Of the finest cells, in every state in which a table tells of answers."""
    for axis, record in enumerate(layout.universe.records):
        for state in range(len(layout.states)) if record is not None else ():
            told = [row for row in layout.rows if row.state == state and measure in row.cells]
            if any(row.box[axis] != (record,) for row in told):
                yield from _links(layout, axis, state, told)


def _links(layout: Layout, axis: int, state: int, told: Sequence[Row]) -> Iterator[Link]:
    universe = layout.universe
    classes = [*universe.classes.values()][axis]
    record, none = classes[RECORD], [classes[NO_ANSWER]] if NO_ANSWER in classes else []
    answers = [one for one in sorted({*classes.values()}) if one not in (record, *none)]
    whole = _answered(layout, axis, told)
    cells = np.arange(universe.size).reshape(universe.shape).swapaxes(0, axis).reshape(universe.shape[axis], -1)
    for column in (cells + state * universe.size).T:
        for among in [[one] for one in answers] or [[]]:
            yield _link(column, [record], [*none, *among])
        if column[record] in whole:
            yield _link(column, [*none, *answers], [record])


def _link(column: Indices, most: Sequence[int], least: Sequence[int]) -> Link:
    signs = np.concatenate([np.ones(len(most)), np.full(len(least), -1.0)])
    return Link(column[[*most, *least]], signs, 0.0, False)


def _answered(layout: Layout, axis: int, told: Sequence[Row]) -> set[int]:
    """Finest cells, of the records themselves, all of whose answers a table tells."""
    field, record = [*layout.universe.classes][axis], layout.universe.records[axis]
    found: set[int] = set()
    for row in told:
        if record is not None and any(field in layout.table(one).by for one in row.told):
            box = (*row.box[:axis], (record,), *row.box[axis + 1 :])
            found.update(layout.cells(row.state, box).tolist())
    return found
