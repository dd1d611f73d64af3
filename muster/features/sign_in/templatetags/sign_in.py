"""How the limits of service tokens are shown."""

from __future__ import annotations

from django import template

from muster.features.sign_in import limits

register = template.Library()


@register.filter
def limit_words(kept: list[str]) -> list[str]:
    """What a token may do, in words; what is not known any more as it is kept."""
    return limits.words(kept)
