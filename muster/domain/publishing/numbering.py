"""Printed numbers: of chapters, and of matrices and charts through the whole report."""

from __future__ import annotations

from collections.abc import Iterable, Iterator
from dataclasses import replace
from itertools import count

from muster.domain.publishing.content import Block, Chapter, Figure, Table


def numbered(chapters: Iterable[tuple[Chapter, bool]]) -> tuple[Chapter, ...]:
    """The chapters in their order, those that are marked with a number of their own."""
    own, matrices, charts = count(1), count(1), count(1)
    return tuple(
        replace(
            chapter,
            number=str(next(own)) if has_number else "",
            blocks=tuple(_number(block, matrices, charts) for block in chapter.blocks),
        )
        for chapter, has_number in chapters
    )


def _number(block: Block, matrices: Iterator[int], charts: Iterator[int]) -> Block:
    if isinstance(block, Table) and block.name == "matrix":
        return replace(block, number=next(matrices))
    if isinstance(block, Figure):
        return replace(block, number=next(charts))
    return block
