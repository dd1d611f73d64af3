"""What other features show of who may see a record."""

from __future__ import annotations

from typing import Any

from django import template

from muster.core.markings import marks_of
from muster.features.markings import queries

register = template.Library()


@register.inclusion_tag("markings/box.html", takes_context=True)
def record_box(context: Any, code: str, record: Any) -> dict[str, Any]:
    """Beside a record: how it is marked, for how many people, and the way to more."""
    return {
        "request": context["request"],
        "code": code,
        "record": record,
        "named": queries.namings(code, record.pk).count(),
        "opened": queries.openings(code, record.pk).count() if marks_of(record).closed else 0,
        "own_opening": queries.own_opening(context["request"].user, code, record.pk),
    }


@register.inclusion_tag("markings/openings.html", takes_context=True)
def openings_to_acknowledge(context: Any) -> dict[str, Any]:
    """What was opened of the records that the person keeps."""
    request = context["request"]
    return {"told": queries.to_acknowledge(request.user), "request": request, "back": request.get_full_path()}
