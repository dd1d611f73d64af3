"""The register: one row is one activity of the mission."""

from __future__ import annotations

import pghistory
from django.conf import settings
from django.contrib.postgres.fields import ArrayField
from django.contrib.postgres.indexes import GinIndex
from django.contrib.postgres.search import SearchVectorField
from django.db import models
from django.db.models.functions import Coalesce
from django.utils.translation import gettext_lazy as _

from muster.core.models import Unit
from muster.features.intake.models import Document, Draft


class Precision(models.TextChoices):
    DAY = "day", _("Day")
    MONTH = "month", _("Month")
    YEAR = "year", _("Year")


class Origin(models.TextChoices):
    REPORT = "report", _("From a report")
    TABLE = "table", _("From a table")
    HAND = "hand", _("By hand")


COUNTED = models.Q(counted=True)


class Activity(models.Model):
    """A register entry. Whatever counts, counts `events` of entries that are `counted`: neither merged nor withdrawn.

    `start` and `end` are the first and last day of what is stated (a month stated is its first and last day, with the
    precision beside it); `period_start`/`period_end` always say where the entry belongs: its dates, else the
    report's period. `search` holds folded words (see `muster.domain.names.search_key`).
    """

    unit = models.ForeignKey(Unit, models.PROTECT, related_name="activities")
    theme = models.CharField(max_length=3)  # code of muster.domain.reference
    category = models.CharField(max_length=8)  # follows from the theme
    kind = models.CharField(max_length=24)
    column = models.CharField(max_length=24)
    role = models.CharField(max_length=16, blank=True)
    title = models.CharField(max_length=300)
    narrative = models.TextField(blank=True)
    start = models.DateField(null=True, blank=True)
    start_precision = models.CharField(max_length=5, choices=Precision, blank=True)
    end = models.DateField(null=True, blank=True)
    end_precision = models.CharField(max_length=5, choices=Precision, blank=True)
    dates = models.JSONField(default=list, blank=True)  # [[start, end], …] where disjoint dates are stated
    period_start = models.DateField()
    period_end = models.DateField()
    sessions = models.PositiveIntegerField(null=True, blank=True)
    events = models.GeneratedField(
        expression=Coalesce("sessions", 1), output_field=models.PositiveIntegerField(), db_persist=True
    )
    participants = models.PositiveIntegerField(null=True, blank=True)
    women = models.PositiveIntegerField(null=True, blank=True)
    men = models.PositiveIntegerField(null=True, blank=True)
    places = ArrayField(models.TextField(), default=list, blank=True)  # as written
    place_codes = ArrayField(models.CharField(max_length=12), default=list, blank=True)  # of core.Place, where known
    partners = ArrayField(models.TextField(), default=list, blank=True)  # as written
    partner_keys = ArrayField(models.TextField(), default=list, blank=True)  # folded, for filters
    search = SearchVectorField(null=True)
    origin = models.CharField(max_length=6, choices=Origin, default=Origin.HAND)
    reference = models.CharField(max_length=60, blank=True)  # the key it has in a table that was loaded
    merged_into = models.ForeignKey("self", models.PROTECT, null=True, blank=True, related_name="merged_entries")
    withdrawn_at = models.DateTimeField(null=True, blank=True)
    withdrawn_reason = models.CharField(max_length=300, blank=True)
    counted = models.GeneratedField(
        expression=models.ExpressionWrapper(
            models.Q(merged_into__isnull=True, withdrawn_at__isnull=True), models.BooleanField()
        ),
        output_field=models.BooleanField(),
        db_persist=True,
    )
    version = models.PositiveIntegerField(default=1)
    created_by = models.ForeignKey(settings.AUTH_USER_MODEL, models.PROTECT, related_name="+")
    created_at = models.DateTimeField(auto_now_add=True)
    updated_by = models.ForeignKey(settings.AUTH_USER_MODEL, models.PROTECT, related_name="+")
    updated_at = models.DateTimeField(auto_now=True)

    class Meta:
        ordering = ("-period_start", "-pk")
        verbose_name_plural = "activities"
        indexes = [
            models.Index(fields=["-period_start", "-id"], name="activity_newest", condition=COUNTED),
            models.Index(fields=["unit", "-period_start", "-id"], name="activity_unit_newest", condition=COUNTED),
            models.Index(fields=["theme", "-period_start", "-id"], name="activity_theme_newest", condition=COUNTED),
            models.Index(fields=["reference"], condition=~models.Q(reference=""), name="activity_reference"),
            models.Index(fields=["merged_into"], condition=models.Q(merged_into__isnull=False), name="activity_merged"),
            models.Index(fields=["-period_start", "-id"], condition=~COUNTED, name="activity_not_counted"),
            GinIndex(fields=["search"], name="activity_search"),
            GinIndex(fields=["place_codes"], name="activity_places"),
            GinIndex(fields=["partner_keys"], name="activity_partners"),
        ]

    def __str__(self) -> str:
        return self.title


pghistory.track(exclude=["search", "events", "counted"])(Activity)


@pghistory.track()
class ActivitySource(models.Model):
    """Where an entry was read: the document and, for every field, the characters that say so."""

    activity = models.ForeignKey(Activity, models.CASCADE, related_name="sources")
    document = models.ForeignKey(Document, models.PROTECT, related_name="activity_sources")
    draft = models.OneToOneField(Draft, models.PROTECT, null=True, related_name="source")
    spans = models.JSONField()  # [[start, end], …] the passage
    field_spans = models.JSONField(default=dict)  # {field: [[start, end], …]}
