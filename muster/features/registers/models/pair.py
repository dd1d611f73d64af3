"""Two records: linked with each other, or not the same."""

from __future__ import annotations

import pghistory
from django.conf import settings
from django.db import models
from django.db.models.functions import Greatest, Least

from muster.features.registers.models.record import Record


@pghistory.track()
class Link(models.Model):
    """Two records that belong together, as the register of `record` calls it, until somebody takes the link away; seen
    by who sees both."""

    record = models.ForeignKey(Record, models.CASCADE, related_name="links")
    other = models.ForeignKey(Record, models.CASCADE, related_name="links_to")
    code = models.CharField(max_length=40)  # of a `link` of the register
    by = models.ForeignKey(settings.AUTH_USER_MODEL, models.PROTECT, related_name="+")
    at = models.DateTimeField(auto_now_add=True)
    ended_by = models.ForeignKey(settings.AUTH_USER_MODEL, models.PROTECT, null=True, related_name="+")
    ended_at = models.DateTimeField(null=True)

    class Meta:
        ordering = ("pk",)
        constraints = [
            models.UniqueConstraint(
                fields=["record", "other", "code"], condition=models.Q(ended_at=None), name="record_link_once"
            ),
            models.CheckConstraint(condition=~models.Q(record=models.F("other")), name="record_link_other"),
        ]


@pghistory.track()
class Difference(models.Model):
    """That two records of a register which look alike are not the same, as somebody decided at `record`, until it is
    taken back; seen by who sees both."""

    record = models.ForeignKey(Record, models.CASCADE, related_name="differences")
    other = models.ForeignKey(Record, models.CASCADE, related_name="differences_from")
    why = models.CharField(max_length=500)
    by = models.ForeignKey(settings.AUTH_USER_MODEL, models.PROTECT, related_name="+")
    at = models.DateTimeField(auto_now_add=True)
    ended_by = models.ForeignKey(settings.AUTH_USER_MODEL, models.PROTECT, null=True, related_name="+")
    ended_at = models.DateTimeField(null=True)

    class Meta:
        ordering = ("pk",)
        constraints = [
            models.UniqueConstraint(
                Least("record", "other"),
                Greatest("record", "other"),
                condition=models.Q(ended_at=None),
                name="record_difference_once",
            ),
            models.CheckConstraint(condition=~models.Q(record=models.F("other")), name="record_difference_other"),
        ]
