"""What people read when something cannot be shown: why, and what to do; to who is signed in, with the rooms."""

from __future__ import annotations

import logging
from collections.abc import Callable

from django.contrib import messages
from django.db import DataError, Error
from django.http import HttpRequest, HttpResponse, HttpResponseNotAllowed, JsonResponse
from django.shortcuts import redirect
from django.template.loader import render_to_string
from django.urls import is_valid_path
from django.utils.translation import gettext as _

from muster.core.operation import logs

logger = logging.getLogger(__name__)

API = "/api/"  # where programs ask, which want no page


def bad_request(request: HttpRequest, exception: Exception) -> HttpResponse:
    return _page(
        request, 400, _("This request could not be understood"), "", _("Go back, load the page anew and try once more.")
    )


def form_not_accepted(request: HttpRequest, reason: str = "") -> HttpResponse:
    """The form did not come with the token of its page (CSRF)."""
    return _page(
        request,
        403,
        _("This form could not be accepted"),
        _("Its page was opened before you signed in, or the browser keeps no cookies. Nothing was changed."),
        _("Go back, load the page anew and send the form once more."),
    )


def not_permitted(request: HttpRequest, exception: Exception) -> HttpResponse:
    return _page(
        request,
        403,
        _("This is not open to you"),
        str(exception),
        _("Somebody whose role includes it can do it for you; roles are given by the administrator."),
    )


def no_page(get_response: Callable[[HttpRequest], HttpResponse]) -> Callable[[HttpRequest], HttpResponse]:
    """Whoever opens an address which only takes forms gets to the page above it, such as after choosing a language in
    its answer; where a browser would show an error of its own, it is said in words."""

    def middleware(request: HttpRequest) -> HttpResponse:
        response = get_response(request)
        if not isinstance(response, HttpResponseNotAllowed) or request.method != "GET" or response.content:
            return response
        if "text/html" in request.headers.get("Accept", ""):
            messages.warning(
                request, _("That page was the answer to a form. Nothing was changed now: send it from here.")
            )
            return redirect(_page_above(request.path))
        worded = _page(
            request,
            405,
            _("This page cannot be opened by itself"),
            _("It was the answer to a form that was sent. Nothing was changed now."),
            _("Go back to where you filled in the form, and send it once more."),
        )
        worded.headers["Allow"] = response.headers["Allow"]
        return worded

    return middleware


def _page_above(path: str) -> str:
    """The nearest address above this one at which there is something: of a record's form, the record."""
    above = path.rstrip("/").rpartition("/")[0] + "/"
    return above if above == "/" or is_valid_path(above) else _page_above(above)


class NothingUnstorable:
    """Middleware: what the database cannot hold (a NUL in a text, too large a number) is the request's mistake."""

    def __init__(self, get_response: Callable[[HttpRequest], HttpResponse]) -> None:
        self.get_response = get_response

    def __call__(self, request: HttpRequest) -> HttpResponse:
        return self.get_response(request)

    def process_exception(self, request: HttpRequest, exception: Exception) -> HttpResponse | None:
        if not isinstance(exception, DataError | UnicodeEncodeError):
            return None
        logger.warning("The database could not hold what was sent to %s: %s", request.path, type(exception).__name__)
        return bad_request(request, exception)


def not_found(request: HttpRequest, exception: Exception, way: str = "") -> HttpResponse:
    """`way` is the address at which this person may open what is closed to them, whether there is something or not."""
    return _page(
        request,
        404,
        _("There is nothing at this address"),
        _("It may be mistyped, or what stood here is gone."),
        _("Look for it in one of the rooms of the menu, or search the register.") if _inside(request) else "",
        way=way,
    )


def too_many(request: HttpRequest) -> HttpResponse:
    return _page(
        request,
        429,
        _("This came too often"),
        _("Nothing was changed."),
        _("Wait a minute, then try once more."),
    )


def server_error(request: HttpRequest) -> HttpResponse:
    return _page(
        request,
        500,
        _("Something went wrong here"),
        _("It was noted. Nothing that was accepted before is lost."),
        _("Go back and try once more; if it happens again, tell the administrator what you were doing."),
        number=str((logs.current() or {}).get("request", "")),
    )


def _page(
    request: HttpRequest, status: int, heading: str, sentence: str, advice: str, *, number: str = "", way: str = ""
) -> HttpResponse:
    """`number` is that of the request, by which the log is searched; `way` as in `not_found`."""
    if request.path.startswith(API) and request.path != API:
        return JsonResponse({"detail": f"{heading}. {sentence}".removesuffix(" ")}, status=status)
    context = {"error_heading": heading, "sentence": sentence, "advice": advice, "number": number, "way": way}
    try:
        text = render_to_string("ui/error_inside.html" if _inside(request) else "ui/error.html", context, request)
    except Error:  # then nobody can be known to be signed in, nor their colours
        text = render_to_string("ui/error.html", context)
    return HttpResponse(text, status=status)


def _inside(request: HttpRequest) -> bool:
    return hasattr(request, "user") and request.user.is_authenticated
