"""What every page shows around its content: the rooms in the left rail and the search on top."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass
from typing import Any

from django.db import connection
from django.http import HttpRequest
from django.urls import reverse
from django.utils.functional import Promise, SimpleLazyObject
from django.utils.translation import gettext_lazy as _


@dataclass(frozen=True, slots=True)
class Door:
    """Where a room is entered; `right` (verb, subject) is what it takes to see the room at all."""

    name: str | Promise
    icon: str
    target: str
    right: tuple[str, str] | None = None
    beside: tuple[str, ...] = ()  # addresses that belong to the room too


@dataclass(frozen=True, slots=True)
class Room:
    name: str | Promise
    icon: str
    url: str
    here: bool


ROOMS = (
    Door(_("Today"), "today", "today"),
    Door(_("Reports in"), "inbox", "intake:documents", beside=("review:queue",)),
    Door(_("Activities"), "register", "activities:register"),
    Door(_("Matrix"), "matrix", "matrix:matrix"),
    Door(_("Registers"), "registers", "registers:index", ("read", "register")),
    Door(_("Statistics"), "statistics", "statistics:index", ("read", "register")),
    Door(_("Publish"), "publish", "publishing:reports"),
    Door(_("Mission"), "people", "accounts:mission", ("read", "unit"), beside=("sign_in:people", "sign_in:tokens")),
    Door(_("Audit"), "audit", "audit:index", ("read", "audit")),
    Door(_("Data protection"), "protection", "protection:index", ("read", "personal_data")),
)


def shell(request: HttpRequest) -> dict[str, Any]:
    """Context of `ui/page.html`."""

    def parts() -> dict[str, Any]:
        return {"rooms": list(_rooms(request.path)), "search_url": reverse("activities:register")}

    return {"shell": SimpleLazyObject(parts)}


def room_of(path: str) -> str:
    """The name of the room that an address is in; empty for those in none."""
    return next((str(door.name) for door in ROOMS if _is_in(door, path)), "")


def _rooms(path: str) -> Iterator[Room]:
    held = _held([door.right for door in ROOMS if door.right])
    for door in ROOMS:
        if door.right and door.right not in held:
            continue
        yield Room(door.name, door.icon, reverse(door.target), _is_in(door, path))


def _is_in(door: Door, path: str) -> bool:
    url = reverse(door.target)
    return path == url or (url != "/" and path.startswith((url, *map(reverse, door.beside))))


def _held(rights: list[tuple[str, str]]) -> set[tuple[str, str]]:
    """Which of these rights whoever asks has, as the database knows it."""
    verbs, subjects = zip(*rights, strict=True)
    with connection.cursor() as cursor:
        cursor.execute(
            "SELECT verb, subject FROM unnest(%s::text[], %s::text[]) AS asked (verb, subject) "
            "WHERE access_may(verb, subject)",
            [list(verbs), list(subjects)],
        )
        return set(cursor.fetchall())
