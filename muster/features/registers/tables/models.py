"""Tables on their way into a register, row by row."""

from __future__ import annotations

from django.conf import settings
from django.db import models
from django.utils.translation import gettext_lazy as _

from muster.core.models import Unit
from muster.features.intake.models import Original


class LoadState(models.TextChoices):
    READING = "reading", _("Being compared")
    READY = "ready", _("Waits for your decision")
    LOADING = "loading", _("Being loaded")
    DONE = "done", _("Loaded")
    FAILED = "failed", _("Not loaded")
    DROPPED = "dropped", _("Dropped")


class Load(models.Model):
    """A table on its way into a register: read and compared row by row, then taken as a whole or not at all.

    `form` is the version that its rows were checked against. `original` is the file, until it is decided; `strange`
    are the columns and sheets that are not loaded, as [sheet, letter, name]. `counts` are rows by their state.
    """

    register = models.ForeignKey("registers.Register", models.PROTECT, related_name="loads")
    form = models.ForeignKey("registers.Version", models.PROTECT, related_name="+")
    original = models.ForeignKey(Original, models.PROTECT, null=True, related_name="+")
    file_name = models.CharField(max_length=255)
    head = models.JSONField(default=list)  # names of the columns of the sheet of records
    strange = models.JSONField(default=list)
    state = models.CharField(max_length=8, choices=LoadState, default=LoadState.READING)
    rows_done = models.PositiveIntegerField(default=0)
    counts = models.JSONField(default=dict)
    error = models.TextField(blank=True)
    uploaded_by = models.ForeignKey(settings.AUTH_USER_MODEL, models.PROTECT, related_name="+")
    uploaded_at = models.DateTimeField(auto_now_add=True)
    finished_at = models.DateTimeField(null=True)

    class Meta:
        ordering = ("-pk",)

    def __str__(self) -> str:
        return self.file_name


class RowState(models.TextChoices):
    WRONG = "wrong", _("Wrong")
    NEW = "new", _("New")
    CHANGED = "changed", _("Changed")
    SAME = "same", _("The same")


class LoadRow(models.Model):
    """One row of the sheet of records, with those of its repeats, checked and compared; gone when it is decided.

    `answers` are what it says as a whole, `xml` the instance of them. `changes` are [reference, before, after];
    `problems` [sheet, row, column, sentence]. `record` and `version` are what it was compared with.
    """

    load = models.ForeignKey(Load, models.CASCADE, related_name="rows")
    number = models.PositiveIntegerField()  # of the row in its sheet, from 1
    state = models.CharField(max_length=7, choices=RowState)
    name = models.CharField(max_length=300, blank=True)
    record = models.ForeignKey("registers.Record", models.CASCADE, null=True, related_name="+")
    version = models.PositiveIntegerField(null=True)
    unit = models.ForeignKey(Unit, models.PROTECT, null=True, related_name="+")
    instance = models.CharField(max_length=200, blank=True)
    xml = models.TextField(blank=True)
    answers = models.JSONField(default=dict)
    changes = models.JSONField(default=list)
    problems = models.JSONField(default=list)
    cells = models.JSONField(default=list)  # of a wrong row, as they stand in the file

    class Meta:
        ordering = ("load", "number")
        constraints = [models.UniqueConstraint(fields=["load", "number"], name="register_load_row")]
        indexes = [models.Index(fields=["load", "state", "number"], name="register_load_row_state")]
