"""Kinds of a subject of rights, such as the single registers: the app that keeps them says in its module `kinds` what
they are called (`named`), for roles are shown by people who know them by their names."""

from __future__ import annotations

from collections.abc import Collection, Iterator, Mapping
from importlib import import_module
from importlib.util import find_spec
from typing import Any, NamedTuple

from django.apps import apps


class Named(NamedTuple):
    name: str
    address: str  # of its page


def named(subject: str, kinds: Collection[str]) -> Mapping[str, Named]:
    """By their codes; those that nobody knows any more by their code alone, without an address."""
    known: dict[str, Named] = {}
    for module in _modules():
        if subject == module.SUBJECT:
            known |= module.named(kinds)
    return {kind: known.get(kind, Named(kind, "")) for kind in kinds}


def _modules() -> Iterator[Any]:
    for app in apps.get_app_configs():
        if app.name.startswith("muster.") and find_spec(f"{app.name}.kinds"):
            module = import_module(f"{app.name}.kinds")
            if hasattr(module, "SUBJECT"):
                yield module
