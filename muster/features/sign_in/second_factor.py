"""Who needs a second factor, who has one, and that whoever lacks one sets it up before anything else."""

from __future__ import annotations

from collections.abc import Callable
from typing import Any

from allauth.mfa.models import Authenticator
from django.conf import settings
from django.db.models import QuerySet
from django.http import HttpRequest, HttpResponse, JsonResponse
from django.shortcuts import redirect
from django.utils.translation import gettext as _

from muster.features.accounts.models import Assignment, User
from muster.features.accounts.queries import held

FACTORS = (Authenticator.Type.TOTP, Authenticator.Type.WEBAUTHN)  # recovery codes stand in for one, they are none
SEEN = "second_factor"  # in a session: that its person has one, so it need not be asked for each page
# Pages that lead to a second factor, or away.
ON_THE_WAY = {
    *("mfa_index", "mfa_activate_totp", "mfa_add_webauthn", "mfa_list_webauthn", "mfa_view_recovery_codes"),
    *("account_reauthenticate", "mfa_reauthenticate", "mfa_reauthenticate_webauthn"),
    *("account_logout", "account_change_password", "choose_language", "preferences"),
}


def needs_second_factor(person: User) -> bool:
    """Whether a role of this person, or of somebody they act for, asks for a second factor, where that is held to."""
    if not settings.SECOND_FACTOR:
        return False
    people = [person.pk, *person.acts_for().values_list("absent", flat=True)]
    return who_needs_one().filter(person__in=people).exists()


def who_needs_one() -> QuerySet[Assignment]:
    """The assignments in force whose role asks for a second factor."""
    return held().filter(role__second_factor=True)


def has_second_factor(person: User) -> bool:
    """Whether an authenticator app or a passkey is set up."""
    return bool(Authenticator.objects.filter(user=person, type__in=FACTORS).exists())


class SecondFactorFirst:
    """Middleware: shows nothing else to who needs a second factor and has none."""

    def __init__(self, get_response: Callable[[HttpRequest], HttpResponse]) -> None:
        self.get_response = get_response

    def __call__(self, request: HttpRequest) -> HttpResponse:
        return self.get_response(request)

    def process_view(self, request: HttpRequest, view: Any, *_arguments: Any) -> HttpResponse | None:
        match = request.resolver_match
        is_api = match is not None and match.namespace == "api"
        if not is_api and (not getattr(view, "login_required", True) or (match and match.url_name in ON_THE_WAY)):
            return None
        if not isinstance(request.user, User) or self._in_order(request, request.user):
            return None
        if is_api:
            return JsonResponse({"detail": _("Set up a second factor in the browser first.")}, status=403)
        return redirect("mfa_index")

    def _in_order(self, request: HttpRequest, person: User) -> bool:
        if not needs_second_factor(person) or request.session.get(SEEN):
            return True
        if not has_second_factor(person):
            return False
        request.session[SEEN] = True
        return True
