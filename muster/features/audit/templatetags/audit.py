"""What other features show of looks and disclosures beside a record."""

from __future__ import annotations

from typing import Any

from django import template

from muster.features.accounts.rights import Subject, Verb, may
from muster.features.audit import queries

register = template.Library()


@register.inclusion_tag("audit/of_record.html", takes_context=True)
def record_trail(context: Any, code: str, record: Any) -> dict[str, Any]:
    """To whom it was given, the way to write that down, and, for auditors, who saw it."""
    viewer = context["request"].user
    return {
        "code": code,
        "key": record.pk,
        "disclosures": queries.disclosures_of(code, record.pk),
        "may_disclose": queries.may_disclose(viewer, record),
        "audits": may(viewer, Verb.READ, Subject.AUDIT),
    }
