"""What an address names, as the person sees it; what they do not see is not there."""

from __future__ import annotations

from django.core.exceptions import ObjectDoesNotExist
from django.http import Http404, HttpRequest

from muster.features.accounts.models import User
from muster.features.accounts.rights import Verb, require, signed_in
from muster.features.registers.models import Register
from muster.features.statistics import queries
from muster.features.statistics.axes import Schema
from muster.features.statistics.models import Release


def register_at(request: HttpRequest, code: str, verb: Verb = Verb.READ) -> Register:
    viewer = signed_in(request)
    try:
        found = queries.register(viewer, code)
    except ObjectDoesNotExist as error:
        raise Http404 from error
    require(viewer, verb, found.subject)
    return found


def schema_at(request: HttpRequest, code: str) -> Schema:
    return schema_for(signed_in(request), register_at(request, code))


def schema_for(viewer: User, register: Register) -> Schema:
    """Raises `Http404` where nothing of it is counted yet."""
    found = queries.schema(viewer, register)
    if found is None:
        raise Http404
    return found


def release_at(request: HttpRequest, pk: int) -> Release:
    """For who publishes statistics of its register."""
    viewer = signed_in(request)
    try:
        found = queries.release(viewer, pk)
    except ObjectDoesNotExist as error:
        raise Http404 from error
    require(viewer, Verb.PUBLISH, found.register.subject)
    return found
