"""The addresses that there are, and those that `doors` speaks of."""

from __future__ import annotations

import re
from collections import defaultdict
from collections.abc import Iterator
from typing import Any

from django.urls import URLPattern, get_resolver

from tests.security.doors import DOORS


def addresses(patterns: Any, before: str = "/") -> Iterator[tuple[str, Any]]:
    """(address with names in angle brackets, its view) of everything that can be asked for."""
    for pattern in patterns:
        here = before + plain(str(pattern.pattern))
        if isinstance(pattern, URLPattern):
            yield here, pattern.callback
        else:
            yield from addresses(pattern.url_patterns, here)


def plain(pattern: str) -> str:
    named = re.sub(r"\(\?P<(\w+)>[^()]*\)", r"<\1>", pattern)
    return re.sub(r"<\w+:(\w+)>", r"<\1>", named).strip("^$").replace("\\", "")


ADDRESSES: dict[str, Any] = dict(addresses(get_resolver().url_patterns))
DECLARED: dict[str, set[str]] = defaultdict(set)
for line in DOORS:
    DECLARED[line.split()[1]].add(line.split()[0])
