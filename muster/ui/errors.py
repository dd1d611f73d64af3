"""What people read when something cannot be shown."""

from __future__ import annotations

from django.http import HttpRequest, HttpResponse
from django.shortcuts import render
from django.utils.translation import gettext as _


def bad_request(request: HttpRequest, exception: Exception) -> HttpResponse:
    return _page(request, 400, _("This request could not be understood"), "")


def not_permitted(request: HttpRequest, exception: Exception) -> HttpResponse:
    return _page(request, 403, _("This is not open to you"), str(exception))


def not_found(request: HttpRequest, exception: Exception) -> HttpResponse:
    return _page(request, 404, _("There is nothing at this address"), "")


def server_error(request: HttpRequest) -> HttpResponse:
    return _page(
        request, 500, _("Something went wrong here"), _("It was noted. Nothing that was accepted before is lost.")
    )


def _page(request: HttpRequest, status: int, heading: str, sentence: str) -> HttpResponse:
    return render(request, "ui/error.html", {"error_heading": heading, "sentence": sentence}, status=status)
