"""Writes about sign-in: sessions, waits, second factors, links for new people, service tokens."""

from __future__ import annotations

from datetime import date, datetime, time, timedelta

from allauth.mfa.models import Authenticator
from allauth.socialaccount.models import SocialAccount
from allauth.usersessions.models import UserSession
from django.contrib.auth.tokens import default_token_generator
from django.core.exceptions import PermissionDenied
from django.db import transaction
from django.urls import reverse
from django.utils import timezone
from django.utils.encoding import force_bytes
from django.utils.http import urlsafe_base64_encode
from django.utils.translation import gettext as _

from muster.core.models import Unit
from muster.features.accounts.models import User
from muster.features.accounts.rights import Subject, Verb, may_over, require, require_over
from muster.features.sign_in import lock_out, tokens, trail
from muster.features.sign_in.models import Attempts, ServiceToken


def end_session(person: User, key: int) -> None:
    """End one of one's own sessions; nothing where it has ended."""
    _end(list(UserSession.objects.filter(user=person, pk=key)), by=person)


def end_other_sessions(person: User, present: str) -> int:
    """End all of one's own sessions but the present one; returns how many."""
    return _end(list(UserSession.objects.filter(user=person).exclude(session_key=present)), by=person)


def end_sessions_of(administrator: User, person: User) -> int:
    """End all sessions of somebody; returns how many."""
    require_over(administrator, Verb.ADMINISTER, person)
    return _end(list(UserSession.objects.filter(user=person)), by=administrator)


def lift_wait(administrator: User, person: User) -> None:
    """Let somebody try again at once after too many failures."""
    require_over(administrator, Verb.ADMINISTER, person)
    lock_out.release(lock_out.account_key(person.username), lock_out.factor_key(person.pk))
    trail.note("wait lifted", by=administrator.pk, of=person.pk)


def lift_wait_of_address(administrator: User, address: str) -> None:
    """Let everybody at an address try again at once."""
    require(administrator, Verb.ADMINISTER, Subject.ACCOUNT)
    lock_out.release((Attempts.Kind.ADDRESS, address))
    trail.note("wait lifted", by=administrator.pk, of=None, lifted=address)


def remove_factors(administrator: User, person: User) -> None:
    """For somebody who lost telephone and recovery codes: the second factors go, the sessions end."""
    require_over(administrator, Verb.ADMINISTER, person)
    with transaction.atomic():
        Authenticator.objects.filter(user=person).delete()
        _end(list(UserSession.objects.filter(user=person)), by=administrator)
        trail.note("factor removed", by=administrator.pk, of=person.pk, what="all")


def unlink_provider(administrator: User, person: User) -> None:
    """The person is no longer known by the provider's key; the next sign-in there is matched anew."""
    require_over(administrator, Verb.ADMINISTER, person)
    with transaction.atomic():
        SocialAccount.objects.filter(user=person).delete()
        trail.note("provider unlinked", by=administrator.pk, of=person.pk)


def invite(administrator: User, person: User) -> str:
    """A path that opens once, until `PASSWORD_RESET_TIMEOUT` is over, and lets this person choose a password.

    The password that they had stops at once, and with it earlier links: each is signed over the password's hash.
    """
    require_over(administrator, Verb.ADMINISTER, person)
    if person == administrator:
        raise PermissionDenied(_("Change your own password on your own page."))
    if not person.is_active:
        raise PermissionDenied(_("This account is closed."))
    person.refresh_from_db()  # the link is signed over the password and the last sign-in as they are stored
    with transaction.atomic():
        person.set_unusable_password()
        person.save(update_fields=["password"])
        _end(list(UserSession.objects.filter(user=person)), by=administrator)
        trail.note("link made", by=administrator.pk, of=person.pk)
    key = urlsafe_base64_encode(force_bytes(person.pk))
    return reverse("sign_in:welcome", args=[key, default_token_generator.make_token(person)])


def make_token(
    administrator: User, *, person: User, purpose: str, limits: list[str], unit: Unit | None, last_day: date
) -> str:
    """A new service token, as text: it is told this once, and kept as its digest."""
    require_over(administrator, Verb.ADMINISTER, person)
    text, prefix = tokens.new_secret()
    end = timezone.make_aware(datetime.combine(last_day + timedelta(days=1), time.min))
    with transaction.atomic():
        ServiceToken.objects.create(
            person=person,
            made_by=administrator,
            purpose=purpose,
            unit=unit,
            limits=sorted(limits),
            prefix=prefix,
            digest=tokens.digest(text),
            expires=end,
        )
        trail.note("token made", by=administrator.pk, of=person.pk, token=prefix, limits=sorted(limits))
    return text


def revoke_token(person: User, token: ServiceToken) -> None:
    """Stop a token for good; administrators may, and the person it acts for."""
    if token.person_id != person.pk and not may_over(person, Verb.ADMINISTER, token.person):
        raise PermissionDenied(_("Your role does not include this."))
    with transaction.atomic():
        stopped = ServiceToken.objects.filter(pk=token.pk, revoked=None).update(revoked=timezone.now())
        if stopped:
            trail.note("token revoked", by=person.pk, of=token.person_id, token=token.prefix)


def _end(sessions: list[UserSession], *, by: User) -> int:
    with transaction.atomic():
        for session in sessions:
            session.end()
            trail.note("session ended", by=by.pk, of=session.user_id, of_address=session.ip)
    return len(sessions)
