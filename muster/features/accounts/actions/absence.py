"""Writes about who acts for somebody absent."""

from __future__ import annotations

from datetime import date, timedelta

import pghistory
from django.core.exceptions import PermissionDenied, ValidationError
from django.db import transaction
from django.utils import timezone
from django.utils.translation import gettext as _

from muster.core.locks import hold
from muster.features.accounts.models import Substitution, User, lasting
from muster.features.accounts.rights import Verb, may_over, require_over

LONGEST = 366  # days of an absence


def name_substitute(
    person: User, *, absent: User, substitute: User, start: date, end: date, reason: str
) -> Substitution:
    """Somebody acts for somebody absent, with all roles of theirs, from a day to a day.

    By the absent person, or by who may give each of the absent person's roles. Raises `ValidationError`.
    """
    _require_over(person, absent)
    if person.pk == substitute.pk:
        raise PermissionDenied(_("Nobody makes themselves the substitute of somebody."))
    with transaction.atomic(), pghistory.context(user=person.pk, why=reason):
        hold(f"substitutes of {absent.pk}")  # two who name the same one at once would not see each other's
        _refuse(absent, substitute, start, end)
        return Substitution.objects.create(
            absent=absent, substitute=substitute, start=start, end=end, reason=reason, made_by=person
        )


def end_substitution(person: User, substitution: Substitution) -> None:
    """It ends at once; one that begins today or later is taken back as a whole."""
    _require_over(person, substitution.absent)
    with transaction.atomic(), pghistory.context(user=person.pk):
        stop(substitution)


def stop(substitution: Substitution) -> None:
    """Its last day was yesterday; where it had none, it goes, and its history stays."""
    yesterday = timezone.localdate() - timedelta(days=1)
    if substitution.start > yesterday:
        substitution.delete()
    elif substitution.end > yesterday:
        substitution.end = yesterday
        substitution.save(update_fields=["end"])


def may_end(person: User, substitution: Substitution) -> bool:
    """Whether this person may end it."""
    if person.pk == substitution.absent_id:
        return True
    return person.pk != substitution.substitute_id and may_over(person, Verb.GRANT, substitution.absent)


def _require_over(person: User, absent: User) -> None:
    """Who names a substitute gives roles: so they may give each of these roles themselves."""
    if person.pk != absent.pk:
        require_over(person, Verb.GRANT, absent)


def _refuse(absent: User, substitute: User, start: date, end: date) -> None:
    if absent.pk == substitute.pk:
        raise ValidationError(_("Nobody is their own substitute."))
    if not substitute.is_active or not absent.is_active:
        raise ValidationError(_("The account of one of the two is closed."))
    if start < timezone.localdate():
        raise ValidationError(_("The first day is today at the earliest."))
    if end < start:
        raise ValidationError(_("The last day is before the first."))
    if end - start > timedelta(days=LONGEST):
        raise ValidationError(_("A year is the longest; somebody absent longer needs a successor."))
    if absent.substitutes.filter(lasting(start), substitute=substitute, start__lte=end).exists():
        raise ValidationError(_("%(person)s acts in these days already.") % {"person": substitute})
