"""How the application reaches its database.

Without `DATABASE_URL` the embedded server is used. The application connects as an ordinary role, `muster_app`;
`MUSTER_DB_OWNER=1` (set by the commands that change the schema) connects as the owner of the tables.
"""

from __future__ import annotations

import os
from typing import Any
from urllib.parse import parse_qsl, unquote, urlparse

from muster.core import embedded
from muster.core.postgres import ROW_SECURITY


def database_settings() -> dict[str, Any]:
    """Django's `DATABASES["default"]`."""
    return {
        "ENGINE": "muster.core.postgres",
        "CONN_MAX_AGE": 600,
        "CONN_HEALTH_CHECKS": True,
        **role_settings(owner=as_owner()),
    }


def role_settings(*, owner: bool) -> dict[str, Any]:
    """Where the database is and who connects: the owner of the tables, or the application's ordinary role."""
    url = os.environ.get("DATABASE_URL")
    owners = os.environ.get("DATABASE_OWNER_URL") if owner else None
    return {ROW_SECURITY: not owner, **(_from_url(owners or url) if url else embedded.address(owner=owner))}


def as_owner() -> bool:
    """Whether this process may change the schema."""
    return os.environ.get("MUSTER_DB_OWNER") == "1"


def application_role() -> str:
    """The name of the role that pages, API and jobs connect as."""
    url = os.environ.get("DATABASE_URL")
    return unquote(urlparse(url).username or "") if url else embedded.APP


def _from_url(url: str) -> dict[str, Any]:
    """`postgresql://user:password@host:port/name?sslmode=require` as settings."""
    parts = urlparse(url)
    if parts.scheme not in {"postgresql", "postgres"}:
        raise ValueError(f"DATABASE_URL must start with postgresql://, not {parts.scheme}://")
    return {
        "NAME": parts.path.lstrip("/"),
        "USER": unquote(parts.username or ""),
        "PASSWORD": unquote(parts.password or ""),
        "HOST": parts.hostname or "",
        "PORT": str(parts.port or ""),
        "OPTIONS": dict(parse_qsl(parts.query)),
    }
