"""Which names mean one partner: a full name, the same with its abbreviation in brackets, the abbreviation alone.

A person's word goes before every rule. An abbreviation that two partners have in brackets leads to neither of them.
"""

from __future__ import annotations

import re
from collections import defaultdict
from collections.abc import Collection, Iterable, Iterator
from dataclasses import dataclass
from functools import cached_property, lru_cache

from muster.domain.matching.groups import groups
from muster.domain.names import search_key
from muster.domain.publishing.abbreviations import is_abbreviation, singular

IN_BRACKETS = re.compile(r"(?P<full>.*\w.*?)\s*\((?P<short>[^\W\d_][\w&/.-]{1,11})\)")


@dataclass(frozen=True, slots=True)
class PartnerName:
    """A name as it is written. `same_as` is the key of the name that a person said it means; `apart` says that a
    person took it out of where the rules had put it."""

    key: str  # folded, see `search_key`
    name: str
    same_as: str = ""
    apart: bool = False


@lru_cache(maxsize=16_384)
def parts(name: str) -> tuple[str, str]:
    """The keys of the full name and of its abbreviation: of “Kosovo Police (KP)” both, of others none."""
    both = IN_BRACKETS.fullmatch(name.strip())
    if not both or not is_abbreviation(both["short"]):
        return "", ""
    return search_key(both["full"]), search_key(singular(both["short"]))


class Partners:
    """The partners behind some names; one that is not among them is a partner of its own."""

    def __init__(self, names: Iterable[PartnerName]) -> None:
        self.names = {one.key: one for one in names}

    def keys(self, key: str) -> frozenset[str]:
        """The keys of every name of the partner that this one names."""
        return self._groups.get(key, frozenset((key,)))

    def known_as(self, key: str) -> str:
        """The key of the name that the partner is known by."""
        return self._known.get(key, key)

    def name(self, written: str) -> str:
        """The name that the partner is known by, of any of its names; a name that is not known stays."""
        known = self.names.get(self.known_as(search_key(written)))
        return known.name if known else written

    def each(self, written: Iterable[str]) -> list[str]:
        """The names by which these partners are known, each partner once, in the order written."""
        return list({self.known_as(search_key(name)) or name: self.name(name) for name in written}.values())

    def found(self, text: str) -> frozenset[str]:
        """The keys of the partner of that name; where nobody is called so, of those with such a part in a name."""
        key = search_key(text)
        if key in self.names or not key:
            return self.keys(key)
        return frozenset((key,)).union(*(self.keys(one) for one in self.names if key in one))

    def by_partner(self) -> dict[str, list[PartnerName]]:
        """The key that a partner is known by → its names, that one first."""
        found: dict[str, list[PartnerName]] = defaultdict(list)
        for key, name in sorted(self.names.items(), key=lambda pair: (pair[0] != self.known_as(pair[0]), pair[0])):
            found[self.known_as(key)].append(name)
        return dict(found)

    @cached_property
    def ambiguous(self) -> dict[str, list[str]]:
        """Abbreviations that stand in brackets behind several partners → the keys these are known by."""
        return {short: sorted(known) for short, known in self._shorts.items() if len(known) > 1 and short in self.names}

    @cached_property
    def _shorts(self) -> dict[str, set[str]]:
        """Abbreviation → the least key of every group of names that it stands behind."""
        least = {key: min(group & self.names.keys()) for group in map(set, groups(self._sure_links())) for key in group}
        behind: dict[str, dict[str, str]] = defaultdict(dict)  # abbreviation → full name → group
        for one in self.names.values():
            full, short = parts(one.name)
            if short and not one.apart:
                behind[short][full] = least[one.key]
        return {short: {fulls[full] for full in fulls if not _is_part(full, fulls)} for short, fulls in behind.items()}

    @cached_property
    def _groups(self) -> dict[str, frozenset[str]]:
        grouped = groups([*self._sure_links(), *self._abbreviations()])
        real = (frozenset(key for key in group if key in self.names) for group in grouped)
        return {key: group for group in real for key in group}

    def _sure_links(self) -> Iterator[tuple[str, str]]:
        """A name and itself, what a person said, and a full name with and without its abbreviation."""
        for one in self.names.values():
            yield one.key, one.key
            if one.same_as:
                yield one.key, one.same_as
            full = parts(one.name)[0]
            if full and not one.apart and not (full in self.names and self.names[full].apart):
                yield one.key, full

    def _abbreviations(self) -> Iterator[tuple[str, str]]:
        """An abbreviation and the one partner that it stands behind, unless a person said what it means."""
        for short, known in self._shorts.items():
            one = self.names.get(short)
            if one and len(known) == 1 and not one.apart and not one.same_as:
                yield short, next(iter(known))

    @cached_property
    def _known(self) -> dict[str, str]:
        """Key → the name that is shown: what a person chose, else the fullest."""
        chosen = {one.same_as for one in self.names.values()}

        def rank(key: str) -> tuple[bool, bool, bool, int, str]:
            one = self.names[key]
            return not one.same_as, key in chosen, bool(parts(one.name)[1]), len(one.name), key

        return {key: max(group, key=rank) for key, group in self._groups.items()}


def _is_part(full: str, fulls: Collection[str]) -> bool:
    """Whether it names a part of one of the others, whose the abbreviation then is: Unit of the Kosovo Police (KP)."""
    return any(full.endswith((f" of {other}", f" of the {other}")) for other in fulls)
