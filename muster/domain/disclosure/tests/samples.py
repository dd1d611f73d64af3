"""Tables to try things on; the first is the one of the domain reference, 7.4."""

from decimal import Decimal

from hypothesis import strategies as st

from muster.domain.disclosure import Cell, Dimension, Release, Rule, Table

LETTERS = "ABCDEFGH"


def table_of(counts, name="t", fields="rcp", **more):
    """From nested lists of counts."""
    cells, sizes = {}, []
    _fill(cells, sizes, counts, ())
    dimensions = tuple(
        Dimension(field, tuple(f"{field}{number}" for number in range(size)))
        for field, size in zip(fields, sizes, strict=False)
    )
    named = {
        tuple(dimension.categories[place] for dimension, place in zip(dimensions, places, strict=True)): Cell(count)
        for places, count in cells.items()
    }
    return Table(name, dimensions, named, **more)


def _fill(cells, sizes, counts, place):
    if isinstance(counts, int):
        cells[place] = counts
        return
    if len(sizes) == len(place):
        sizes.append(len(counts))
    for number, inner in enumerate(counts):
        _fill(cells, sizes, inner, (*place, number))


def kilograms(*amounts):
    """The cell of these seizures."""
    weights = sorted((Decimal(amount) for amount in amounts), reverse=True)
    return Cell(len(weights), sum(weights, Decimal()), tuple(weights[:2]))


def naive(table, as_of="2016", rule=None):
    """Hides what is small, and nothing else: what must not be done."""
    rule = rule or Rule()
    hidden = frozenset((table.name, place) for place, cell in table.values.items() if rule.small(cell.count))
    return Release(as_of, (table,), hidden, rule)


VECTOR = table_of([[12, 3, 20], [8, 15, 9], [25, 7, 11]])


@st.composite
def counts_of(draw, shape, most=12):
    if not shape:
        return draw(st.one_of(st.integers(0, 6), st.integers(0, most)))
    return [draw(counts_of(shape[1:], most)) for _ in range(shape[0])]


def flat_tables(low=2, high=4):
    sizes = st.integers(low, high)
    return st.tuples(sizes, sizes).flatmap(counts_of).map(table_of)
