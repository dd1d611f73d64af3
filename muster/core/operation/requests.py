"""Every request: its number, its line in the log, its figures."""

from __future__ import annotations

import logging
import re
import time
import uuid
from collections.abc import Callable
from typing import Any

from django.http import HttpRequest
from django.http.response import HttpResponseBase

from muster.core.operation import logs, metrics

logger = logging.getLogger(__name__)

HEADER = "X-Request-ID"
WELL_FORMED = re.compile(r"[0-9a-f]{8}[0-9a-f-]{8,56}")  # as proxies make them; no word fits
METHODS = {"GET", "HEAD", "POST", "PUT", "PATCH", "DELETE", "OPTIONS"}


class Watch:
    """The outermost middleware. What it writes names no address, query, body, file or person: only keys and views."""

    def __init__(self, get_response: Callable[[HttpRequest], HttpResponseBase]) -> None:
        self.get_response = get_response

    def __call__(self, request: HttpRequest) -> HttpResponseBase:
        began = time.perf_counter()
        method = request.method if request.method in METHODS else "other"
        with logs.context(request=number_of(request), method=method) as fields:
            response = self.get_response(request)
            seconds = time.perf_counter() - began
            view = view_of(request)
            fields.update(view=view, status=response.status_code, ms=round(seconds * 1000), **_person(request))
            metrics.count_request(view, str(method), response.status_code, seconds)
            logger.log(logging.INFO if response.status_code < 500 else logging.ERROR, "Answered")
            response.headers.setdefault(HEADER, fields["request"])
        return response

    def process_view(self, request: HttpRequest, *_: Any) -> None:
        """From here on also what others log tells the view."""
        if fields := logs.current():
            fields["view"] = view_of(request)


def number_of(request: HttpRequest) -> str:
    """The number that the proxy gave, or a new one."""
    given = request.headers.get(HEADER, "").lower()
    return given if WELL_FORMED.fullmatch(given) else uuid.uuid4().hex


def view_of(request: HttpRequest) -> str:
    """The name of the view; "none" where the address has none."""
    match = request.resolver_match
    return (match.view_name if match else "") or "none"


def _person(request: HttpRequest) -> dict[str, int]:
    """The key of who is signed in, if that was asked for already: the log asks the database nothing."""
    person = getattr(request.__dict__.get("_cached_user"), "pk", None)
    return {} if person is None else {"person": person}
