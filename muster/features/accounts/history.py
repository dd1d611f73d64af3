"""Who changed what when, of a unit, a person or a role: stored versions, each compared with the one before."""

from __future__ import annotations

from collections.abc import Iterable, Iterator
from dataclasses import dataclass
from datetime import date, datetime
from operator import attrgetter
from typing import Any

from django.utils.functional import Promise
from django.utils.translation import get_language, gettext_lazy
from django.utils.translation import gettext as _

from muster.core.models import Placement, Unit
from muster.domain.periods import show_range
from muster.features.accounts.models import Assignment, Permission, Role, User

WORDS: dict[str, str | Promise] = {
    "name_en": gettext_lazy("Name in English"),
    "name_sq": gettext_lazy("Name in Albanian"),
    "name_sr": gettext_lazy("Name in Serbian"),
    "short_name": gettext_lazy("Short name"),
    "kind": gettext_lazy("Kind"),
    "opened": gettext_lazy("Opened"),
    "closed": gettext_lazy("Closed"),
    "reports": gettext_lazy("Hands in reports"),
    "position": gettext_lazy("Order"),
    "address": gettext_lazy("Address"),
    "email": gettext_lazy("E-mail"),
    "telephone": gettext_lazy("Telephone"),
    "report_names": gettext_lazy("Names in reports"),
    "parent": gettext_lazy("Stands under"),
    "start": gettext_lazy("From"),
    "end": gettext_lazy("Until"),
    "username": gettext_lazy("User name"),
    "full_name": gettext_lazy("Name"),
    "unit": gettext_lazy("Unit"),
    "is_active": gettext_lazy("Account open"),
    "second_factor": gettext_lazy("Needs a second factor"),
    "marking": gettext_lazy("Highest marking"),
}


@dataclass(frozen=True, slots=True)
class Change:
    """One write: what it was about, and of each column (its word, before, after)."""

    at: datetime
    person: User | None
    what: str
    why: str
    columns: tuple[tuple[str, str, str], ...]


def of_unit(unit: Unit) -> list[Change]:
    """Of the unit and of where it stood, the newest first."""
    placed = [(_("Place in the tree"), Placement.pgh_event_model.objects.filter(unit=unit))]  # type: ignore[attr-defined]
    return _changes([("", unit.history.all()), *placed])  # type: ignore[attr-defined]


def of_person(person: User) -> list[Change]:
    """Of the account and of its roles, the newest first."""
    events = Assignment.pgh_event_model.objects.filter(person=person)  # type: ignore[attr-defined]
    return _changes([("", person.history.all()), (_("Role"), events)])  # type: ignore[attr-defined]


def of_role(role: Role) -> list[Change]:
    """Of the role and of its rights, the newest first."""
    events = Permission.pgh_event_model.objects.filter(role=role)  # type: ignore[attr-defined]
    return _changes([("", role.history.all()), (_("Right"), events)])  # type: ignore[attr-defined]


def _changes(kinds: Iterable[tuple[str, Any]]) -> list[Change]:
    found = [(what, event) for what, events in kinds for event in events.select_related("pgh_context")]
    people = User.objects.in_bulk({key for _what, event in found if (key := _person_key(event))})
    found.sort(key=lambda one: (one[1].pgh_created_at, one[1].pgh_id))
    return list(_compared(found, people))[::-1]


def _compared(found: Iterable[tuple[str, Any]], people: dict[int, User]) -> Iterator[Change]:
    before: dict[tuple[str, int], Any] = {}
    for what, event in found:
        key = (event._meta.label, event.pgh_obj_id)
        columns = tuple(_columns(before.get(key), event))
        if columns or key not in before:
            why = (event.pgh_context.metadata.get("why") if event.pgh_context else "") or ""
            person = people.get(_person_key(event) or 0)
            yield Change(event.pgh_created_at, person, _about(what, event, key in before), why, columns)
        before[key] = event


def _about(what: str, event: Any, known: bool) -> str:
    """What the change was about, in words."""
    if isinstance(event, Assignment.pgh_event_model):  # type: ignore[attr-defined]
        where = event.unit.name if event.unit else _("Everywhere")
        return f"{event.role.name} · {where}"
    if isinstance(event, Permission.pgh_event_model):  # type: ignore[attr-defined]
        return f"{event.get_subject_display()} · {event.get_verb_display()} · {event.get_reach_display()}"
    return what if known or what else _("Added")


def _columns(before: Any, event: Any) -> Iterator[tuple[str, str, str]]:
    for name, word in WORDS.items():
        if not hasattr(event, name) or (before is None and name in {"marking", "position", "is_active"}):
            continue
        old, new = (_shown(before, name) if before else ""), _shown(event, name)
        if old != new:
            yield str(word), old, new


def _shown(event: Any, name: str) -> str:
    display = getattr(event, f"get_{name}_display", None)
    return in_words(display() if display else attrgetter(name)(event))


def in_words(value: Any) -> str:
    """What a column or a field says, as people read it."""
    if value is None:
        return ""
    if isinstance(value, bool):
        return _("yes") if value else _("no")
    if isinstance(value, date):
        return show_range(value, None, language=get_language() or "en")
    return ", ".join(value) if isinstance(value, list) else str(value)


def _person_key(event: Any) -> int | None:
    key = event.pgh_context.metadata.get("user") if event.pgh_context else None
    return int(key) if key else None
