"""Records that are offered to others."""

from __future__ import annotations

import pghistory
from django.conf import settings
from django.db import models
from django.utils.translation import gettext_lazy as _

from muster.core.models import Unit
from muster.features.accounts.models import NeedToKnow
from muster.features.registers.models.record import Record
from muster.features.registers.models.register import Register
from muster.features.registers.saying import called


class HandoverKind(models.TextChoices):
    REFERRAL = "referral", _("Referral")  # others see it too; the record stays where it is
    TRANSFER = "transfer", _("Transfer")  # another unit keeps it from then on


class HandoverState(models.TextChoices):
    OFFERED = "offered", _("Waits for an answer")
    ACCEPTED = "accepted", _("Accepted")
    DECLINED = "declined", _("Declined")
    WITHDRAWN = "withdrawn", _("Withdrawn")
    ENDED = "ended", _("Ended")  # a referral that was accepted, and that nobody needs any more


@pghistory.track()
class Handover(models.Model):
    """A record offered to another unit, or to one person there, who accept or decline it.

    Until they accept they see this alone, not the record: `register` and `called` say what it is about, and
    `record_version` how it stood when it was offered. `naming` is what an accepted referral let them see it by; None
    where they were named for it before.
    """

    record = models.ForeignKey(Record, models.CASCADE, related_name="handovers")
    register = models.ForeignKey(Register, models.PROTECT, related_name="+")
    called = models.CharField(max_length=300)
    names = models.JSONField(default=dict)  # as `Record.names`
    record_version = models.PositiveIntegerField(default=1)
    kind = models.CharField(max_length=8, choices=HandoverKind)
    from_unit = models.ForeignKey(Unit, models.PROTECT, related_name="+")
    to_unit = models.ForeignKey(Unit, models.PROTECT, related_name="+")
    to_person = models.ForeignKey(settings.AUTH_USER_MODEL, models.PROTECT, null=True, related_name="+")
    reason = models.TextField()
    state = models.CharField(max_length=9, choices=HandoverState, default=HandoverState.OFFERED)
    by = models.ForeignKey(settings.AUTH_USER_MODEL, models.PROTECT, related_name="+")
    at = models.DateTimeField(auto_now_add=True)
    answer = models.TextField(blank=True)
    answered_by = models.ForeignKey(settings.AUTH_USER_MODEL, models.PROTECT, null=True, related_name="+")
    answered_at = models.DateTimeField(null=True, blank=True)
    naming = models.ForeignKey(NeedToKnow, models.SET_NULL, null=True, related_name="+")

    class Meta:
        ordering = ("-pk",)
        constraints = [
            models.UniqueConstraint(
                fields=["record", "kind", "to_unit", "to_person"],
                condition=models.Q(state=HandoverState.OFFERED),
                nulls_distinct=False,
                name="record_handover_once",
            )
        ]

    @property
    def name(self) -> str:
        """What the record is called, for who reads."""
        return called(self.called, self.names)
