"""What follows from signing in and out and from changed passwords and factors: what is noted, which sessions end."""

from __future__ import annotations

import time
from typing import Any

from allauth.account import signals as account
from allauth.account.authentication import get_authentication_records
from allauth.mfa import signals as mfa
from allauth.mfa.models import Authenticator
from django.contrib.auth import signals as auth
from django.http import HttpRequest

from muster.features.accounts.models import User
from muster.features.sign_in import actions, second_factor, trail
from muster.features.sign_in.session_limits import BEGAN, USED


def connect() -> None:
    auth.user_logged_in.connect(begin_session)
    auth.user_logged_out.connect(signed_out)
    account.user_logged_in.connect(signed_in)
    account.password_changed.connect(password_changed)
    mfa.authenticator_added.connect(factor_added)
    mfa.authenticator_removed.connect(factor_removed)
    mfa.authenticator_reset.connect(codes_made)
    mfa.authenticator_used.connect(factor_used)
    mfa.authentication_failed.connect(code_failed)


def begin_session(request: HttpRequest, **_: Any) -> None:
    if hasattr(request, "session"):
        request.session[BEGAN] = request.session[USED] = time.time()


def signed_in(request: HttpRequest, user: User, **_: Any) -> None:
    ways = [record.get("type", record["method"]) for record in get_authentication_records(request, user)]
    trail.note("signed in", by=user.pk, of=user.pk, request=request, how=ways)


def signed_out(request: HttpRequest, user: User | None, **_: Any) -> None:
    if user is not None:
        trail.note("signed out", by=user.pk, of=user.pk, request=request)


def password_changed(request: HttpRequest, user: User, **_: Any) -> None:
    trail.note("password changed", by=user.pk, of=user.pk, request=request)
    _end_others(request, user)


def factor_added(request: HttpRequest, user: User, authenticator: Authenticator, **_: Any) -> None:
    trail.note("factor added", by=user.pk, of=user.pk, request=request, what=authenticator.type)
    _end_others(request, user)


def factor_removed(request: HttpRequest, user: User, authenticator: Authenticator, **_: Any) -> None:
    trail.note("factor removed", by=user.pk, of=user.pk, request=request, what=authenticator.type)
    request.session.pop(second_factor.SEEN, None)
    _end_others(request, user)


def codes_made(request: HttpRequest, user: User, **_: Any) -> None:
    trail.note("recovery codes made", by=user.pk, of=user.pk, request=request)


def factor_used(request: HttpRequest, user: User, authenticator: Authenticator, **_: Any) -> None:
    if authenticator.type == Authenticator.Type.RECOVERY_CODES:
        trail.note("recovery code used", by=user.pk, of=user.pk, request=request)


def code_failed(request: HttpRequest, user: User, authenticator: Authenticator, **_: Any) -> None:
    trail.note("code failed", by=None, of=user.pk, request=request)


def _end_others(request: HttpRequest, person: User) -> None:
    """Whoever was in elsewhere comes in by the new way or not at all."""
    actions.end_other_sessions(person, request.session.session_key or "")
