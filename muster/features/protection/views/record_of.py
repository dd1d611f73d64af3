"""The record that an address is of."""

from __future__ import annotations

from django.core.exceptions import ObjectDoesNotExist
from django.http import Http404

from muster.core.web.numbers import whole
from muster.features.protection.records import Record, find


def record_of(code: str, key: int) -> Record:
    """As the person sees it, or the page that says there is none."""
    try:
        return find(code, key)
    except ObjectDoesNotExist:
        raise Http404 from None


def picked(mark: str) -> Record:
    """A record as it is picked in a form, by its code and key."""
    code, _space, key = mark.partition(" ")
    return record_of(code, whole(key) or 0)
