"""On every request: who must sign in first, and the reader's language and colours."""

from __future__ import annotations

from collections.abc import Callable
from typing import Any
from urllib.parse import urlsplit

from django.conf import settings
from django.contrib import messages
from django.contrib.auth.middleware import LoginRequiredMiddleware
from django.contrib.auth.views import redirect_to_login
from django.http import HttpRequest, HttpResponse
from django.shortcuts import resolve_url
from django.utils import translation
from django.utils.http import url_has_allowed_host_and_scheme
from django.utils.translation import gettext as _
from django_htmx.http import HttpResponseClientRedirect

from muster.core.identity import DOOR, NOBODY, become, of_person
from muster.features.accounts import uses
from muster.features.accounts.models import User


def identity(get_response: Callable[[HttpRequest], HttpResponse]) -> Callable[[HttpRequest], HttpResponse]:
    """Ask the database on behalf of who is signed in; what is streamed is still read after this has returned.

    Who it is, is found out as `DOOR`. `request_finished` ends it (`leave`).
    """

    def middleware(request: HttpRequest) -> HttpResponse:
        become(DOOR)
        person = request.user
        if isinstance(person, User) and person.pk:
            enter(person)
        response = get_response(request)
        uses.keep(request.user)
        return response

    return middleware


def enter(person: User) -> None:
    """From now on it is this person who asks, with the limits of the token that they come with."""
    limits = person.token_limits
    unit = person.token_unit.pk if person.token_unit else None
    become(of_person(person.pk, limits=frozenset(map(" ".join, limits)) if limits is not None else None, unit=unit))


def leave(**_: Any) -> None:
    """The request is over."""
    become(NOBODY)


class SignInFirst(LoginRequiredMiddleware):
    """Sends strangers to sign in, and from there to the page they were on: what a form is sent to shows nothing."""

    def handle_no_permission(self, request: HttpRequest, view_func: Any) -> HttpResponse:  # type: ignore[override]
        if request.method == "GET" and not request.headers.get("HX-Request"):
            return super().handle_no_permission(request, view_func)
        if request.method == "POST":
            messages.warning(request, _("You were signed out meanwhile. What you sent last was not kept."))
        answer = redirect_to_login(_page_of(request), resolve_url(settings.LOGIN_URL))
        return HttpResponseClientRedirect(answer.url) if request.headers.get("HX-Request") else answer


def _page_of(request: HttpRequest) -> str:
    """The page whose form or part this request is of; the first page where it does not say."""
    page = request.headers.get("HX-Current-URL") or request.headers.get("Referer", "")
    if not url_has_allowed_host_and_scheme(page, {request.get_host()}):
        return resolve_url(settings.LOGIN_REDIRECT_URL)
    parts = urlsplit(page)
    return f"{parts.path}?{parts.query}" if parts.query else parts.path


def preferences(get_response: Callable[[HttpRequest], HttpResponse]) -> Callable[[HttpRequest], HttpResponse]:
    """Answer in the signed-in person's language; before sign-in, in the cookie's or the browser's."""

    def middleware(request: HttpRequest) -> HttpResponse:
        language = _language(request)
        with translation.override(language):
            request.LANGUAGE_CODE = language
            response = get_response(request)
        response.headers.setdefault("Content-Language", language)
        return response

    return middleware


def _language(request: HttpRequest) -> str:
    if isinstance(request.user, User) and request.user.language in dict(settings.LANGUAGES):
        return request.user.language
    return translation.get_language_from_request(request)
