"""Who has which role in the demonstration mission, when it was used last, and who acts for whom."""

from __future__ import annotations

from datetime import date, timedelta
from typing import Any

from django.utils import timezone

from muster.core.models import Unit
from muster.demo.mission import structure_of
from muster.features.accounts.models import Assignment, Role, Substitution, User

SINCE = date(2024, 1, 1)  # the first day that the demonstration tells of
WHY = "In post"


def give_posts(told: dict[str, Any], units: dict[str, Unit]) -> None:
    """Roles and substitutions; what is there stays."""
    today = timezone.localdate()
    people = {person.username: person for person in User.objects.all()}
    administrator = people["admin"]
    for number, account in enumerate(told["accounts"], 1):
        code, name = structure_of(account), account["username"]
        idle = told["unused"].get(name, 200 if account.get("left") else number % 6 + 1)
        period = {"start": SINCE, "used_on": today - timedelta(days=idle)}
        _give(people[name], account["role"], units[code] if code else None, administrator, WHY, period)
    for post in told["posts"]:
        period = {"start": today + timedelta(days=post["from"]), "end": today + timedelta(days=post["until"])}
        used = {**period, "used_on": today - timedelta(days=1)}
        _give(people[post["username"]], post["role"], units[post["structure"]], administrator, post["reason"], used)
    for one in told["absences"]:
        Substitution.objects.get_or_create(
            absent=people[one["absent"]],
            substitute=people[one["substitute"]],
            defaults={
                "start": today + timedelta(days=one["from"]),
                "end": today + timedelta(days=one["until"]),
                "reason": one["reason"],
                "made_by": people[one["absent"]],
            },
        )


def _give(
    person: User, role: str, unit: Unit | None, administrator: User, reason: str, period: dict[str, date]
) -> None:
    by = administrator if person != administrator else None
    more = {**period, "granted_by": by, "reason": reason}
    Assignment.objects.get_or_create(person=person, role=Role.objects.get(code=role), unit=unit, defaults=more)
