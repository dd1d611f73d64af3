"""Where allauth asks Muster: who may sign in, what is said, what is kept secret."""

from __future__ import annotations

import base64
import time
from typing import Any, NoReturn

from allauth.account.adapter import DefaultAccountAdapter
from allauth.account.authentication import get_authentication_records
from allauth.core import context
from allauth.core.exceptions import ImmediateHttpResponse
from allauth.mfa.adapter import DefaultMFAAdapter
from allauth.mfa.models import Authenticator
from allauth.socialaccount.adapter import DefaultSocialAccountAdapter
from allauth.socialaccount.models import SocialAccount, SocialLogin
from cryptography.fernet import Fernet, MultiFernet
from cryptography.hazmat.primitives.hashes import SHA256
from cryptography.hazmat.primitives.kdf.hkdf import HKDF
from django.conf import settings
from django.contrib import messages
from django.contrib.auth.models import AbstractBaseUser
from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect
from django.utils.encoding import force_bytes
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from muster.core.addresses import client_address
from muster.features.accounts.models import User
from muster.features.sign_in import lock_out, provider, trail

WRONG = gettext_lazy("The user name or the password is not right.")
WRONG_CODE = gettext_lazy("This code is not right. Codes of an app change every 30 seconds and count once.")
REASON_LIMIT = 200  # signs of what others say why a sign-in did not work

# What allauth wants to say, by its template; what is not named here goes without saying.
SAID = {
    "account/messages/password_changed.txt": gettext_lazy("Your password was changed. Other sessions were ended."),
    "mfa/messages/totp_activated.txt": gettext_lazy("The authenticator app was added. Other sessions were ended."),
    "mfa/messages/totp_deactivated.txt": gettext_lazy("The authenticator app was removed."),
    "mfa/messages/webauthn_added.txt": gettext_lazy("The passkey was added. Other sessions were ended."),
    "mfa/messages/webauthn_removed.txt": gettext_lazy("The passkey was removed."),
}


class Accounts(DefaultAccountAdapter):  # type: ignore[misc]
    """Sign-in by user name and password: counted, noted, and alike whether there is such an account or not."""

    error_messages = {
        **DefaultAccountAdapter.error_messages,
        "username_password_mismatch": WRONG,
        "incorrect_password": gettext_lazy("This password is not right."),
        "enter_current_password": gettext_lazy("This is not your present password."),
        "incorrect_code": WRONG_CODE,
    }

    def is_open_for_signup(self, request: HttpRequest) -> bool:
        return False

    def get_client_ip(self, request: HttpRequest) -> str:
        return client_address(request)

    def pre_authenticate(self, request: HttpRequest, **credentials: Any) -> None:
        account = lock_out.account_key(credentials.get("username", ""))
        self._counted = lock_out.count(account, lock_out.address_key(client_address(request)))

    def authenticate(self, request: HttpRequest, **credentials: Any) -> AbstractBaseUser | None:
        person: AbstractBaseUser | None = super().authenticate(request, **credentials)
        if person is None:
            return None
        if not person.is_active:
            self.authentication_failed(request, **credentials)
            return None
        lock_out.was_right(self._counted)
        return person

    def authentication_failed(self, request: HttpRequest, **credentials: Any) -> None:
        name = credentials.get("username", "").strip()
        meant = User.objects.filter(username__iexact=name).values_list("pk", flat=True).first()
        trail.note("sign-in failed", by=None, of=meant, request=request)
        if held := self._counted.held:
            trail.note("locked out", by=None, of=meant, request=request, what=held)

    def respond_user_inactive(self, request: HttpRequest, user: AbstractBaseUser) -> HttpResponse:
        messages.error(request, _("This account is closed. Ask your administrator."))
        return redirect("account_login")

    def add_message(
        self,
        request: HttpRequest,
        level: int,
        message_template: str | None = None,
        message_context: dict[str, Any] | None = None,
        extra_tags: str = "",
        message: str | None = None,
    ) -> None:
        if text := message or SAID.get(message_template or ""):
            messages.add_message(request, level, str(text), extra_tags=extra_tags)

    def get_password_change_redirect_url(self, request: HttpRequest) -> str:
        return str(redirect("mfa_index").url)

    def is_reauthentication_required(self, *, app: str, **options: Any) -> bool:
        """Not within some minutes of signing in: whoever has just proved who they are need not do so again."""
        records = get_authentication_records(context.request, context.request.user)
        latest = max((record["at"] for record in records), default=0.0)
        if time.time() - latest < settings.ACCOUNT_REAUTHENTICATION_TIMEOUT:
            return False
        return bool(super().is_reauthentication_required(app=app, **options))


