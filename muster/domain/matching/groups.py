"""From pairs to groups: what is told three times is one group, not three pairs."""

from __future__ import annotations

from collections.abc import Iterable
from typing import TypeVar

Key = TypeVar("Key", int, str)


def groups(pairs: Iterable[tuple[Key, Key]]) -> list[list[Key]]:
    """The keys that hang together by pairs, each group sorted, in the order of the first pair of each."""
    of_key: dict[Key, list[Key]] = {}
    for first, second in pairs:
        one, other = of_key.setdefault(first, [first]), of_key.setdefault(second, [second])
        if one is not other:
            one.extend(other)
            for key in other:
                of_key[key] = one
    distinct = {id(group): group for group in of_key.values()}
    return [sorted(group) for group in distinct.values()]
