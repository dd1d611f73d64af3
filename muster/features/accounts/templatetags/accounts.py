"""What a template asks about rights."""

from __future__ import annotations

from typing import Any

from django import template

from muster.features.accounts import rights
from muster.features.accounts.rights import Subject, Verb

register = template.Library()


@register.simple_tag(takes_context=True)
def may(context: dict[str, Any], verb: str, subject: str) -> bool:
    """Whether the reader of the page has a right anywhere: `{% may "read" "unit" as sees %}`."""
    return rights.may(context["request"].user, Verb(verb), Subject(subject))