class SecondFactors(DefaultMFAAdapter):  # type: ignore[misc]
    """Secrets of authenticator apps and recovery codes are kept encrypted: a copy of the database opens no account."""

    error_messages = {
        **DefaultMFAAdapter.error_messages,
        "incorrect_code": WRONG_CODE,
    }

    def encrypt(self, text: str) -> str:
        return _cipher().encrypt(text.encode()).decode()

    def decrypt(self, encrypted_text: str) -> str:
        return _cipher().decrypt(encrypted_text.encode()).decode()

    def generate_authenticator_name(self, user: AbstractBaseUser, type: Authenticator.Type) -> str:
        number = Authenticator.objects.filter(user_id=user.pk, type=type).count() + 1
        return _("Passkey %(number)d") % {"number": number}

    def get_public_key_credential_rp_entity(self) -> dict[str, str]:
        return {**super().get_public_key_credential_rp_entity(), "name": settings.MFA_TOTP_ISSUER}


def _cipher() -> MultiFernet:
    """By keys derived from the signing keys, the present one first."""
    keys = [settings.SECRET_KEY, *settings.SECRET_KEY_FALLBACKS]
    derived = (HKDF(SHA256(), 32, None, b"muster.second-factor").derive(force_bytes(key)) for key in keys)
    return MultiFernet([Fernet(base64.urlsafe_b64encode(key)) for key in derived])


class Provider(DefaultSocialAccountAdapter):  # type: ignore[misc]
    """Sign-in through the organisation's provider: for people who have an account, and for nobody else."""

    def is_open_for_signup(self, request: HttpRequest, sociallogin: SocialLogin) -> bool:
        return False

    def pre_social_login(self, request: HttpRequest, sociallogin: SocialLogin) -> None:
        """Tie an identity that comes for the first time to the person whom its claim names; refuse where nobody is."""
        if sociallogin.is_existing:
            return
        person = provider.person_of(sociallogin.claims)
        if person is None or SocialAccount.objects.filter(user=person, provider=provider.KEY).exists():
            trail.note("sign-in refused", by=None, of=person.pk if person else None, request=request, how="provider")
            refuse(request, _("Muster has no account for you there. Ask your administrator for one."))
        sociallogin.user = sociallogin.account.user = person
        sociallogin.account.save()
        trail.note("provider linked", by=person.pk, of=person.pk, request=request)

    def on_authentication_error(
        self, request: HttpRequest, provider: Any, error: Any = None, exception: Any = None, extra_context: Any = None
    ) -> None:
        trail.note("sign-in refused", by=None, of=None, request=request, how="provider", why=_plain(exception or error))
        refuse(request, _("Signing in there did not work. Try once more, or sign in with your password."))


def _plain(said: object) -> str:
    """What a provider, or a stranger in its name, gave as a reason: as much as an auditor can read."""
    return "".join(sign if sign.isprintable() else " " for sign in str(said)[:REASON_LIMIT])


def refuse(request: HttpRequest, sentence: str) -> NoReturn:
    """Back to the sign-in page; ends what allauth was about to do."""
    messages.error(request, sentence)
    raise ImmediateHttpResponse(redirect("account_login"))
