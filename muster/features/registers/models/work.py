"""What is done with a record: notes, moves, tasks, early warnings that somebody attended to."""

from __future__ import annotations

import pghistory
from django.conf import settings
from django.contrib.postgres.fields import ArrayField
from django.db import models

from muster.features.registers.models.record import Record


@pghistory.track()
class Note(models.Model):
    """What somebody wrote beside a record, or why they moved or handed it on. It may name people: seen by who sees the
    personal answers."""

    record = models.ForeignKey(Record, models.CASCADE, related_name="notes")
    text = models.TextField()
    by = models.ForeignKey(settings.AUTH_USER_MODEL, models.PROTECT, related_name="+")
    at = models.DateTimeField(auto_now_add=True)

    class Meta:
        ordering = ("pk",)


@pghistory.track()
class Step(models.Model):
    """A move from one state to another, as the register offers it; never changed."""

    record = models.ForeignKey(Record, models.CASCADE, related_name="steps")
    move = models.CharField(max_length=40)
    before = models.CharField(max_length=40)
    after = models.CharField(max_length=40)
    note = models.OneToOneField(Note, models.PROTECT, null=True, related_name="step")
    by = models.ForeignKey(settings.AUTH_USER_MODEL, models.PROTECT, related_name="+")
    at = models.DateTimeField(auto_now_add=True)

    class Meta:
        ordering = ("pk",)


@pghistory.track()
class Task(models.Model):
    """Something to do about a record, by somebody, until a day."""

    record = models.ForeignKey(Record, models.CASCADE, related_name="tasks")
    text = models.CharField(max_length=500)
    assigned_to = models.ForeignKey(settings.AUTH_USER_MODEL, models.PROTECT, null=True, related_name="record_tasks")
    due = models.DateField(null=True, blank=True)
    by = models.ForeignKey(settings.AUTH_USER_MODEL, models.PROTECT, related_name="+")
    at = models.DateTimeField(auto_now_add=True)
    done_by = models.ForeignKey(settings.AUTH_USER_MODEL, models.PROTECT, null=True, related_name="+")
    done_at = models.DateTimeField(null=True, blank=True)

    class Meta:
        ordering = ("done_at", "due", "pk")
        indexes = [
            models.Index(fields=["assigned_to", "due"], condition=models.Q(done_at=None), name="record_task_waiting")
        ]

    @property
    def ended(self) -> bool:
        """Not done, and waiting for nobody: the work on its record is over."""
        return self.done_at is None and self.record.ended


@pghistory.track()
class Attention(models.Model):
    """That somebody attended to an early warning, and what they did; never changed. It hangs on the newest record that
    was counted; a record that is not among those `counted` (their keys) makes the warning appear again."""

    record = models.ForeignKey(Record, models.CASCADE, related_name="attentions")
    rule = models.CharField(max_length=40)  # code of a `warning` of the register
    who = models.CharField(max_length=300)  # as they are told apart (`muster.domain.forms.warnings`)
    counted = ArrayField(models.BigIntegerField())
    note = models.TextField()
    by = models.ForeignKey(settings.AUTH_USER_MODEL, models.PROTECT, related_name="+")
    at = models.DateTimeField(auto_now_add=True)

    class Meta:
        ordering = ("-pk",)
        indexes = [models.Index(fields=["rule", "who"], name="attention_of_somebody")]
