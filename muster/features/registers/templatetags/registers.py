"""Words that a form brings, in templates."""

from __future__ import annotations

from collections.abc import Mapping

from django import template

from muster.features.registers.wording import in_language

register = template.Library()


@register.filter
def words(several: Mapping[str, str]) -> str:
    """Those in the reader's language."""
    return in_language(several)
