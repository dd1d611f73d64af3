"""Settings of sign-in (`features.sign_in`), taken into `settings` whole; docs/settings.md lists those to choose."""

from __future__ import annotations

import os
from datetime import timedelta
from typing import Any

SIGN_IN_APPS = [
    "allauth",
    "allauth.account",
    "allauth.mfa",
    "allauth.socialaccount",
    "allauth.socialaccount.providers.openid_connect",
    "allauth.usersessions",
]

LOGIN_URL = "account_login"
LOGOUT_REDIRECT_URL = "account_login"
AUTHENTICATION_BACKENDS = ["allauth.account.auth_backends.AuthenticationBackend"]

# The first one hashes; the others only read older hashes, which are hashed anew when their owner signs in.
PASSWORD_HASHERS = [
    "django.contrib.auth.hashers.Argon2PasswordHasher",
    "django.contrib.auth.hashers.PBKDF2PasswordHasher",
    "django.contrib.auth.hashers.PBKDF2SHA1PasswordHasher",
    "django.contrib.auth.hashers.ScryptPasswordHasher",
]

# What every process has to know of the others: rate limits, one-time codes that were used.
CACHES = {"default": {"BACKEND": "django.core.cache.backends.db.DatabaseCache", "LOCATION": "sign_in_cacheentry"}}

ACCOUNT_ADAPTER = "muster.features.sign_in.adapters.Accounts"
ACCOUNT_LOGIN_METHODS = {"username"}
ACCOUNT_SIGNUP_FIELDS = ["username*", "password1*", "password2*"]  # there is no sign-up; allauth reads its fields here
ACCOUNT_EMAIL_VERIFICATION = "none"
ACCOUNT_SESSION_REMEMBER = False
ACCOUNT_REAUTHENTICATION_TIMEOUT = 10 * 60  # seconds for which one's password or code need not be given again
ACCOUNT_RATE_LIMITS = {"login_failed": None}  # `sign_in.lock_out` counts these, with growing waits
ACCOUNT_FORMS = {
    "login": "muster.features.sign_in.forms.SignInForm",
    "change_password": "muster.features.sign_in.forms.ChangePasswordForm",
    "reauthenticate": "muster.features.sign_in.forms.ConfirmByPasswordForm",
}

MFA_ADAPTER = "muster.features.sign_in.adapters.SecondFactors"
MFA_SUPPORTED_TYPES = ["totp", "webauthn", "recovery_codes"]
MFA_PASSKEY_LOGIN_ENABLED = True
MFA_TOTP_ISSUER = "Muster"
MFA_TOTP_TOLERANCE = 1  # periods of 30 s before and after: telephones' clocks differ
MFA_RECOVERY_CODES_SHOW_ONCE = True
MFA_FORMS = {
    "authenticate": "muster.features.sign_in.forms.CodeForm",
    "reauthenticate": "muster.features.sign_in.forms.ConfirmByCodeForm",
    "activate_totp": "muster.features.sign_in.forms.ActivateTotpForm",
    "add_webauthn": "muster.features.sign_in.forms.AddPasskeyForm",
}

# Whether roles that need a second factor are held to it. Off is for a demonstration, and pages say so.
SECOND_FACTOR = os.environ.get("MUSTER_SECOND_FACTOR", "on").lower() not in {"off", "0", "no", "false"}

# A session ends after so long, and sooner where it is not used.
SESSION_LONGEST = timedelta(hours=float(os.environ.get("MUSTER_SESSION_HOURS", 12)))
SESSION_IDLE = timedelta(minutes=float(os.environ.get("MUSTER_SESSION_IDLE_MINUTES", 120)))
SESSION_COOKIE_AGE = int(SESSION_LONGEST.total_seconds())

# How long somebody may take to use the link that an administrator hands them, in seconds.
PASSWORD_RESET_TIMEOUT = int(float(os.environ.get("MUSTER_INVITATION_HOURS", 72)) * 3600)

# How many proxies of the mission's own stand before the site; each adds one address to X-Forwarded-For.
TRUSTED_PROXIES = int(os.environ.get("MUSTER_PROXIES", 0))

SOCIALACCOUNT_ADAPTER = "muster.features.sign_in.adapters.Provider"
OIDC_CLAIM = os.environ.get("MUSTER_OIDC_CLAIM", "email")
OIDC_NAME = os.environ.get("MUSTER_OIDC_NAME", "")


def _provider() -> dict[str, Any]:
    """allauth's settings of the one OpenID Connect provider; empty where there is none."""
    issuer = os.environ.get("MUSTER_OIDC_ISSUER", "")
    if not issuer:
        return {}
    app = {
        "provider_id": "oidc",
        "name": OIDC_NAME or issuer,
        "client_id": os.environ.get("MUSTER_OIDC_CLIENT_ID", "muster"),
        "secret": os.environ.get("MUSTER_OIDC_CLIENT_SECRET", ""),
        # Only what stands in the signed token counts.
        "settings": {"server_url": issuer.rstrip("/"), "fetch_userinfo": False, "oauth_pkce_enabled": True},
    }
    return {"openid_connect": {"APPS": [app]}}


SOCIALACCOUNT_PROVIDERS = _provider()
