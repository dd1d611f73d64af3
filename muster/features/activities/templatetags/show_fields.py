"""Names of an entry's fields in templates."""

from __future__ import annotations

from collections.abc import Iterable

from django import template

from muster.features.activities.showing import FIELD_LABELS

register = template.Library()


@register.filter
def field_names(names: Iterable[str]) -> str:
    """`Participants, Women` of field names."""
    return ", ".join(str(FIELD_LABELS.get(name, name)) for name in names)
