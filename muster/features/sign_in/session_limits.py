"""How long a session lasts: so long at most, and less where it is not used."""

from __future__ import annotations

import time
from collections.abc import Callable

from allauth.account.adapter import get_adapter
from allauth.usersessions.models import UserSession
from django.conf import settings
from django.contrib import messages
from django.contrib.auth import logout
from django.contrib.sessions.backends.base import UpdateError
from django.http import HttpRequest, HttpResponse
from django.utils import timezone
from django.utils.translation import gettext as _

BEGAN, USED = "began", "used"  # in a session: seconds since 1970
EXACT = 60  # seconds; a session's last use is not written down more often


def session_limits(get_response: Callable[[HttpRequest], HttpResponse]) -> Callable[[HttpRequest], HttpResponse]:
    """Middleware: signs out whose session is over, and keeps when a session was used last."""

    def middleware(request: HttpRequest) -> HttpResponse:
        if request.user.is_authenticated:
            now = time.time()
            if reason := _over(request, now):
                logout(request)
                messages.warning(request, reason)
            elif now - request.session.get(USED, 0) >= EXACT:
                _note_use(request, now)
        return get_response(request)

    return middleware


def _over(request: HttpRequest, now: float) -> str:
    """Why the session is over, as a sentence; empty where it is not."""
    if now - request.session.get(BEGAN, now) >= settings.SESSION_LONGEST.total_seconds():
        return _("You were signed out: a session ends after some hours. Please sign in again.")
    if now - request.session.get(USED, now) >= settings.SESSION_IDLE.total_seconds():
        return _("You were signed out because the page was not used for a while. Please sign in again.")
    return ""


def _note_use(request: HttpRequest, now: float) -> None:
    """Kept at once: after the answer, a session that has ended meanwhile would make an error of what was done."""
    request.session.setdefault(BEGAN, now)
    request.session[USED] = now
    try:
        request.session.save()
    except UpdateError:  # it has just ended
        return logout(request)
    request.session.modified = False
    seen = {"last_seen_at": timezone.now(), "ip": get_adapter(request).get_client_ip(request)}
    key = request.session.session_key
    if not UserSession.objects.filter(session_key=key).update(**seen):
        UserSession.objects.create_from_request(request)
