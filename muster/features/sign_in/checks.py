"""What `check --deploy` says of sign-in."""

from __future__ import annotations

from typing import Any

from django.conf import settings
from django.core import checks


def connect() -> None:
    checks.register(second_factor_is_on, checks.Tags.security, deploy=True)
    checks.register(provider_is_safe, checks.Tags.security)


def second_factor_is_on(app_configs: Any, **_: Any) -> list[checks.CheckMessage]:
    """A mission's own site holds its roles to their second factor."""
    if settings.SECOND_FACTOR:
        return []
    return [checks.Warning("MUSTER_SECOND_FACTOR is off: a password alone opens every account.", id="sign_in.W001")]


def provider_is_safe(app_configs: Any, **_: Any) -> list[checks.CheckMessage]:
    """Who signs people in is asked over TLS, except on one's own machine."""
    found: list[checks.CheckMessage] = []
    for app in settings.SOCIALACCOUNT_PROVIDERS.get("openid_connect", {}).get("APPS", []):
        url = app["settings"]["server_url"]
        if not url.startswith(("https://", "http://127.0.0.1", "http://localhost")):
            found.append(checks.Error(f"MUSTER_OIDC_ISSUER must begin with https://, not {url}", id="sign_in.E001"))
    return found
