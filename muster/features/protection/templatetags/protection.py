"""What a record's own page says of the personal data in it."""

from __future__ import annotations

from typing import Any

from django import template

from muster.features.accounts.rights import Subject, Verb, may
from muster.features.protection import queries
from muster.features.protection.records import Record, find

register = template.Library()


@register.inclusion_tag("protection/here.html", takes_context=True)
def protection_here(context: dict[str, Any], code: str, key: int) -> dict[str, Any]:
    """Whom the record tells of, and whether it was erased or is restricted."""
    record: Record = find(code, key)
    return {
        "code": code,
        "key": key,
        "count": queries.people_in(record).count(),
        "restricted": getattr(record.row, "restricted", False),
        "tombstones": queries.tombstones_of(code, key),
        "may_protect": may(context["request"].user, Verb.READ, Subject.PERSONAL_DATA),
    }
