"""What a record's own page says of the personal data in it."""

from __future__ import annotations

from typing import Any

from django import template

from muster.core.data_sets import data_sets
from muster.features.accounts.rights import Subject, Verb, may
from muster.features.protection import queries
from muster.features.protection.records import Record

register = template.Library()


@register.inclusion_tag("protection/here.html", takes_context=True)
def protection_here(context: Any, code: str, row: Any) -> dict[str, Any]:
    """Whom the record tells of, and whether it was erased or is restricted."""
    record = Record(data_sets()[code], row.pk, row)
    return {
        "code": code,
        "key": row.pk,
        "count": queries.people_in(record).count(),
        "restricted": row.restricted,
        "tombstones": queries.tombstones_of(code, row.pk),
        "may_protect": may(context["request"].user, Verb.READ, Subject.PERSONAL_DATA),
    }
