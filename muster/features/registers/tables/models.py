"""Tables on their way into a register, row by row."""

from __future__ import annotations

from django.db import models
from django.utils.translation import gettext_lazy as _

from muster.core.bringing import Brought, BroughtRow
from muster.core.models import Unit
from muster.features.intake.models import Original


class LoadState(models.TextChoices):
    READING = "reading", _("Being compared")
    READY = "ready", _("Waits for your decision")
    LOADING = "loading", _("Being loaded")
    DONE = "done", _("Loaded")
    FAILED = "failed", _("Not loaded")
    DROPPED = "dropped", _("Dropped")


class Load(Brought):
    """A table on its way into a register. Its `head` is that of the sheet of records.

    `form` is the version that its rows were checked against. `original` is the file, until it is decided; `strange`
    are the columns and sheets that are not loaded, as [sheet, letter, name]. `counts` are rows by their state.
    """

    register = models.ForeignKey("registers.Register", models.PROTECT, related_name="loads")
    form = models.ForeignKey("registers.Version", models.PROTECT, related_name="+")
    original = models.ForeignKey(Original, models.PROTECT, null=True, related_name="+")
    strange = models.JSONField(default=list)
    state = models.CharField(max_length=8, choices=LoadState, default=LoadState.READING)
    counts = models.JSONField(default=dict)


class LoadRow(BroughtRow):
    """One row of the sheet of records, with those of its repeats, checked and compared; gone when it is decided.

    `answers` are what it says as a whole, `xml` the instance of them. `changes` are [reference, before, after];
    `problems` [sheet, row, column, `Sentence.kept`]. `record` and `version` are what it was compared with.
    """

    load = models.ForeignKey(Load, models.CASCADE, related_name="rows")
    name = models.CharField(max_length=300, blank=True)
    record = models.ForeignKey("registers.Record", models.CASCADE, null=True, related_name="+")
    unit = models.ForeignKey(Unit, models.PROTECT, null=True, related_name="+")
    instance = models.CharField(max_length=200, blank=True)
    xml = models.TextField(blank=True)
    answers = models.JSONField(default=dict)
    changes = models.JSONField(default=list)

    class Meta:
        ordering = ("load", "number")
        constraints = [models.UniqueConstraint(fields=["load", "number"], name="register_load_row")]
        indexes = [models.Index(fields=["load", "state", "number"], name="register_load_row_state")]
