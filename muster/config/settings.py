"""Settings, all of them from the environment; docs/settings.md lists every one."""

from __future__ import annotations

import logging
import os
import secrets
from contextlib import suppress
from pathlib import Path
from tempfile import NamedTemporaryFile

import django_stubs_ext
import pghistory

from muster.config.sign_in import *  # noqa: F403
from muster.config.sign_in import SIGN_IN_APPS
from muster.core.connection import database_settings
from muster.core.folders import data_folder
from muster.core.operation import logs

django_stubs_ext.monkeypatch()  # generic forms and managers at run time

PACKAGE = Path(__file__).resolve().parent.parent
DATA = data_folder()
ORIGINALS = os.environ.get("MUSTER_ORIGINALS") or DATA / "originals"
ORIGINAL_MODEL = "intake.Original"  # whose rows say which originals there are


def _flag(name: str) -> bool:
    return os.environ.get(name, "").lower() in {"1", "true", "yes", "on"}


def _secret_key() -> str:
    """The signing key: from the environment, or made once and kept in the data folder (readable by its owner only).

    It appears there whole and never changes: of several processes that start together one makes it.
    """
    if given := os.environ.get("MUSTER_SECRET_KEY"):
        return given
    kept = DATA / "secret-key"
    if not kept.exists():
        DATA.mkdir(parents=True, exist_ok=True)
        with NamedTemporaryFile("w", dir=DATA) as made:
            made.write(secrets.token_urlsafe(50))
            made.flush()
            with suppress(FileExistsError):
                os.link(made.name, kept)
    return kept.read_text()


DEBUG = _flag("MUSTER_DEBUG")
SECRET_KEY = _secret_key()
ALLOWED_HOSTS = os.environ.get("MUSTER_HOSTS", "localhost,127.0.0.1,[::1]").split(",")
CSRF_FAILURE_VIEW = "muster.ui.errors.form_not_accepted"
CSRF_TRUSTED_ORIGINS = [origin for origin in os.environ.get("MUSTER_ORIGINS", "").split(",") if origin]
BEHIND_TLS = _flag("MUSTER_TLS")

INSTALLED_APPS = [
    "django.contrib.auth",
    "django.contrib.contenttypes",
    "django.contrib.sessions",
    "django.contrib.messages",
    "whitenoise.runserver_nostatic",
    "django.contrib.staticfiles",
    "django.forms",
    "django.contrib.postgres",
    "django_htmx",
    "csp",
    "pgtrigger",
    "pghistory",
    "procrastinate.contrib.django",
    *SIGN_IN_APPS,
    "muster.core",
    "muster.ui",
    "muster.features.accounts",
    "muster.features.sign_in",
    "muster.features.audit",
    "muster.features.markings",
    "muster.features.protection",
    "muster.features.intake",
    "muster.features.activities",
    "muster.features.review",
    "muster.features.matrix",
    "muster.features.registers",
    "muster.features.statistics",
    "muster.features.publishing",
    "muster.features.today",
    "muster.demo",
]

MIDDLEWARE = [
    "muster.core.operation.requests.Watch",
    "muster.features.registers.openrosa.keys.keys_in_addresses",
    "muster.core.operation.views.doors",
    "django.middleware.security.SecurityMiddleware",
    "muster.core.web.headers.guarding",
    "whitenoise.middleware.WhiteNoiseMiddleware",
    "csp.middleware.CSPMiddleware",
    "django.contrib.sessions.middleware.SessionMiddleware",
    "django.middleware.common.CommonMiddleware",
    "django.middleware.csrf.CsrfViewMiddleware",
    "django.contrib.auth.middleware.AuthenticationMiddleware",
    "muster.features.accounts.middleware.identity",
    "muster.features.accounts.middleware.preferences",
    "django.contrib.messages.middleware.MessageMiddleware",
    "allauth.account.middleware.AccountMiddleware",
    "muster.features.sign_in.session_limits.session_limits",
    "muster.features.accounts.middleware.SignInFirst",
    "muster.features.sign_in.second_factor.SecondFactorFirst",
    "muster.ui.errors.no_page",
    "muster.ui.errors.NothingUnstorable",
    "django.middleware.clickjacking.XFrameOptionsMiddleware",
    "django_htmx.middleware.HtmxMiddleware",
    "pghistory.middleware.HistoryMiddleware",
    "muster.features.audit.middleware.LooksAreKept",
]

ROOT_URLCONF = "muster.config.urls"
WSGI_APPLICATION = "muster.config.wsgi.application"

TEMPLATES = [
    {
        "BACKEND": "django.template.backends.django.DjangoTemplates",
        "APP_DIRS": True,
        "OPTIONS": {
            "context_processors": [
                "django.template.context_processors.request",
                "django.template.context_processors.i18n",
                "django.contrib.auth.context_processors.auth",
                "django.contrib.messages.context_processors.messages",
                "muster.ui.shell.shell",
            ],
            "builtins": ["muster.ui.templatetags.show"],
        },
    }
]
PGHISTORY_MIDDLEWARE_METHODS = ("POST", "PUT", "PATCH", "DELETE")  # a GET changes nothing that has a history
PGHISTORY_FIELD = pghistory.Field(null=True)  # a column that comes later is empty in older rows (decision 8)
PGHISTORY_OBJ_FIELD = pghistory.ObjForeignKey(related_name="history", related_query_name="history")
FORM_RENDERER = "muster.ui.forms.FieldRenderer"

