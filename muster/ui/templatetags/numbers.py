"""Counts and differences on pages."""

from __future__ import annotations

from django import template

from muster.ui.numbers import grouped, signed

register = template.Library()


@register.filter(name="grouped")
def grouped_filter(number: object) -> str:
    """1 045; anything but a whole number as it is."""
    return grouped(number) if isinstance(number, int) else str(number)


@register.filter(name="signed")
def signed_filter(number: object) -> str:
    """+12"""
    return signed(number) if isinstance(number, int) else ""
