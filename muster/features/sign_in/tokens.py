"""Service tokens: how one is made, and how the API knows one again."""

from __future__ import annotations

import hashlib
import hmac
import secrets
from datetime import timedelta

from django.http import HttpRequest
from django.utils import timezone
from ninja.security import HttpBearer

from muster.core.addresses import client_address
from muster.core.identity import SYSTEM, acting_as
from muster.features.accounts.middleware import enter
from muster.features.accounts.models import User
from muster.features.sign_in import limits, trail
from muster.features.sign_in.models import ServiceToken

EXACT = timedelta(minutes=1)  # the last use is not written down more often
BY_HOUR = "%Y-%m-%d %H"  # nor into the audit trail more than once an hour, unless it comes from elsewhere


def new_secret() -> tuple[str, str]:
    """A new token, and the part of it that lists may show."""
    prefix = f"muster_{secrets.token_hex(4)}"
    return f"{prefix}_{secrets.token_urlsafe(32)}", prefix


def digest(token: str) -> bytes:
    """What is kept of a token: SHA-256. It is random throughout, so a slow hash would add nothing but delay."""
    return hashlib.sha256(token.encode()).digest()


def person_of(text: str, request: HttpRequest) -> User | None:
    """The person whom a token acts for, with the limits it sets; None where it is none, or over.

    `person.token_limits` are the (verb, subject) pairs that it carries, `person.token_unit` its unit or None,
    `person.token_purpose` what it is for.
    """
    token = _found(text)
    if token is None or not token.works or not token.person.is_active:
        return None
    _note_use(token, request)
    person = token.person
    vars(person).update(token_limits=limits.pairs(token.limits), token_unit=token.unit, token_purpose=token.purpose)
    return person


def admitted(text: str, request: HttpRequest) -> User | None:
    """The person whom a token acts for, who asks from now on; None where it is none, or over."""
    person = person_of(text, request)
    if person is not None:
        request.user = person
        enter(person)
    return person


class ServiceTokens(HttpBearer):
    """`Authorization: Bearer muster_…`; no cookie is involved, so no form of another site can send it."""

    def authenticate(self, request: HttpRequest, token: str) -> User | None:
        return admitted(token, request)


def _found(text: str) -> ServiceToken | None:
    prefix = "_".join(text.split("_")[:2])
    with acting_as(SYSTEM):  # at the door no unit is seen, and a token without its unit would be one for all
        token = ServiceToken.objects.select_related("person__unit", "unit").filter(prefix=prefix).first()
    matches = hmac.compare_digest(bytes(token.digest) if token else bytes(32), digest(text))
    return token if matches else None


def _note_use(token: ServiceToken, request: HttpRequest) -> None:
    now, address = timezone.now(), client_address(request)
    before, moved = token.last_used, token.last_address != address
    if before and not moved and now - before < EXACT:
        return
    ServiceToken.objects.filter(pk=token.pk).update(last_used=now, last_address=address)
    if before is None or moved or before.strftime(BY_HOUR) != now.strftime(BY_HOUR):
        trail.note("token used", by=token.person_id, of=token.person_id, request=request, token=token.prefix)
