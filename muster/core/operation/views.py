"""/livez, /readyz and /metrics: for programs that watch over Muster, without sign-in."""

from __future__ import annotations

import secrets
from collections.abc import Callable
from dataclasses import asdict

from django.conf import settings
from django.contrib.auth.decorators import login_not_required
from django.http import HttpRequest, HttpResponse, HttpResponseNotFound, JsonResponse
from django.http.response import HttpResponseBase
from django.urls import Resolver404, resolve
from django.views.decorators.cache import never_cache
from django.views.decorators.http import require_safe
from prometheus_client import CONTENT_TYPE_LATEST

from muster.core.identity import SYSTEM, acting_as
from muster.core.operation import health, metrics

URLS = "muster.core.operation.urls"
EVERY_ADDRESS = {"0.0.0.0", "", "[::]"}  # noqa: S104 -- recognised, not listened on


@login_not_required
@require_safe
@never_cache
def live(request: HttpRequest) -> HttpResponse:
    """The process answers. Touches nothing, so a database that is down restarts no site."""
    return HttpResponse("alive\n", content_type="text/plain")


@login_not_required
@require_safe
@never_cache
def ready(request: HttpRequest) -> JsonResponse:
    """200 where work can be done, 503 where it cannot, and which part is the reason."""
    with acting_as(SYSTEM):
        found = health.parts()
    answer = {"ready": health.ready(found), "parts": [asdict(part) for part in found]}
    return JsonResponse(answer, status=200 if answer["ready"] else 503)


@login_not_required
@require_safe
@never_cache
def figures(request: HttpRequest) -> HttpResponse:
    """For who brings the token or comes by the address of the figures; for others there is nothing here."""
    if not (_by_own_address(request) or _with_token(request)):
        return HttpResponseNotFound()
    with acting_as(SYSTEM):
        told = metrics.exposition()
    return HttpResponse(told, content_type=CONTENT_TYPE_LATEST)


def doors(get_response: Callable[[HttpRequest], HttpResponseBase]) -> Callable[[HttpRequest], HttpResponseBase]:
    """Answer these pages before anything looks at hosts, sessions or TLS; by the figures' address nothing else."""

    def middleware(request: HttpRequest) -> HttpResponseBase:
        try:
            request.resolver_match = match = resolve(request.path_info, URLS)
        except Resolver404:
            return HttpResponseNotFound() if _by_own_address(request) else get_response(request)
        answer: HttpResponseBase = match.func(request)
        return answer

    return middleware


def _with_token(request: HttpRequest) -> bool:
    given = request.headers.get("Authorization", "").encode()
    token: str = settings.METRICS_TOKEN
    return bool(token) and secrets.compare_digest(given, f"Bearer {token}".encode())


def _by_own_address(request: HttpRequest) -> bool:
    """Whether the request came in where only figures are served. The socket tells; no header can."""
    socket = request.META.get("gunicorn.socket")
    here = socket.getsockname() if socket and settings.METRICS_ADDRESS else None
    if not isinstance(here, tuple):
        return False
    host, _colon, port = settings.METRICS_ADDRESS.rpartition(":")
    return str(here[1]) == port and host in {*EVERY_ADDRESS, here[0], f"[{here[0]}]"}
