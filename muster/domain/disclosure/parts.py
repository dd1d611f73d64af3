"""Tables that give nothing away of each other, taken apart: each system then has the fields of its own tables alone.

Tables hang together where they tell one field apart, or are limited by it. Systems that share no field share the number
of all records, and nothing else: whatever a system's own equations allow can be had together with whatever the others'
allow, as long as all have the same total. For of two sets of margins with one total there is a table of whole records
that has both, and where records only came, those that came have one, too. So where that total is known to everybody who
knows a system, systems are attacked apart. It must be known in each state of the records, by each system that tells of
that state; states whose total is not told may be of one system alone, which then tells the totals of all others.

Where a record may have several answers, answers are bounded by records: such tables stay together with all others.
"""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from dataclasses import dataclass, replace
from typing import Any

from muster.domain.disclosure.releases import Release
from muster.domain.disclosure.table import TOTAL, Table
from muster.domain.disclosure.universe import Universe, universe_of


@dataclass(frozen=True)
class Part:
    """A system: its tables of each release, the last release being the new one; of some there may be none."""

    releases: tuple[Release, ...]

    @property
    def new(self) -> Release:
        return self.releases[-1]

    @property
    def earlier(self) -> tuple[Release, ...]:
        return tuple(release for release in self.releases[:-1] if release.tables)


def parts_of(new: Release, earlier: Sequence[Release]) -> list[Part]:
    """One where the tables hang together, or some total would have to be shown that is not."""
    releases = (*earlier, new)
    universe = universe_of([table for release in releases for table in release.tables])
    if universe.several:
        return [Part(releases)]
    parts = [_part(releases, fields, universe) for fields in _groups(releases, universe)]
    return parts if _are_apart(parts, universe) else [Part(releases)]


def _are_apart(parts: Sequence[Part], universe: Universe) -> bool:
    """Whether all totals are told that must be, by each the same."""
    measures = {table.measure for part in parts for release in part.releases for table in release.tables}
    return all(_is_known(parts, universe, measure) for measure in {"", *measures})


def _groups(releases: Sequence[Release], universe: Universe) -> list[frozenset[str]]:
    """Fields that tables tell together, directly or by way of others."""
    groups: list[frozenset[str]] = []
    for table in (table for release in releases for table in release.tables):
        fields = universe.told_by(table)
        touched = [group for group in groups if group & fields]
        groups = [group for group in groups if group not in touched] + [fields.union(*touched)]
    return groups


def _part(releases: Sequence[Release], fields: frozenset[str], universe: Universe) -> Part:
    return Part(tuple(_limited(release, fields, universe) for release in releases))


def _limited(release: Release, fields: frozenset[str], universe: Universe) -> Release:
    tables = tuple(table for table in release.tables if universe.told_by(table) & fields)
    names = {table.name for table in tables}
    return replace(release, tables=tables, hidden=frozenset(one for one in release.hidden if one[0] in names))


def _is_known(parts: Sequence[Part], universe: Universe, measure: str) -> bool:
    totals = [dict(_totals(part, universe, measure)) for part in parts]
    known: dict[str, Any] = {}
    for told in totals:
        for state, total in told.items():
            if total is not None and known.setdefault(state, total) != total:
                return False
    secret = [place for place, told in enumerate(totals) if None in told.values()]
    return not secret or (len(secret) == 1 and _tells_all_others(totals, secret[0]))


def _tells_all_others(totals: Sequence[dict[str, Any]], place: int) -> bool:
    others = {state for other, told in enumerate(totals) if other != place for state in told}
    return all(totals[place].get(state) is not None for state in others)


def _totals(part: Part, universe: Universe, measure: str) -> Iterator[tuple[str, Any]]:
    """Of each state that the part tells of, the total of all records, or of the measure; None where it is not shown."""
    for state in {release.as_of for release in part.releases if release.tables}:
        tables = [(one, table) for one in part.releases if one.as_of == state for table in one.tables]
        of_measure = [(one, table) for one, table in tables if measure in ("", table.measure)]
        if of_measure:
            shown = (_total(one, table, universe, measure) for one, table in of_measure)
            yield state, next((total for total in shown if total is not None), None)


def _total(release: Release, table: Table, universe: Universe, measure: str) -> Any:
    position = (TOTAL,) * len(table.dimensions)
    if not universe.is_of_all(table) or (table.name, position) in release.hidden:
        return None
    cell = table.values[position]
    return cell.sum if measure else cell.count
