"""Words that a form brings, in templates; what was offered to somebody and answered, on first pages."""

from __future__ import annotations

from collections.abc import Mapping
from datetime import date
from typing import Any

from django import template
from django.utils import timezone

from muster.features.accounts.models import User
from muster.features.registers.models import Record, Register
from muster.features.registers.queries import giving, handovers
from muster.features.registers.saying import with_days
from muster.ui.wording import in_language, said

register = template.Library()
SHOWN = 5  # of each list on a first page


register.filter(said)


@register.filter
def words(several: Mapping[str, str]) -> str:
    """Those in the reader's language."""
    return in_language(several)


@register.filter
def in_days(name: str) -> str:
    """A name that was kept of a record, with the days in it as people read them."""
    return with_days(name)


@register.filter
def called(record: Record) -> str:
    """What a record is called; its number where it has no name."""
    return str(record) or str(record.pk)


@register.filter
def days_late(day: date) -> int:
    """How many days ago a day was, in the mission's time zone; 0 where it is not past."""
    return max(0, (timezone.localdate() - day).days)


@register.simple_tag
def rights_waiting(viewer: User) -> list[Register]:
    """Registers whose rights the viewer is to give."""
    return giving.waiting_for(viewer)


@register.simple_tag
def handover_news(viewer: User) -> dict[str, Any]:
    """What waits for the viewer's answer, and the answers of the last days to what they offered; empty where neither
    does."""
    found = {
        "offered": list(handovers.offered(viewer)[:SHOWN]),
        "answers": list(handovers.answers_lately(viewer)[:SHOWN]),
    }
    return found if any(found.values()) else {}
