"""The reader's language and colours, on every request."""

from __future__ import annotations

from collections.abc import Callable

from django.conf import settings
from django.http import HttpRequest, HttpResponse
from django.utils import translation

from muster.features.accounts.models import User

LANGUAGE_COOKIE = "language"


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
    known = dict(settings.LANGUAGES)
    if isinstance(request.user, User) and request.user.language in known:
        return request.user.language
    cookie = request.COOKIES.get(LANGUAGE_COOKIE, "")
    return cookie if cookie in known else translation.get_language_from_request(request)
