"""What an address names, as the person sees it; what they do not see is not there."""

from __future__ import annotations

from django.core.exceptions import ObjectDoesNotExist
from django.http import Http404, HttpRequest

from muster.features.accounts.rights import signed_in
from muster.features.registers import queries
from muster.features.registers.models import Record, Register, Version


def register_at(request: HttpRequest, code: str) -> Register:
    try:
        return queries.register(signed_in(request), code)
    except ObjectDoesNotExist as error:
        raise Http404 from error


def version_at(request: HttpRequest, code: str, number: int) -> Version:
    try:
        return queries.version(signed_in(request), code, number)
    except ObjectDoesNotExist as error:
        raise Http404 from error


def record_at(request: HttpRequest, pk: int) -> Record:
    try:
        return queries.record(signed_in(request), pk)
    except ObjectDoesNotExist as error:
        raise Http404 from error


def further(request: HttpRequest, name: str, cursor: str) -> str:
    """The address of what comes after a list, which ends at the cursor; "" at its end."""
    if not cursor:
        return ""
    query = request.GET.copy()
    query[name] = cursor
    return f"?{query.urlencode()}"
