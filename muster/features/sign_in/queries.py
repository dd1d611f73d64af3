"""Reads about sign-in."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import datetime

from allauth.mfa.models import Authenticator
from allauth.socialaccount.models import SocialAccount
from allauth.usersessions.models import UserSession
from django.conf import settings
from django.db.models import Count, Q, QuerySet
from django.utils import timezone

from muster.features.accounts.models import User
from muster.features.accounts.rights import Subject, Verb, require
from muster.features.sign_in import lock_out
from muster.features.sign_in.devices import device
from muster.features.sign_in.models import Attempts, ServiceToken
from muster.features.sign_in.second_factor import FACTORS, who_needs_one


@dataclass(frozen=True, slots=True)
class Session:
    key: int
    device: str
    address: str
    since: datetime
    used: datetime
    here: bool  # the one that asks


@dataclass(frozen=True, slots=True)
class Factors:
    """The second factors of one person."""

    app: Authenticator | None
    passkeys: list[Authenticator]
    codes: Authenticator | None
    codes_left: int

    def __bool__(self) -> bool:
        return bool(self.app or self.passkeys)


@dataclass(frozen=True, slots=True)
class PersonLine:
    """How somebody stands in the administrator's list."""

    person: User
    needs: bool
    factors: int
    sessions: int
    waits_until: datetime | None


def sessions_of(person: User, present: str | None = None) -> list[Session]:
    """The sessions that are open, the one last used first."""
    found = UserSession.objects.purge_and_list(person)
    lines = [
        Session(one.pk, device(one.user_agent), one.ip, one.created_at, one.last_seen_at, one.session_key == present)
        for one in found
    ]
    return sorted(lines, key=lambda line: (line.here, line.used), reverse=True)


def factors_of(person: User) -> Factors:
    found = list(Authenticator.objects.filter(user=person).order_by("created_at"))
    by_type = {one.type: one for one in found}
    codes = by_type.get(Authenticator.Type.RECOVERY_CODES)
    return Factors(
        app=by_type.get(Authenticator.Type.TOTP),
        passkeys=[one for one in found if one.type == Authenticator.Type.WEBAUTHN],
        codes=codes,
        codes_left=len(codes.wrap().get_unused_codes()) if codes else 0,
    )


def people(viewer: User, search: str = "") -> list[PersonLine]:
    """Everybody with an account and how they sign in, by name; for administrators."""
    require(viewer, Verb.ADMINISTER, Subject.ACCOUNT)
    named = Q(full_name__icontains=search) | Q(username__icontains=search) if search else Q()
    found = User.objects.filter(named).select_related("unit").order_by("-is_active", "full_name")
    counted = found.annotate(
        factors=Count("authenticator", filter=Q(authenticator__type__in=FACTORS), distinct=True),
        sessions=Count("usersession", distinct=True),
    )
    waits = lock_out.waits()
    needing = set(who_needs_one().values_list("person", flat=True)) if settings.SECOND_FACTOR else set()
    return [
        PersonLine(
            person=person,
            needs=person.pk in needing,
            factors=person.factors,
            sessions=person.sessions,
            waits_until=max(filter(None, (waits.get(key) for key in _keys(person))), default=None),
        )
        for person in counted
    ]


def waits_of(viewer: User, person: User) -> datetime | None:
    """Until when somebody has to wait; None where they have not."""
    require(viewer, Verb.ADMINISTER, Subject.ACCOUNT)
    return lock_out.waiting(*_keys(person))


def waiting_addresses(viewer: User) -> list[tuple[str, datetime]]:
    """Addresses from which too many tries failed, and until when nobody there can try again."""
    require(viewer, Verb.ADMINISTER, Subject.ACCOUNT)
    return [(key, until) for (kind, key), until in lock_out.waits().items() if kind == Attempts.Kind.ADDRESS]


def is_linked(person: User) -> bool:
    """Whether the provider knows this person."""
    return bool(SocialAccount.objects.filter(user=person).exists())


def tokens(viewer: User) -> QuerySet[ServiceToken]:
    """All service tokens, the newest first; for administrators."""
    require(viewer, Verb.ADMINISTER, Subject.ACCOUNT)
    return ServiceToken.objects.select_related("person", "made_by", "unit")


def own_tokens(person: User) -> QuerySet[ServiceToken]:
    """The tokens that act for this person and work."""
    working = ServiceToken.objects.filter(person=person, revoked=None, expires__gt=timezone.now())
    return working.select_related("made_by", "unit")


def _keys(person: User) -> tuple[tuple[str, str], ...]:
    return lock_out.account_key(person.username), lock_out.factor_key(person.pk)
