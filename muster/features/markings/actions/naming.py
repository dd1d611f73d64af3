"""Who is named for a record: said with a reason, until a day, and ended."""

from __future__ import annotations

from datetime import date, timedelta

from django.core.exceptions import PermissionDenied, ValidationError
from django.db import transaction
from django.utils import timezone
from django.utils.translation import gettext as _

from muster.core.models import Marking, Unit
from muster.features.accounts.models import NeedToKnow, User
from muster.features.markings.actions.marking import REASON_LIMIT, by, held
from muster.features.markings.queries import namings
from muster.features.markings.signals import unnamed


def name_somebody(
    person: User, code: str, key: int, whom: User | Unit, reason: str, until: date | None = None
) -> NeedToKnow:
    """Let a person, or whoever works at a unit, see a record. Named again, the new reason and day count.

    Raises `ValidationError` by field.
    """
    reason = reason.strip()[:REASON_LIMIT]
    if whom == person:
        raise PermissionDenied(_("Nobody names themselves."))
    if not reason:
        raise ValidationError({"reason": [_("Say why they need to know it.")]})
    if until is not None and until < timezone.localdate():
        raise ValidationError({"until": [_("This day is over.")]})
    who = {"person": whom} if isinstance(whom, User) else {"unit": whom}
    with transaction.atomic(), by(person, reason):
        held(person, code, key)
        naming, _new = NeedToKnow.objects.update_or_create(
            subject=code, key=key, **who, defaults={"reason": reason, "until": until, "made_by": person}
        )
    return naming


def end_naming(person: User, code: str, key: int, naming: int) -> NeedToKnow:
    """From today on they see it by their roles alone. What was, stays in the history.

    Raises `ValidationError` where nobody could see the record then.
    """
    with transaction.atomic(), by(person):
        record = held(person, code, key)
        ended = namings(code, key).select_related(None).select_for_update(no_key=True, of=("self",)).get(pk=naming)
        if record.marking == Marking.CONFIDENTIAL and not namings(code, key).exclude(pk=naming).exists():
            raise ValidationError(_("Nobody could see it then: name somebody else first, or lower its marking."))
        ended.until = timezone.localdate() - timedelta(days=1)
        ended.save(update_fields=["until"])
        unnamed.send(type(ended), naming=ended)
    return ended
