"""The charts: each with its title, what it shows in words, its picture and its table.

A figure is made by `figure(viewer, key, selection)`; `KEYS` names all of them in the order of the page.
"""

from __future__ import annotations

from collections.abc import Callable

from muster.features.accounts.models import User
from muster.features.matrix.figures import compared, months, named, shares
from muster.features.matrix.figures.model import Asked, Figure, count_phrase, measure_name
from muster.features.matrix.selection import Against, Selection
from muster.features.matrix.selection import compared as what_against

__all__ = ["FIGURES", "KEYS", "Figure", "count_phrase", "figure", "figures", "measure_name"]

FIGURES: dict[str, Callable[[Asked], Figure]] = {
    "categories": shares.categories,
    "columns": shares.columns,
    "compared": compared.sums,
    "months": months.months,
    "places": named.places,
    "themes": compared.themes,
    "partners": named.partners,
    "sexes": shares.sexes,
}
KEYS = tuple(FIGURES)


def figure(viewer: User, key: str, selection: Selection) -> Figure:
    """One chart with its table. Raises `KeyError` for a key that is not in `KEYS`."""
    return FIGURES[key](Asked(viewer, selection, what_against(viewer, selection)))


def figures(viewer: User, selection: Selection, against: Against | None) -> list[Figure]:
    """All of them, in the order of the page; `against` is what `selection.compared` answers."""
    asked = Asked(viewer, selection, against)
    return [make(asked) for make in FIGURES.values()]
