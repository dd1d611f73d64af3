"""Tables that give nothing away of each other, taken apart: each system then has the fields of its own tables alone.

Records are cut into slices by one field, such as years; or not at all, then all records are one slice. Within a slice
tables hang together where they tell one field apart, or are limited by it. Systems that share no field of a slice
share the number of its records, and nothing else: whatever a system's own equations allow can be had together with
whatever the others' allow, as long as all have the same number. For of two sets of margins with one total there is a
table of whole records that has both, and where records only came, those that came have one, too. So where these
numbers are known to everybody who knows a system, systems are attacked apart.

They must be known in each state of the records, by each system that tells of the slice in that state: by its own
tables, or by what earlier releases showed, which every system is told (`Part.totals`), also of states that it does not
tell of: nobody may learn by a new number that two records came. A state in which nothing tells the number may be of one
system alone, which then knows the numbers of all others.

Where a record may have several answers, answers are bounded by records, and where it counts several times, few records
may make up a difference: such tables stay together with all others, and so do releases of several rules. What is not
looked at: by how little a number of one system exceeds one of another in an earlier state, where records went between.
"""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass, replace
from decimal import Decimal
from functools import cached_property

from muster.domain.disclosure.releases import Release
from muster.domain.disclosure.table import KEPT, Cell, Dimension, Position, Table
from muster.domain.disclosure.universe import Universe, universe_of

ALL = "all records"  # stands for a field where nothing is cut
Slice = frozenset[int]  # classes of the field that cuts


@dataclass(frozen=True)
class Part:
    """A system: its tables of each release, the last release being the new one; of some there may be none. `totals` are
    numbers of slices as earlier releases showed them."""

    releases: tuple[Release, ...]
    totals: tuple[Release, ...]

    @property
    def new(self) -> Release:
        return self.releases[-1]

    @property
    def earlier(self) -> tuple[Release, ...]:
        return (*(release for release in self.releases[:-1] if release.tables), *self.totals)

    @cached_property
    def size(self) -> int:
        """Finest cells over all states."""
        releases = (*self.earlier, self.new)
        tables = [table for release in releases for table in release.tables]
        return universe_of(tables).size * len({release.as_of for release in releases})


Key = tuple[str, str, Slice]  # a state, a measure ("" for the records), a slice


@dataclass(frozen=True)
class Cut:
    """A field with its slices; together they hold all records."""

    field: str
    slices: tuple[Slice, ...]

    def parts(self, new: Release, earlier: Sequence[Release]) -> list[Part]:
        """At least two; none where some number would have to be shown that is not, or tables hang together."""
        cutting = _Cutting(self, (*earlier, new))
        return cutting.parts if len(cutting.groups) > 1 and cutting.are_apart() else []


def cuts_of(new: Release, earlier: Sequence[Release]) -> list[Cut]:
    """Those that take the tables apart, the one that leaves the smallest systems first."""
    tables = [table for release in (*earlier, new) for table in release.tables]
    universe = universe_of(tables)
    if universe.several or any(table.records for table in tables) or len({one.rule for one in (*earlier, new)}) > 1:
        return []
    cuts = dict.fromkeys([Cut(ALL, (frozenset({0}),)), *_cuts(universe, [*earlier, new])])
    found = {cut: parts for cut in cuts if (parts := cut.parts(new, earlier))}
    return sorted(found, key=lambda cut: max(part.size for part in found[cut] if part.new.tables))


def _cuts(universe: Universe, releases: Sequence[Release]) -> Iterator[Cut]:
    """By the categories of each dimension, and by each limit."""
    for table in (table for release in releases for table in release.tables):
        groups = {one.field: [one.codes(category) for category in one.categories] for one in table.dimensions}
        for name, said in (groups | {name: [codes] for name, codes in table.scope.items()}).items():
            classes = universe.classes[name]
            slices = [frozenset(classes[code] for code in codes) for codes in said if codes]
            rest = frozenset(classes.values()).difference(*slices)
            yield Cut(name, tuple(sorted({*slices, *([rest] if rest else [])}, key=min)))


