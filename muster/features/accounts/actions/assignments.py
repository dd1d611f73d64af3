"""Writes about who has which role. Nobody gives a role to themselves, nor to whom they act for."""

from __future__ import annotations

from datetime import date, timedelta

import pghistory
from django.core.exceptions import PermissionDenied, ValidationError
from django.db import transaction
from django.db.models import Q
from django.utils import timezone
from django.utils.translation import gettext as _

from muster.core.locks import hold
from muster.core.models import Marking, Unit
from muster.core.units import closed_by
from muster.features.accounts.models import Assignment, Role, Substitution, User, lasting
from muster.features.accounts.rights import Subject, Verb, may_at, require_at
from muster.features.accounts.vocabulary import LOOKING, Reach


def give_role(
    person: User, *, to: User, role: Role, unit: Unit | None, start: date, end: date | None, reason: str
) -> Assignment:
    """A role at a unit and those below it, or (unit None) everywhere, from a day to a day or for good.

    Raises `ValidationError` with a sentence where it cannot be.
    """
    require_at(person, Verb.GRANT, Subject.ACCOUNT, unit)
    _refuse_own(person, to)
    if reaches_beyond(role) and not may_at(person, Verb.GRANT, Subject.ACCOUNT, None):
        raise PermissionDenied(_("This role reaches beyond its unit: only who gives roles everywhere can give it."))
    with transaction.atomic(), pghistory.context(user=person.pk, why=reason):
        hold(f"roles of {to.pk}")  # two who give the same one at once would not see each other's
        _refuse_period(to, role, unit, start, end)
        return Assignment.objects.create(
            person=to, role=role, unit=unit, start=start, end=end, reason=reason, granted_by=person
        )


def end_role(person: User, assignment: Assignment, last_day: date, reason: str = "") -> None:
    """It holds until the end of a day: yesterday at the earliest, so at once. One that never held is taken back."""
    require_at(person, Verb.GRANT, Subject.ACCOUNT, assignment.unit)
    _refuse_own(person, assignment.person)
    if last_day < timezone.localdate() - timedelta(days=1):
        raise ValidationError(_("What was, cannot be changed any more: yesterday is the earliest last day."))
    with transaction.atomic(), pghistory.context(user=person.pk, why=reason or None):
        current = Assignment.objects.select_for_update(no_key=True).get(pk=assignment.pk)
        if current.end and last_day > current.end:
            raise ValidationError(_("It ends before that day. To go on, give the role anew."))
        if last_day < current.start and not current.reviews.exists():
            current.delete()
        else:
            current.end = max(last_day, current.start)
            current.save(update_fields=["end"])


def reaches_beyond(role: Role) -> bool:
    """Whether it lets do more beyond its unit than look at what is internal to the organisation."""
    wide = role.permissions.exclude(reach=Reach.UNIT)
    return wide.filter(
        Q(reach=Reach.EVERYWHERE) | Q(marking__gt=Marking.INTERNAL, verb=Verb.READ) | ~Q(verb__in=LOOKING)
    ).exists()


def own(person: User, holder: User) -> bool:
    """Whether roles of the holder are this person's own: they are the holder, or act for them now or later."""
    acting = Substitution.objects.filter(lasting(timezone.localdate()), absent=holder, substitute=person)
    return person.pk == holder.pk or acting.exists()


def _refuse_own(person: User, holder: User) -> None:
    if own(person, holder):
        raise PermissionDenied(_("Nobody gives or ends roles of their own, or of somebody they act for."))


def _refuse_period(to: User, role: Role, unit: Unit | None, start: date, end: date | None) -> None:
    if not to.is_active:
        raise ValidationError(_("This account is closed."))
    if start < timezone.localdate():
        raise ValidationError(_("The first day is today at the earliest."))
    if end and end < start:
        raise ValidationError(_("The last day is before the first."))
    if unit and closed_by(unit, start):
        raise ValidationError(_("%(unit)s is closed on that day.") % {"unit": unit.name})
    same = to.assignments.filter(lasting(start), role=role, unit=unit)
    if (same.filter(start__lte=end) if end else same).exists():
        raise ValidationError(_("%(person)s has this role there in these days already.") % {"person": to})
