"""Budget and staff of the structures."""

from __future__ import annotations

from dataclasses import dataclass
from decimal import Decimal

import pghistory
from django.db import transaction

from muster.core.conflicts import Conflict
from muster.core.locks import hold
from muster.core.models import Unit
from muster.features.accounts.models import User
from muster.features.accounts.rights import Subject, Verb, require
from muster.features.publishing.models import UnitYear


@dataclass(frozen=True, slots=True)
class Facts:
    """What is known of a year from one fund source; None where nothing is."""

    budget: Decimal | None
    staff: int | None


def keep_unit_year(
    person: User, unit: Unit, year: int, fund_source: str, facts: Facts, version: int
) -> UnitYear | None:
    """Keep what was entered (`version` 0: nothing was there). Raises `Conflict` where somebody was faster."""
    require(person, Verb.CHANGE, Subject.REPORT, unit)
    with transaction.atomic(), pghistory.context(user=person.pk):
        hold(f"unit-year-{unit.pk}")  # where nothing was entered there is no row to wait for
        kept = UnitYear.objects.select_for_update(of=("self",))
        found = kept.filter(unit=unit, year=year, fund_source=fund_source).first()
        if found is None and facts == Facts(None, None):
            return None
        current = found or UnitYear(unit=unit, year=year, fund_source=fund_source, version=0)
        if Facts(current.budget, current.staff) == facts:
            return found
        if current.version != version:
            stored = {"budget": (current.budget, facts.budget), "staff": (current.staff, facts.staff)}
            raise Conflict(current, {name: pair for name, pair in stored.items() if pair[0] != pair[1]})
        current.budget, current.staff = facts.budget, facts.staff
        current.version += 1
        current.save()
        return current
