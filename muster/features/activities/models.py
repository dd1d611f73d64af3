"""The register: one row is one activity of the mission."""

from __future__ import annotations

import pghistory
from django.conf import settings
from django.contrib.postgres.fields import ArrayField, DateRangeField
from django.contrib.postgres.indexes import GinIndex, GistIndex
from django.contrib.postgres.search import SearchVectorField
from django.db import models
from django.db.models import F
from django.db.models.functions import Coalesce
from django.utils.translation import gettext_lazy as _

from muster.core.bringing import Brought, BroughtRow
from muster.core.models import Marked, Marking, Unit
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
# So that counts need the index alone: unit, marking, restricted and key are what row security looks at.
LOOKED_AT = ("unit", "marking", "restricted", "id")
COUNTED_WITH = (*LOOKED_AT, "events", "period_end", "kind", "column", "category")
FILTERED = ("unit", "theme", "category", "kind", "column", "origin")


def period_of_time() -> models.Func:
    """The days of an entry's period as a range, both ends included."""
    ends = (models.F("period_start"), models.F("period_end"), models.Value("[]"))
    return models.Func(*ends, function="daterange", output_field=DateRangeField())


class Activity(Marked):
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
            models.Index(  # what the matrix counts, so that it need not read the entries
                fields=["period_start"],
                name="activity_matrix",
                condition=COUNTED,
                include=[*LOOKED_AT, "theme", "category", "column", "events"],
            ),
            models.Index(
                fields=["-period_start", "-id"], name="activity_newest", condition=COUNTED, include=COUNTED_WITH
            ),
            models.Index(
                fields=["unit", "-period_start", "-id"],
                name="activity_unit_newest",
                condition=COUNTED,
                include=COUNTED_WITH,
            ),
            models.Index(
                fields=["theme", "-period_start", "-id"],
                name="activity_theme_newest",
                condition=COUNTED,
                include=COUNTED_WITH,
            ),
            models.Index(F("updated_at").desc(), F("id").desc(), name="activity_changed", condition=COUNTED),
            models.Index(F("events").desc(), F("id").desc(), name="activity_events", condition=COUNTED),
            models.Index(
                Coalesce("participants", 0).desc(), F("id").desc(), name="activity_participants", condition=COUNTED
            ),
            models.Index(fields=["reference"], condition=~models.Q(reference=""), name="activity_reference"),
            models.Index(fields=["merged_into"], condition=models.Q(merged_into__isnull=False), name="activity_merged"),
            models.Index(fields=["-period_start", "-id"], condition=~COUNTED, name="activity_not_counted"),
            # One index for any mixture of filters: their lists of rows meet inside it, before a row is read. Words are
            # apart: the planner takes the beginning of a common word for cheap, and then would begin with it.
            GinIndex(fields=["place_codes", "partner_keys", *FILTERED], name="activity_found"),
            GinIndex(fields=["search"], name="activity_search"),
            GistIndex(period_of_time(), name="activity_period", condition=COUNTED),
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


@pghistory.track()
class PartnerName(models.Model):
    """One way in which entries write a partner. Which names mean one partner says `muster.domain.matching.partners`:
    its rules, and before them a person (`same_as`, or `apart` where the rules are not to join it)."""

    key = models.TextField(unique=True)  # folded, as in `Activity.partner_keys`
    marking = models.PositiveSmallIntegerField(choices=Marking, default=Marking.INTERNAL)  # the lowest of its entries
    name = models.TextField()  # as it was written first
    same_as = models.ForeignKey("self", models.PROTECT, null=True, blank=True, related_name="others")
    apart = models.BooleanField(default=False)
    decided_by = models.ForeignKey(settings.AUTH_USER_MODEL, models.PROTECT, null=True, related_name="+")
    decided_at = models.DateTimeField(null=True)

    class Meta:
        ordering = ("key",)

    def __str__(self) -> str:
        return self.name


class PairState(models.TextChoices):
    OPEN = "open", _("To decide")
    APART = "apart", _("Kept apart")
    MERGED = "merged", _("Merged")


