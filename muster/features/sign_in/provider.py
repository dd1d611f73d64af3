"""Sign-in through an OpenID Connect provider, and whom of ours it names."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any

from allauth.socialaccount.internal import jwtkit
from allauth.socialaccount.models import SocialApp, SocialLogin, SocialToken
from allauth.socialaccount.providers.oauth2.client import OAuth2Error
from allauth.socialaccount.providers.openid_connect.views import OpenIDConnectOAuth2Adapter
from django.conf import settings
from django.http import HttpRequest

from muster.features.accounts.models import User

KEY = "oidc"  # the provider's name in addresses and in the tables


class SignedTokens(OpenIDConnectOAuth2Adapter):  # type: ignore[misc]
    """Believes what the provider signed, and only that; keeps nothing of it but the provider's key for the person."""

    def complete_login(self, request: HttpRequest, app: SocialApp, token: SocialToken, **options: Any) -> SocialLogin:
        claims = self._verified(app, options["response"].get("id_token", ""))
        login = self.get_provider().sociallogin_from_response(request, {"id_token": claims})
        login.account.extra_data = {}
        login.claims = claims
        return login

    def _verified(self, app: SocialApp, id_token: str) -> dict[str, Any]:
        """The claims of a token that was signed by the provider, for us, and is not over; raises `OAuth2Error`."""
        try:
            claims: dict[str, Any] = jwtkit.verify_and_decode(
                credential=id_token,
                keys_url=self.openid_config["jwks_uri"],
                issuer=self.openid_config["issuer"],
                audience=app.client_id,
                lookup_kid=jwtkit.lookup_kid_jwk,
            )
        except (KeyError, TypeError, ValueError) as error:
            raise OAuth2Error(f"not a token of an OpenID Connect provider: {error!r}") from error
        if not claims.get("sub"):
            raise OAuth2Error("the token names nobody")
        return claims


def person_of(claims: Mapping[str, Any]) -> User | None:
    """The one active person whom the configured claim names; None where there is none, or more than one.

    `email` counts where the provider says that it verified it, and is compared with the account's; any other claim is
    compared with the user name.
    """
    value = claims.get(settings.OIDC_CLAIM)
    if not isinstance(value, str) or not value.strip():
        return None
    by_email = settings.OIDC_CLAIM == "email"
    if by_email and claims.get("email_verified") is not True:
        return None
    field = "email__iexact" if by_email else "username__iexact"
    people = User.objects.filter(**{field: value.strip()}, is_active=True)[:2]
    return people[0] if len(people) == 1 else None
