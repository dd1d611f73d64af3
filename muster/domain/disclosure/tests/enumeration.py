"""An attack that shares nothing with what it attacks: it tries whole numbers until they fit what is public."""

from itertools import product

TOTAL = "*"


class Attacker:
    """Sees numbers, each the sum of some cells of nothing or more; `beyond` bounds what nothing else does."""

    def __init__(self, equations, beyond):
        self.equations = [(frozenset(cells), value) for cells, value in equations]
        self.cells = sorted({cell for cells, _ in self.equations for cell in cells})
        self.beyond = beyond

    def ends(self, target):
        """The least and the largest value that the sum of the `target` cells can have."""
        values = self._bounded(target)
        return self._first(target, values), self._first(target, reversed(values))

    def exposes(self, target, width):
        """Whether no two possible values of this sum are so far apart."""
        values = self._bounded(target)
        least = self._first(target, values)
        return self._first(target, values[least + width :]) is None

    def _bounded(self, target):
        most = min([value for cells, value in self.equations if cells >= set(target)], default=self.beyond)
        return range(min(most, self.beyond) + 1)

    def _first(self, target, values):
        return next((value for value in values if self._fits([*self.equations, (target, value)])), None)

    def _fits(self, equations):
        left = [[set(cells), value] for cells, value in equations]
        return self._complete(left, set(self.cells))

    def _complete(self, left, open_cells):
        options = self._narrowest(left, open_cells)
        if options is None:
            return True
        cell, values = options
        return any(self._complete(after, open_cells - {cell}) for after in self._after(left, cell, values))

    def _narrowest(self, left, open_cells):
        """The cell with the fewest values that are left to it; None where all are given."""
        if not open_cells:
            return None
        found = None
        for cell in sorted(open_cells):
            values = self._values(left, cell)
            if found is None or len(values) < len(found[1]):
                found = cell, values
        return found

    def _values(self, left, cell):
        low, high = 0, self.beyond
        for cells, value in left:
            if cell in cells:
                high = min(high, value)
                low = max(low, value if len(cells) == 1 else 0)
        return range(low, high + 1)

    def _after(self, left, cell, values):
        for value in values:
            after = [[cells - {cell}, rest - value if cell in cells else rest] for cells, rest in left]
            if all(rest >= 0 and (cells or not rest) for cells, rest in after):
                yield after


def public(table, shown, layer=""):
    """What is public of one table, as equations over its inner cells; numbers that are hidden give none."""
    for position, number in shown.items():
        if not number.hidden:
            yield cells_of(table, position, layer), number.count


def cells_of(table, position, layer=""):
    sides = [
        dimension.categories if code == TOTAL else (code,)
        for code, dimension in zip(position, table.dimensions, strict=True)
    ]
    return frozenset((layer, *inner) for inner in product(*sides))
