"""Nothing at an address: whoever may open what is closed is shown how, and nobody learns whether there is something."""

from __future__ import annotations

from django.http import HttpRequest, HttpResponse
from django.urls import reverse

from muster.features.accounts.models import User
from muster.features.accounts.rights import Verb, may_some
from muster.features.markings.records import marked_sets
from muster.ui import errors


def not_found(request: HttpRequest, exception: Exception) -> HttpResponse:
    """As everywhere; with the way to open it in need, where the address is that of a record."""
    return errors.not_found(request, exception, way=_way(request))


def _way(request: HttpRequest) -> str:
    match = getattr(request, "resolver_match", None)
    person = getattr(request, "user", None)
    if match is None or not isinstance(person, User):
        return ""
    for code, data_set in marked_sets().items():
        keys = list(match.kwargs.values())
        if data_set.page == match.view_name and keys and may_some(person, Verb.BREAK_GLASS, code):
            return reverse("markings:open", args=[code, keys[0]])
    return ""
