"""What sign-in writes into the audit trail."""

from __future__ import annotations

from typing import Any

from allauth.core import context
from django.http import HttpRequest

from muster.core import audit
from muster.core.addresses import client_address

ACCOUNT = "accounts_user"  # the subject of what happens to somebody's account; the key is its primary key


def note(verb: str, *, by: int | None, of: int | None, request: HttpRequest | None = None, **detail: Any) -> None:
    """Write down `verb` (at most 20 characters), done by one person (None: nobody is proven) to an account.

    The address is that of the request, or of the one under way.
    """
    request = request or context.request
    if request is not None:
        detail.setdefault("address", client_address(request))
    audit.record(by, verb, ACCOUNT, "" if of is None else str(of), **detail)
