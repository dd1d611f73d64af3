"""One's own way of signing in: password, second factors, sessions."""

from __future__ import annotations

from typing import Any

from allauth.account.views import PasswordChangeView, ReauthenticateView
from allauth.mfa.base.views import ReauthenticateView as ReauthenticateByCodeView
from allauth.mfa.recovery_codes.views import GenerateRecoveryCodesView, ViewRecoveryCodesView
from allauth.mfa.totp.views import ActivateTOTPView, DeactivateTOTPView
from allauth.mfa.webauthn.views import AddWebAuthnView, ReauthenticateWebAuthnView, RemoveWebAuthnView
from django.conf import settings
from django.contrib import messages
from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.utils.translation import gettext as _
from django.utils.translation import ngettext
from django.views.decorators.http import require_GET, require_POST

from muster.features.accounts.rights import Subject, Verb, may, signed_in
from muster.features.sign_in import actions, queries
from muster.features.sign_in.second_factor import needs_second_factor


@require_GET
def security(request: HttpRequest) -> HttpResponse:
    """How one signs in, and where one is signed in."""
    person = signed_in(request)
    factors = queries.factors_of(person)
    context = {
        "factors": factors,
        "must": needs_second_factor(person) and not factors,
        "second_factor_is_on": settings.SECOND_FACTOR,
        "sessions": queries.sessions_of(person, request.session.session_key),
        "tokens": queries.own_tokens(person),
        "administers": may(person, Verb.ADMINISTER, Subject.ACCOUNT),
    }
    return render(request, "sign_in/security.html", context)


@require_POST
def end_session(request: HttpRequest, key: int) -> HttpResponse:
    actions.end_session(signed_in(request), key)
    messages.success(request, _("The session was ended."))
    return redirect("mfa_index")


@require_POST
def end_other_sessions(request: HttpRequest) -> HttpResponse:
    ended = actions.end_other_sessions(signed_in(request), request.session.session_key or "")
    said = ngettext("%(n)d other session was ended.", "%(n)d other sessions were ended.", ended) % {"n": ended}
    messages.success(request, said)
    return redirect("mfa_index")


class ChangePassword(PasswordChangeView):  # type: ignore[misc]
    template_name = "sign_in/password.html"

    def dispatch(self, request: HttpRequest, *arguments: Any, **options: Any) -> Any:
        if not signed_in(request).has_usable_password():  # they came through the provider
            messages.warning(
                request, _("Your account has no password. An administrator can give you a link to set one.")
            )
            return redirect("mfa_index")
        return super().dispatch(request, *arguments, **options)


class AddApp(ActivateTOTPView):  # type: ignore[misc]
    template_name = "sign_in/add_app.html"


class RemoveApp(DeactivateTOTPView):  # type: ignore[misc]
    template_name = "sign_in/remove_app.html"


class AddPasskey(AddWebAuthnView):  # type: ignore[misc]
    template_name = "sign_in/add_passkey.html"

    def get_context_data(self, **values: Any) -> dict[str, Any]:
        return {**super().get_context_data(**values), **values}


class RemovePasskey(RemoveWebAuthnView):  # type: ignore[misc]
    template_name = "sign_in/remove_passkey.html"


class RecoveryCodes(ViewRecoveryCodesView):  # type: ignore[misc]
    template_name = "sign_in/codes.html"


class NewRecoveryCodes(GenerateRecoveryCodesView):  # type: ignore[misc]
    template_name = "sign_in/new_codes.html"


class ConfirmByPassword(ReauthenticateView):  # type: ignore[misc]
    template_name = "sign_in/confirm.html"


class ConfirmByCode(ReauthenticateByCodeView):  # type: ignore[misc]
    template_name = "sign_in/confirm.html"


class ConfirmByPasskey(ReauthenticateWebAuthnView):  # type: ignore[misc]
    template_name = "sign_in/confirm_by_passkey.html"
