"""Guessing is slowed down: after a few failures each further try has to wait longer.

Every try is counted before it is looked at and taken back when it was right, so that many at once gain nothing. The
counts stand in the database: they hold in all processes and over restarts. A name that nobody has is counted like any
other, so a wait tells nothing. What was typed as a name is kept as its HMAC only: people type passwords there.
"""

from __future__ import annotations

from collections.abc import Callable, Iterator
from contextlib import contextmanager
from dataclasses import dataclass
from datetime import datetime, timedelta
from functools import wraps
from typing import ParamSpec, TypeVar

from django.core.exceptions import ValidationError
from django.db import transaction
from django.db.models import F, Q
from django.utils import timezone
from django.utils.crypto import salted_hmac
from django.utils.translation import gettext as _
from django.utils.translation import ngettext

from muster.core.addresses import network
from muster.core.identity import DOOR, acting_as
from muster.features.sign_in import trail
from muster.features.sign_in.models import Attempts

FREE = {Attempts.Kind.ACCOUNT: 5, Attempts.Kind.FACTOR: 5, Attempts.Kind.ADDRESS: 40}  # an office shares one address
FADING = {  # in what time one failure is forgotten
    Attempts.Kind.ACCOUNT: timedelta(hours=2),
    Attempts.Kind.FACTOR: timedelta(hours=2),
    Attempts.Kind.ADDRESS: timedelta(minutes=3),
}
FIRST_WAIT = timedelta(seconds=30)
LONGEST_WAIT = timedelta(minutes=30)
KEPT = timedelta(days=7)  # rows; by then everything in them has faded


Given = ParamSpec("Given")
Got = TypeVar("Got")


def _at_the_door(function: Callable[Given, Got]) -> Callable[Given, Got]:
    """The rows are nobody's: they are read and written as `DOOR`, whoever asks."""

    @wraps(function)
    def there(*arguments: Given.args, **options: Given.kwargs) -> Got:
        with acting_as(DOOR):
            return function(*arguments, **options)

    return there


class TooMany(ValidationError):
    """No more tries for now; `until` says when again."""

    def __init__(self, until: datetime) -> None:
        super().__init__(try_again(until), code="too_many")
        self.until = until


@dataclass(frozen=True, slots=True)
class Counted:
    """A try that was counted: its rows' keys, each with the wait that the try brought about (None: none)."""

    waits: dict[tuple[str, str], datetime | None]

    @property
    def held(self) -> list[str]:
        """The kinds that have to wait from now on, should the try prove wrong."""
        return [kind for (kind, _key), until in self.waits.items() if until]


def account_key(name: str) -> tuple[str, str]:
    digest = salted_hmac("muster.sign_in.account", name.strip().lower(), algorithm="sha256")
    return Attempts.Kind.ACCOUNT, digest.hexdigest()


def factor_key(person: int) -> tuple[str, str]:
    return Attempts.Kind.FACTOR, str(person)


def address_key(address: str) -> tuple[str, str]:
    return Attempts.Kind.ADDRESS, network(address)


def count(*keys: tuple[str, str]) -> Counted:
    """Count a try that is about to be made; raises `TooMany` (and counts nothing) where one of the keys has to wait."""
    now = timezone.now()
    with acting_as(DOOR), transaction.atomic():
        rows = _locked(keys, now)
        waits = [row.until for row in rows if row.until and row.until > now]
        if waits:
            raise TooMany(max(waits))
        for row in rows:
            faded = (now - row.last) / FADING[Attempts.Kind(row.kind)]
            row.count = max(0.0, row.count - faded) + 1
            row.last, row.until = now, _until(row, now)
            row.save()
        return Counted({(row.kind, row.key): row.until for row in rows})


@_at_the_door
def was_right(counted: Counted) -> None:
    """Forget the failures of an account or factor that proved itself; of an address only this try.

    An address keeps its other failures: whoever has one account could otherwise guess those of others for ever.
    """
    for (kind, key), until in counted.waits.items():
        rows = Attempts.objects.filter(kind=kind, key=key)
        if kind == Attempts.Kind.ADDRESS:
            rows.update(count=F("count") - 1)
            rows.filter(until=until).update(until=None)
        else:
            rows.delete()


@contextmanager
def counted_try(*keys: tuple[str, str], of: int) -> Iterator[None]:
    """A try at this person's account, right where the block ends without an error."""
    counted = count(*keys)
    try:
        yield
    except ValidationError:
        if counted.held:
            trail.note("locked out", by=None, of=of, what=counted.held)
        raise
    was_right(counted)


@_at_the_door
def release(*keys: tuple[str, str]) -> None:
    """Let them try again at once."""
    for kind, key in keys:
        Attempts.objects.filter(kind=kind, key=key).delete()


@_at_the_door
def waiting(*keys: tuple[str, str]) -> datetime | None:
    """Until when the longest of them has to wait; None where none has to."""
    now = timezone.now()
    either = Q()
    for kind, key in keys:
        either |= Q(kind=kind, key=key)
    rows = Attempts.objects.filter(either, until__gt=now) if keys else Attempts.objects.none()
    untils: list[datetime] = [row.until for row in rows if row.until]
    return max(untils) if untils else None


@_at_the_door
def waits() -> dict[tuple[str, str], datetime]:
    """Everything that has to wait, and until when."""
    rows = Attempts.objects.filter(until__gt=timezone.now()).order_by("until")
    return {(row.kind, row.key): row.until for row in rows if row.until}


@_at_the_door
def forget_old() -> None:
    """Drop what has faded."""
    Attempts.objects.filter(last__lt=timezone.now() - KEPT).delete()


def try_again(until: datetime) -> str:
    """When to try again, as a sentence."""
    seconds = max(1, round((until - timezone.now()).total_seconds()))
    if seconds < 60:
        wait = ngettext("%(n)d second", "%(n)d seconds", seconds) % {"n": seconds}
    else:
        minutes = -(-seconds // 60)
        wait = ngettext("%(n)d minute", "%(n)d minutes", minutes) % {"n": minutes}
    return _("Too many tries failed. Try again in %(wait)s; an administrator can lift the wait.") % {"wait": wait}


def _locked(keys: tuple[tuple[str, str], ...], now: datetime) -> list[Attempts]:
    """The rows of these keys, made where missing, held until the transaction ends; always in the same order."""
    ordered = sorted(keys)
    new = [Attempts(kind=kind, key=key, last=now) for kind, key in ordered]
    Attempts.objects.bulk_create(new, ignore_conflicts=True)
    return [Attempts.objects.select_for_update().get(kind=kind, key=key) for kind, key in ordered]


def _until(row: Attempts, now: datetime) -> datetime | None:
    beyond = round(row.count) - FREE[Attempts.Kind(row.kind)]
    if beyond < 0:
        return None
    return now + min(FIRST_WAIT * (1 << min(beyond, 20)), LONGEST_WAIT)