@dataclass(frozen=True)
class _Cutting:
    """Tables of all releases by what a cut leaves of them."""

    cut: Cut
    releases: tuple[Release, ...]

    @cached_property
    def universe(self) -> Universe:
        return universe_of([table for release in self.releases for table in release.tables])

    @cached_property
    def groups(self) -> list[frozenset[tuple[int, str]]]:
        """Tables, by the place of their release and their name, that hang together in some slice."""
        groups: list[tuple[frozenset[tuple[str, Slice]], frozenset[tuple[int, str]]]] = []
        for place, release in enumerate(self.releases):
            for table in release.tables:
                keys = frozenset(self._keys(table))
                touched = [group for group in groups if group[0] & keys]
                merged = keys.union(*(group[0] for group in touched))
                tables = frozenset({(place, table.name)}).union(*(group[1] for group in touched))
                groups = [group for group in groups if group not in touched] + [(merged, tables)]
        return [tables for _keys, tables in groups]

    def _keys(self, table: Table) -> Iterator[tuple[str, Slice]]:
        """The fields that a table tells apart within each slice that it touches."""
        touched = self._touched(table)
        for name in self.universe.told_by(table) - {self.cut.field}:
            yield from ((name, one) for one in touched)
        for box in self._sides(table):
            yield from ((self.cut.field, one) for one in touched if box & one and not one <= box)

    def _sides(self, table: Table) -> list[Slice]:
        """What its numbers hold of the field that cuts, each once."""
        if self.cut.field == ALL:
            return [frozenset({0})]
        place = [*self.universe.classes].index(self.cut.field)
        return [*{frozenset(box[place]): None for _position, box in self.universe.boxes(table)}]

    def _touched(self, table: Table) -> list[Slice]:
        held = frozenset[int]().union(*self._sides(table))
        return [one for one in self.cut.slices if one & held]

    @cached_property
    def earlier_numbers(self) -> Mapping[Key, Cell]:
        """What earlier releases showed of slices and of several together."""
        return {
            (release.as_of, measure, one): cell
            for release in self.releases[:-1]
            for table in release.tables
            for measure, one, cell in self._told(release, table)
        }

    def _told(self, release: Release, table: Table) -> Iterator[tuple[str, Slice, Cell]]:
        """The numbers of whole slices that a table shows, by themselves or in parts: a year, or all its quarters; and
        those of several slices together."""
        shown = {side: table.values[position] for side, position in self._margin(release, table)}
        together = (side for side in shown if all(one <= side or not one & side for one in self.cut.slices))
        for one in dict.fromkeys((*self.cut.slices, *together)):
            if sides := _covering(one, shown):
                cells = [shown[side] for side in sides]
                for measure in dict.fromkeys(["", table.measure]):
                    yield measure, one, sum(cells[1:], cells[0])

    def _margin(self, release: Release, table: Table) -> Iterator[tuple[Slice, Position]]:
        """The numbers that a table shows of all records of some of the field that cuts."""
        names = [*self.universe.classes]
        whole = {name: tuple(sorted({*classes.values()})) for name, classes in self.universe.classes.items()}
        for position, box in self.universe.boxes(table):
            sides = dict(zip(names, box, strict=True))
            side = frozenset(sides.pop(self.cut.field, (0,)))
            of_all = all(classes == whole[name] for name, classes in sides.items())
            if of_all and (table.name, position) not in release.hidden:
                yield side, position

    @cached_property
    def own(self) -> list[dict[Key, Cell | None]]:
        """For each group the slices that it tells of, by state and measure, with their numbers where it shows them."""
        found: list[dict[Key, Cell | None]] = []
        for group in self.groups:
            said: dict[Key, Cell | None] = {}
            for release, table in self._tables(group):
                for measure in dict.fromkeys(["", table.measure]):
                    for one in self._touched(table):
                        said.setdefault((release.as_of, measure, one), None)
                said |= {(release.as_of, measure, one): cell for measure, one, cell in self._told(release, table)}
            found.append(said)
        return found

    def _tables(self, group: frozenset[tuple[int, str]]) -> Iterator[tuple[Release, Table]]:
        for place, release in enumerate(self.releases):
            yield from ((release, table) for table in release.tables if (place, table.name) in group)

    def are_apart(self) -> bool:
        """Whether all numbers of slices are known that must be, to each system the same."""
        return all(map(self._is_closed, self.parts)) and all(
            self._is_known(measure, one) for measure, one in dict.fromkeys(key[1:] for own in self.own for key in own)
        )

    def _is_known(self, measure: str, one: Slice) -> bool:
        states = {key[0] for own in self.own for key in own if key[1:] == (measure, one)}
        secret: dict[int, set[str]] = {}
        for state in states:
            if len({_value(cell, measure) for cell in self._numbers((state, measure, one))}) > 1:
                return False
            tellers = [place for place, own in enumerate(self.own) if (state, measure, one) in own]
            unknowing = [place for place in tellers if not self._knows(place, (state, measure, one))]
            if unknowing and len(tellers) > 1:
                return False
            for place in unknowing:
                secret.setdefault(place, set()).add(state)
        return len(secret) < 2 and all(
            self._knows(place, (state, measure, one)) for place, own in secret.items() for state in states - own
        )

    def _numbers(self, key: Key) -> list[Cell]:
        told = [own[key] for own in self.own if key in own]
        earlier = [self.earlier_numbers[key]] if key in self.earlier_numbers else []
        return [*earlier, *(cell for cell in told if cell is not None)]

    def _knows(self, place: int, key: Key) -> bool:
        return self.own[place].get(key) is not None or key in self.earlier_numbers

    @cached_property
    def parts(self) -> list[Part]:
        return [Part(self._limited(group), self._totals(own)) for group, own in zip(self.groups, self.own, strict=True)]

    def _limited(self, group: frozenset[tuple[int, str]]) -> tuple[Release, ...]:
        found = []
        for place, release in enumerate(self.releases):
            tables = tuple(self._unlimited(table) for table in release.tables if (place, table.name) in group)
            names = {table.name for table in tables}
            found.append(
                replace(release, tables=tables, hidden=frozenset(one for one in release.hidden if one[0] in names))
            )
        return tuple(found)

    def _unlimited(self, table: Table) -> Table:
        """Without limits to all the codes that there are."""
        told, whole = self.universe.told_by(table), _whole(self._all_tables)
        return replace(
            table, scope={name: codes for name, codes in table.scope.items() if name in told or name not in whole}
        )

    def _totals(self, own: Mapping[Key, Cell | None]) -> tuple[Release, ...]:
        """All that holds records of slices that a system tells of, in every state; of states one after the other that
        say the same and that the system does not tell of, in the first."""
        held, states = frozenset().union(*(key[2] for key in own)), {key[0] for key in own}
        found: list[Release] = []
        before: Mapping[tuple[str, Slice], Cell] = {}
        for state in sorted({key[0] for key in self.earlier_numbers} | states):
            numbers = {key[1:]: cell for key, cell in self.earlier_numbers.items() if key[0] == state and key[2] & held}
            if state in states or numbers != before:
                found += [
                    Release(state, (one,), frozenset(), self.releases[-1].rule) for one in self._tables_of(numbers)
                ]
            before = {} if state in states else numbers
        return tuple(found)

    def _tables_of(self, numbers: Mapping[tuple[str, Slice], Cell]) -> Iterator[Table]:
        """One of each number, and where all slices are known one of them all: there are no further records."""
        for (measure, one), cell in numbers.items():
            limits = {} if one == frozenset().union(*self.cut.slices) else {self.cut.field: self._codes(one)}
            cells: dict[Position, Cell] = {(ALL,): _padded(cell) if measure else Cell(cell.count)}
            yield Table("slice", (Dimension(ALL, (ALL,)),), cells, measure, {**self._limits, **limits})
        if self.cut.field != ALL and all(("", one) in numbers for one in self.cut.slices):
            parts = {str(place): self._codes(one) for place, one in enumerate(self.cut.slices)}
            cells = {(str(place),): Cell(numbers["", one].count) for place, one in enumerate(self.cut.slices)}
            limits = {name: codes for name, codes in self._limits.items() if name != self.cut.field}
            yield Table("slices", (Dimension(self.cut.field, (*parts,), parts),), cells, scope=limits)

    @cached_property
    def _limits(self) -> Mapping[str, frozenset[str]]:
        """All codes of fields of which every table tells some: there are no other records in the system."""
        named = frozenset.intersection(*(table.fields for table in self._all_tables)) - _whole(self._all_tables)
        return {name: frozenset(self.universe.classes[name]) for name in sorted(named)}

    @cached_property
    def _all_tables(self) -> list[Table]:
        return [table for release in self.releases for table in release.tables]

    def _is_closed(self, part: Part) -> bool:
        """Whether a system knows where the codes that it names are all that there are, as all tables together do."""
        tables = [table for release in (*part.earlier, part.new) for table in release.tables]
        return not any(
            _named(tables, name) >= _named(self._all_tables, name)
            for name in _whole(self._all_tables) - _whole(tables)
            if any(name in table.fields for table in tables)
        )

    def _codes(self, one: Slice) -> frozenset[str]:
        return frozenset(code for code, number in self.universe.classes[self.cut.field].items() if number in one)


def _whole(tables: Iterable[Table]) -> frozenset[str]:
    """Fields of which some table says that records have no other codes."""
    return frozenset(one.field for table in tables for one in table.dimensions if one.whole)


def _named(tables: Iterable[Table], name: str) -> frozenset[str]:
    dimensions = [one.all_codes for table in tables for one in table.dimensions if one.field == name]
    return frozenset().union(*dimensions, *(table.scope.get(name, frozenset()) for table in tables))


def _padded(cell: Cell) -> Cell:
    """With nothing for contributions that nobody made, as tables want it."""
    return replace(cell, largest=(*cell.largest, *[Decimal()] * KEPT)[:KEPT])


def _value(cell: Cell, measure: str) -> object:
    return cell.sum if measure else cell.count


def _covering(whole: Slice, sides: Iterable[Slice]) -> list[Slice]:
    """Sides without anything in common that make up the whole; none where there are none. Of categories and their sum
    the sum."""
    found: list[Slice] = []
    for side in sorted((side for side in sides if side <= whole), key=len, reverse=True):
        if not any(side & other for other in found):
            found.append(side)
    return found if frozenset[int]().union(*found) == whole else []
