"""The way in: password, second factor, passkey, the organisation's provider, a link for who is new."""

from __future__ import annotations

from typing import Any

from allauth.account.internal.flows.login import perform_login, record_authentication
from allauth.account.models import Login
from allauth.account.utils import get_next_redirect_url
from allauth.account.views import LoginView, LogoutView
from allauth.mfa.base.views import AuthenticateView
from allauth.mfa.webauthn.views import LoginWebAuthnView
from allauth.socialaccount.helpers import render_authentication_error
from allauth.socialaccount.providers.base.constants import AuthProcess
from allauth.socialaccount.providers.oauth2.views import OAuth2CallbackView
from django.conf import settings
from django.contrib.auth.decorators import login_not_required
from django.contrib.auth.forms import SetPasswordForm
from django.contrib.auth.views import INTERNAL_RESET_SESSION_TOKEN, PasswordResetConfirmView
from django.http import Http404, HttpRequest, HttpResponse
from django.utils.decorators import method_decorator
from django.views.decorators.http import require_GET
from requests import RequestException

from muster.features.accounts.models import User
from muster.features.sign_in import adapters, provider, queries, trail


class SignIn(LoginView):  # type: ignore[misc]
    template_name = "sign_in/sign_in.html"

    def get_context_data(self, **values: Any) -> dict[str, Any]:
        offered = settings.SOCIALACCOUNT_PROVIDERS.get("openid_connect", {}).get("APPS", [])
        more = {"provider": offered[0]["name"] if offered else "", "second_factor_is_on": settings.SECOND_FACTOR}
        return {**super().get_context_data(**values), **more}


@method_decorator(login_not_required, name="dispatch")  # who is half signed in leaves by it too
class SignOut(LogoutView):  # type: ignore[misc]
    http_method_names = ("post", "options")


class SecondFactor(AuthenticateView):  # type: ignore[misc]
    """Asked of who has a second factor, after the password or the provider."""

    template_name = "sign_in/second_factor.html"

    def get_context_data(self, **values: Any) -> dict[str, Any]:
        return {**super().get_context_data(**values), "factors": queries.factors_of(self.stage.login.user)}


@method_decorator(login_not_required, name="dispatch")
class PasskeySignIn(LoginWebAuthnView):  # type: ignore[misc]
    """Signs in by a passkey alone."""

    def form_invalid(self, form: Any) -> HttpResponse:
        trail.note("sign-in failed", by=None, of=None, request=self.request, how="passkey")
        answer: HttpResponse = super().form_invalid(form)
        return answer


@login_not_required
@require_GET
def to_provider(request: HttpRequest) -> HttpResponse:
    """Away to the provider. A link, no form: the browser lets our forms lead nowhere else (`form-action`)."""
    found = _provider(request)
    try:
        answer: HttpResponse = found.redirect(request, AuthProcess.LOGIN, get_next_redirect_url(request))
    except RequestException as error:  # the provider cannot be reached
        answer = render_authentication_error(request, found, exception=error)
    return answer


@login_not_required
@require_GET
def from_provider(request: HttpRequest, provider_id: str) -> HttpResponse:
    """Back from the provider, with a code that is exchanged for a signed token."""
    found = _provider(request)
    if provider_id != found.sub_id:
        raise Http404
    answer: HttpResponse = OAuth2CallbackView.adapter_view(provider.SignedTokens(request, found.sub_id))(request)
    return answer


def _provider(request: HttpRequest) -> Any:
    if not settings.SOCIALACCOUNT_PROVIDERS:
        raise Http404
    return adapters.Provider(request).get_provider(request, provider.KEY)


class Welcome(PasswordResetConfirmView):
    """Where the link of an administrator leads: the person chooses a password and is signed in.

    A second factor that they have is asked for; one that their role needs they set up next.
    """

    template_name = "sign_in/welcome.html"

    def form_valid(self, form: SetPasswordForm[User]) -> HttpResponse:
        person = form.save()
        del self.request.session[INTERNAL_RESET_SESSION_TOKEN]
        trail.note("password set", by=person.pk, of=person.pk, request=self.request)
        record_authentication(self.request, person, "link")
        answer: HttpResponse = perform_login(self.request, Login(user=person))
        return answer
