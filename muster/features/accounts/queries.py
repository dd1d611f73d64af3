"""Reads about people and their roles."""

from __future__ import annotations

from datetime import date

from django.db.models import Q, QuerySet

from muster.core.models import Unit
from muster.features.accounts.models import Assignment, User


def held(on: date | None = None) -> QuerySet[Assignment]:
    """Assignments in force on a day; today, if none is said."""
    day = on or date.today()
    return Assignment.objects.filter(Q(end=None) | Q(end__gte=day), start__lte=day, person__is_active=True)


def people_with(role: str, unit: Unit | None = None) -> QuerySet[User]:
    """Who has a role (its code) at just this unit, or everywhere; the longest here first."""
    return User.objects.filter(pk__in=held().filter(role__code=role, unit=unit).values("person")).order_by("pk")
