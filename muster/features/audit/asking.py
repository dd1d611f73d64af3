"""The page that asks what a record is needed for, in the place of the page that somebody wanted."""

from __future__ import annotations

from urllib.parse import urlsplit

from django.http import HttpRequest, HttpResponse
from django.shortcuts import render, resolve_url
from django.utils.http import url_has_allowed_host_and_scheme
from django.utils.translation import gettext as _

from muster.core.data_sets import data_sets
from muster.features.audit.forms import JustificationForm


def ask(
    request: HttpRequest,
    code: str,
    key: str,
    form: JustificationForm | None = None,
    wanted: str = "",
    back: str = "",
    *,
    sent: bool = False,
) -> HttpResponse:
    """403 until somebody said why; `wanted` is where they go then, `back` where they go who will not say it. `sent`:
    they had filled in a form, of which nothing was done."""
    wanted = wanted or _page(request)
    context = {
        "form": form or JustificationForm(),
        "code": code,
        "key": key,
        "data_set": data_sets().get(code),
        "wanted": wanted,
        "back": back or _before(request, wanted),
        "this_page": wanted,
        "sent": sent,
    }
    return render(request, "audit/reason.html", context, status=403)


def nothing_done() -> str:
    """Of what somebody sent before they said why."""
    return _("Nothing was changed by what you sent before: send it once more.")


def safe_page(request: HttpRequest, address: str) -> str:
    """The address where it is one of this site, without its host; the first page for any other."""
    if not url_has_allowed_host_and_scheme(address, {request.get_host()}):
        return resolve_url("today")
    parts = urlsplit(address)
    return f"{parts.path}?{parts.query}" if parts.query else parts.path


def _page(request: HttpRequest) -> str:
    """The page that was asked for; of something that was sent, the page with its form."""
    return request.get_full_path() if request.method in {"GET", "HEAD"} else _came_from(request)


def _before(request: HttpRequest, wanted: str) -> str:
    """Where they came from; the first page where that would ask them once more."""
    before = _came_from(request)
    return resolve_url("today") if before in {wanted, resolve_url("audit:reason")} else before


def _came_from(request: HttpRequest) -> str:
    return safe_page(request, request.headers.get("Referer", ""))