TIME_ZONE = os.environ.get("MUSTER_TIME_ZONE", "Europe/Belgrade")
# The database's day is the mission's: a role that ends today ends with the day of who ended it.
DATABASES = {"default": {**database_settings(), "TIME_ZONE": TIME_ZONE}}
ACCESS_RULES = "muster.config.access"  # who gets at the tables of other packages (core.row_security)
DEFAULT_AUTO_FIELD = "django.db.models.BigAutoField"
AUTH_USER_MODEL = "accounts.User"
LOGIN_REDIRECT_URL = "today"
AUTH_PASSWORD_VALIDATORS = [
    {"NAME": "django.contrib.auth.password_validation.MinimumLengthValidator", "OPTIONS": {"min_length": 10}},
    {"NAME": "django.contrib.auth.password_validation.CommonPasswordValidator"},
]

# Languages: Serbian Cyrillic ("sr") is derived from the Latin catalogue when catalogues are compiled.
LANGUAGE_CODE = "en"
LANGUAGES = [("en", "English"), ("sq", "Shqip"), ("sr-latn", "Srpski"), ("sr", "Српски")]
LOCALE_PATHS = [PACKAGE / "locale"]
USE_I18N = True
USE_TZ = True

STATIC_URL = "static/"
STATIC_ROOT = DATA / "static"
_STATIC_STORAGE = (
    "django.contrib.staticfiles.storage.StaticFilesStorage"
    if _flag("MUSTER_PLAIN_STATIC")
    else "whitenoise.storage.CompressedManifestStaticFilesStorage"
)
STORAGES = {
    "default": {"BACKEND": "django.core.files.storage.FileSystemStorage"},
    "staticfiles": {"BACKEND": _STATIC_STORAGE},
}

SESSION_ENGINE = "muster.core.sessions"
SESSION_COOKIE_SECURE = CSRF_COOKIE_SECURE = LANGUAGE_COOKIE_SECURE = BEHIND_TLS
SESSION_COOKIE_HTTPONLY = CSRF_COOKIE_HTTPONLY = LANGUAGE_COOKIE_HTTPONLY = True
SESSION_COOKIE_SAMESITE = CSRF_COOKIE_SAMESITE = LANGUAGE_COOKIE_SAMESITE = "Lax"
LANGUAGE_COOKIE_NAME, LANGUAGE_COOKIE_AGE = "language", 365 * 24 * 60 * 60  # seconds
if BEHIND_TLS:  # names that a browser takes from this very host alone, never from a neighbour on the same domain
    SESSION_COOKIE_NAME, CSRF_COOKIE_NAME = "__Host-sessionid", "__Host-csrftoken"
    LANGUAGE_COOKIE_NAME = "__Host-language"
SECURE_PROXY_SSL_HEADER = ("HTTP_X_FORWARDED_PROTO", "https") if BEHIND_TLS else None
SECURE_SSL_REDIRECT = BEHIND_TLS
SECURE_HSTS_SECONDS = 31_536_000 if BEHIND_TLS else 0
SECURE_HSTS_INCLUDE_SUBDOMAINS = BEHIND_TLS
# A name on the browsers' lists hardly comes off them again: that is for whoever owns the domain, not for a program.
SILENCED_SYSTEM_CHECKS = ["security.W021"]
SECURE_CONTENT_TYPE_NOSNIFF = True
SECURE_REFERRER_POLICY = "same-origin"
X_FRAME_OPTIONS = "DENY"

# No script and no style but those of our own files; pictures of a report also stand in its page (`data:`).
CONTENT_SECURITY_POLICY = {
    "DIRECTIVES": {
        "default-src": ["'none'"],
        "script-src": ["'self'"],
        "style-src": ["'self'"],
        "img-src": ["'self'", "data:"],
        "connect-src": ["'self'"],
        "base-uri": ["'none'"],
        "form-action": ["'self'"],
        "frame-ancestors": ["'none'"],
        "require-trusted-types-for": ["'script'"],
        "trusted-types": ["default"],  # ui/trusted.js
    }
}

# Uploads: one file at most, in bytes; larger ones are refused with a sentence.
UPLOAD_LIMIT = int(os.environ.get("MUSTER_UPLOAD_LIMIT", 200 * 1024 * 1024))
DATA_UPLOAD_MAX_NUMBER_FILES = 500
FILE_UPLOAD_MAX_MEMORY_SIZE = 2 * 1024 * 1024
FILE_UPLOAD_HANDLERS = [
    "muster.core.files.LimitedUpload",
    "django.core.files.uploadhandler.MemoryFileUploadHandler",
    "django.core.files.uploadhandler.TemporaryFileUploadHandler",
]

# Jobs: a worker that gave no sign of life for so long is taken for dead, and its jobs go to another one, in seconds.
WORKER_DEAD_AFTER = float(os.environ.get("MUSTER_WORKER_DEAD_AFTER", 10))
PROCRASTINATE_AUTODISCOVER_MODULE_NAME = "jobs"

# Figures for Prometheus: served to who brings the token, or by an address of their own; to nobody where neither is set.
METRICS_TOKEN = os.environ.get("MUSTER_METRICS_TOKEN", "")
METRICS_ADDRESS = os.environ.get("MUSTER_METRICS_ADDRESS", "")

# What people who ask for their data are told: whom to write to, and whom to complain to.
DATA_CONTROLLER = os.environ.get("MUSTER_DATA_CONTROLLER", "the mission's data protection officer")
DATA_PROTECTION_AUTHORITY = os.environ.get(
    "MUSTER_DATA_PROTECTION_AUTHORITY",
    "Agjencia për Informim dhe Privatësi / Agencija za informacije i privatnost (AIP), Prishtinë/Priština",
)

LOGGING = logs.configuration(open_words=DEBUG)
logging.captureWarnings(not DEBUG)  # a warning may quote what somebody typed
