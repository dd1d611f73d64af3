"""Around every view for devices: who asks, and that whatever goes wrong is said in the form that devices show."""

from __future__ import annotations

from collections.abc import Callable
from functools import wraps
from typing import Concatenate, ParamSpec, cast

from django.contrib.auth.decorators import login_not_required
from django.core.exceptions import ObjectDoesNotExist, PermissionDenied, ValidationError
from django.db import DataError
from django.http import HttpRequest, HttpResponse
from django.utils import translation
from django.utils.translation import gettext as _
from django.views.decorators.csrf import csrf_exempt

from muster.core import files
from muster.core.conflicts import Conflict
from muster.core.web import refusals
from muster.features.accounts.models import User
from muster.features.registers.actions.recording import Taken
from muster.features.registers.openrosa.documents import response
from muster.features.registers.openrosa.keys import CHALLENGE, key_of, token_of
from muster.features.registers.openrosa.receiving import ADVISED, TooMuch, Unreadable
from muster.features.sign_in import tokens

XML = "text/xml; charset=utf-8"
SAID: dict[type[Exception], int] = {  # errors whose own words are sentences; the first that fits
    PermissionDenied: 403,
    Conflict: 409,
    Taken: 409,
    TooMuch: 413,
    Unreadable: 400,
    ValidationError: 422,
    files.TooLarge: 413,
    files.Unavailable: 503,
}
REFUSED: tuple[type[Exception], ...] = (*SAID, ObjectDoesNotExist, DataError, UnicodeEncodeError)

Given = ParamSpec("Given")
View = Callable[Concatenate[HttpRequest, User, Given], HttpResponse]


def for_devices(view: View[Given]) -> Callable[Concatenate[HttpRequest, Given], HttpResponse]:
    """A view that is given the person whose token came; no cookie opens it, so it needs no form's token."""

    @csrf_exempt
    @login_not_required
    @wraps(view)
    def answered(request: HttpRequest, *args: Given.args, **kwargs: Given.kwargs) -> HttpResponse:
        token = token_of(request)
        person = tokens.admitted(token, request) if token else None
        if person is None:
            return _marked(_unknown(request))
        with translation.override(person.language):
            try:
                answer = view(request, person, *args, **kwargs)
            except REFUSED as error:
                answer = _refused(error)
            answer.headers["Content-Language"] = person.language
        return _marked(answer)

    return cast(Callable[Concatenate[HttpRequest, Given], HttpResponse], answered)


def said(status: int, message: str, *, wrong: bool = False) -> HttpResponse:
    """A sentence for whoever holds the device."""
    return HttpResponse(response(message, wrong=wrong), content_type=XML, status=status)


def _refused(error: Exception) -> HttpResponse:
    if isinstance(error, ObjectDoesNotExist):
        return said(404, _("There is no such form, or it is not open to you."), wrong=True)
    if isinstance(error, DataError | UnicodeEncodeError):
        return said(400, _(refusals.NOT_STORABLE), wrong=True)
    status = next(status for kind, status in SAID.items() if isinstance(error, kind))
    words = " ".join(error.messages) if isinstance(error, ValidationError) else str(error)
    return said(status, words, wrong=True)


def _unknown(request: HttpRequest) -> HttpResponse:
    """No token, or none that works; a device that came with a key in its address has no password to be asked for."""
    if key_of(request):
        return said(403, _("The key of this device does not work any more. Ask the administrator for one."), wrong=True)
    answer = said(401, _("Sign in with a token as the password; the user name may be anything."), wrong=True)
    answer.headers["WWW-Authenticate"] = CHALLENGE
    return answer


def _marked(answer: HttpResponse) -> HttpResponse:
    """What OpenRosa wants in every answer but the date, which the server writes."""
    answer.headers["X-OpenRosa-Version"] = "1.0"
    answer.headers["X-OpenRosa-Accept-Content-Length"] = str(ADVISED)
    answer.headers["Referrer-Policy"] = "no-referrer"  # the address may have a key in it
    return answer