@pghistory.track()
class Pair(models.Model):
    """Two entries that may be one activity told twice; `first` is the older entry.

    `reasons` are [name, weight, words] as `muster.domain.matching` gives them. A pair that a person kept apart is
    never proposed again.
    """

    first = models.ForeignKey(Activity, models.CASCADE, related_name="+")
    second = models.ForeignKey(Activity, models.CASCADE, related_name="+")
    score = models.FloatField()  # probability, 0 to 1
    reasons = models.JSONField()
    state = models.CharField(max_length=6, choices=PairState, default=PairState.OPEN)
    found_at = models.DateTimeField(auto_now_add=True)
    decided_by = models.ForeignKey(settings.AUTH_USER_MODEL, models.PROTECT, null=True, related_name="+")
    decided_at = models.DateTimeField(null=True)

    class Meta:
        ordering = ("-score", "pk")
        constraints = [models.UniqueConstraint(fields=["first", "second"], name="one_pair_of_two_entries")]
        indexes = [
            models.Index(fields=["-score", "id"], name="pair_open", condition=models.Q(state="open")),
        ]


@pghistory.track()
class Merge(models.Model):
    """Entries that a person made one: `merged` no longer count, `kept` does, with values that the person chose.

    `changes` maps a field of `kept` to [before, after] in JSON form, so that it can be taken apart exactly.
    """

    kept = models.ForeignKey(Activity, models.PROTECT, related_name="merges")
    merged = ArrayField(models.BigIntegerField())  # primary keys of entries
    changes = models.JSONField(default=dict)
    done_by = models.ForeignKey(settings.AUTH_USER_MODEL, models.PROTECT, related_name="+")
    done_at = models.DateTimeField(auto_now_add=True)
    undone_by = models.ForeignKey(settings.AUTH_USER_MODEL, models.PROTECT, null=True, related_name="+")
    undone_at = models.DateTimeField(null=True)

    class Meta:
        ordering = ("-pk",)


class SavedView(models.Model):
    """Filters, order and columns of the register under a name; a shared one is seen by everybody."""

    owner = models.ForeignKey(settings.AUTH_USER_MODEL, models.CASCADE, related_name="register_views")
    name = models.CharField(_("name"), max_length=80)
    query = models.TextField(blank=True)  # as in the register's address
    shared = models.BooleanField(_("shared with everybody"), default=False)

    class Meta:
        ordering = ("name", "pk")
        constraints = [models.UniqueConstraint(fields=["owner", "name"], name="one_view_of_a_name_each")]


class LoadState(models.TextChoices):
    MAPPING = "mapping", _("Columns to assign")
    READING = "reading", _("Reading")
    READY = "ready", _("Ready to load")
    LOADING = "loading", _("Loading")
    DONE = "done", _("Loaded")
    FAILED = "failed", _("Failed")
    DROPPED = "dropped", _("Dropped")


class TableLoad(Brought):
    """A spreadsheet on its way into the register; its rows are kept when it is loaded."""

    content = models.BinaryField()
    sheet = models.CharField(max_length=120, blank=True)
    head_row = models.PositiveIntegerField(default=1)
    mapping = models.JSONField(default=dict)  # position of a column -> field
    state = models.CharField(max_length=8, choices=LoadState, default=LoadState.MAPPING)
    rows_total = models.PositiveIntegerField(default=0)

    @property
    def size(self) -> int:
        return self.rows_total


class TableRow(BroughtRow):
    """One row of a spreadsheet compared with the register.

    `values` are those of the entry in JSON form, `changes` maps a field to [old, new], `problems` are
    [column, sentence]. `activity` and `version` are what the row was compared with.
    """

    load = models.ForeignKey(TableLoad, models.CASCADE, related_name="rows")
    values = models.JSONField(default=dict)
    changes = models.JSONField(default=dict)
    activity = models.ForeignKey(Activity, models.CASCADE, null=True, related_name="+")

    class Meta:
        ordering = ("number",)
        indexes = [models.Index(fields=["load", "state", "number"], name="table_row_state")]
