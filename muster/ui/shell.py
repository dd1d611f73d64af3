"""What every page shows around its content: the rooms in the left rail and the search on top."""

from __future__ import annotations

from dataclasses import dataclass
from typing import Any

from django.http import HttpRequest
from django.urls import reverse
from django.utils.functional import Promise, SimpleLazyObject
from django.utils.translation import gettext_lazy as _


@dataclass(frozen=True, slots=True)
class Room:
    name: str | Promise
    icon: str
    url: str
    here: bool


ROOMS: tuple[tuple[str | Promise, str, str], ...] = (
    (_("Today"), "today", "today"),
    (_("Reports in"), "inbox", "intake:documents"),
    (_("Activities"), "register", "activities:register"),
    (_("Matrix"), "matrix", "matrix:matrix"),
    (_("Publish"), "publish", "publishing:reports"),
)


def shell(request: HttpRequest) -> dict[str, Any]:
    """Context of `ui/page.html`."""

    def parts() -> dict[str, Any]:
        return {"rooms": _rooms(request.path), "search_url": reverse("activities:register")}

    return {"shell": SimpleLazyObject(parts)}


def _rooms(path: str) -> list[Room]:
    rooms = []
    for name, icon, target in ROOMS:
        url = reverse(target)
        begins = (url, reverse("review:queue")) if target == "intake:documents" else (url,)
        rooms.append(Room(name, icon, url, path == url or (url != "/" and path.startswith(begins))))
    return rooms
