"""Files of a published report for somebody without an account: handed out by a link, withdrawn, taken."""

from __future__ import annotations

from datetime import timedelta
from typing import Any

from django.core.exceptions import ValidationError
from django.db import transaction
from django.utils import timezone
from django.utils.translation import gettext as _

from muster.core import audit
from muster.core.identity import SYSTEM, acting_as
from muster.features.accounts.models import User
from muster.features.accounts.rights import Subject, Verb, require
from muster.features.publishing.models import Handout, PublicationFile, Report

SUBJECT = "publishing_handout"
LONGEST = 90  # days


def hand_out(person: User, report: Report, *, output: str, recipient: str, purpose: str, days: int) -> Handout:
    """A link to one file of a published report, for `days`. Raises `ValidationError` for a draft or a longer time."""
    require(person, Verb.DISCLOSE, Subject.REPORT)
    if not report.published:
        raise ValidationError(_("Only what is published can be handed out."))
    if not 1 <= days <= LONGEST:
        raise ValidationError(_("A link works for %(most)s days at most.") % {"most": LONGEST})
    with transaction.atomic():
        until = timezone.now() + timedelta(days=days)
        told = {"report": report, "format": output, "recipient": recipient, "purpose": purpose}
        made = Handout.objects.create(**told, made_by=person, until=until)
        audit.record(person.pk, "hand-out", SUBJECT, str(made.pk), **_detail(made))
    return made


def withdraw_handout(person: User, handout: Handout) -> None:
    """The link works no more."""
    require(person, Verb.DISCLOSE, Subject.REPORT)
    with transaction.atomic():
        if Handout.objects.filter(pk=handout.pk, withdrawn_at=None).update(withdrawn_at=timezone.now()):
            audit.record(person.pk, "withdraw", SUBJECT, str(handout.pk), recipient=handout.recipient)


def disclose(handout: Handout, address: str) -> PublicationFile:
    """The frozen file, to whoever asks from `address`; that it was taken is in the trail before it leaves.

    Raises `Handout.DoesNotExist` where the link was withdrawn or ran out meanwhile.
    """
    with transaction.atomic(), acting_as(SYSTEM):  # the link is the right
        current = Handout.objects.select_for_update().get(pk=handout.pk)
        if not current.works:
            raise Handout.DoesNotExist
        current.taken += 1
        current.save(update_fields=["taken"])
        audit.record(None, "disclose", SUBJECT, str(current.pk), **_detail(current), address=address)
        files = PublicationFile.objects.select_related("file")
        return files.get(publication__report=current.report_id, format=current.format)


def _detail(handout: Handout) -> dict[str, Any]:
    return {
        "report": handout.report_id,
        "file": handout.format,
        "recipient": handout.recipient,
        "purpose": handout.purpose,
        "made_by": handout.made_by_id,
        "until": handout.until.isoformat(),
    }
