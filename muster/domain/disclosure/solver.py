"""Linear programs, solved by HiGHS through scipy: the same numbers in give the same numbers out."""

from __future__ import annotations

from typing import Any, Final

import numpy as np
from scipy.optimize import Bounds, LinearConstraint, milp
from scipy.sparse import csr_array, vstack

NODES: Final = 300  # of the search for whole numbers: a limit that, unlike a time, is the same on every machine
EXACT: Final = 1e-6  # below, a difference is nothing; numbers of records are whole, sums are scaled to a thousand

Vector = np.ndarray[tuple[int], np.dtype[np.float64]]
Mask = np.ndarray[tuple[int], np.dtype[np.bool_]]


def optimum(
    cost: Vector, rows: csr_array[Any], low: Vector, high: Vector, bounds: tuple[Vector, Vector], whole: bool = False
) -> Vector | None:
    """The cheapest vector within `bounds` for which `low <= rows @ vector <= high`; None where there is none.

    `whole`: in whole numbers; then None also where none was found within the limit of the search.
    """
    if not cost.size:
        return cost if (low <= 0).all() and (high >= 0).all() else None
    found = milp(
        cost,
        integrality=np.full(len(cost), int(whole)),
        bounds=Bounds(*bounds),
        constraints=[LinearConstraint(rows, low, high)] if rows.shape[0] else [],
        options={"node_limit": NODES} if whole else {},
    )
    return None if found.x is None else np.asarray(found.x, dtype=np.float64)


def feasible(
    rows: csr_array[Any],
    values: Vector,
    links: csr_array[Any],
    least: Vector,
    exact: Mask,
    *,
    whole: bool,
) -> Vector | None:
    """Cells of nothing or more with `rows @ cells == values` and `links @ cells >= least`, or equal where `exact`."""
    cells = _told_singly(rows, values)
    if cells is None or not _linked(cells, links, least, exact):
        high = np.concatenate([values, np.where(exact, least, np.inf)])
        both = csr_array(vstack([rows, links]))
        bounds = np.zeros(rows.shape[1]), np.full(rows.shape[1], np.inf)
        cells = optimum(np.zeros(rows.shape[1]), both, np.concatenate([values, least]), high, bounds, whole)
    if cells is None:
        return None
    cells = np.rint(cells) if whole else np.maximum(cells, 0.0)
    right = np.allclose(rows @ cells, values, rtol=0, atol=EXACT)
    return cells if right and _linked(cells, links, least, exact) else None


def _linked(cells: Vector, links: csr_array[Any], least: Vector, exact: Mask) -> bool:
    gaps = links @ cells - least
    return bool((gaps >= -EXACT).all() and (abs(gaps[exact]) <= EXACT).all())


def _told_singly(rows: csr_array[Any], values: Vector) -> Vector | None:
    """The cells, where each one that any row adds is a row by itself."""
    single = np.diff(rows.indptr) == 1
    columns = rows.indices[rows.indptr[:-1][single]]
    cells = np.zeros(rows.shape[1])
    cells[columns] = values[single]
    return cells if len(np.unique(columns)) == len(np.unique(rows.indices)) else None
