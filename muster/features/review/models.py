"""Who decided what, so that it can be shown and undone; and who is in a document now."""

from __future__ import annotations

from django.conf import settings
from django.db import models
from django.utils.translation import gettext_lazy as _

from muster.features.intake.models import Document, Draft


class Deed(models.TextChoices):
    """What a person did to drafts."""

    CORRECT = "correct", _("corrected")
    ACCEPT = "accept", _("accepted")
    REJECT = "reject", _("rejected")
    SPLIT = "split", _("split")
    MERGE = "merge", _("merged")
    REOPEN = "reopen", _("reopened")
    CREATE = "create", _("marked")


class Decision(models.Model):
    """One decision of one person, on one draft or (accepting all above a confidence, merging) on several.

    `before` holds for every draft what it was: `{"draft", "was", "now", "kept"}` with its versions before and after
    and the values to put back. `made` are the drafts that a split or merge made, or a person who marked a passage;
    `entries` the register entries that an acceptance made: `[[draft, activity], …]`.
    """

    document = models.ForeignKey(Document, models.CASCADE, related_name="decisions")
    person = models.ForeignKey(settings.AUTH_USER_MODEL, models.PROTECT, related_name="+")
    deed = models.CharField(max_length=8, choices=Deed)
    at = models.DateTimeField(auto_now_add=True)
    before = models.JSONField()
    made = models.JSONField(default=list)
    entries = models.JSONField(default=list)
    undone_at = models.DateTimeField(null=True, blank=True)

    class Meta:
        ordering = ("-pk",)
        indexes = [models.Index(fields=["document", "person", "-id"], name="decision_own_last")]


class Presence(models.Model):
    """When somebody last had a document open, and at which draft."""

    document = models.ForeignKey(Document, models.CASCADE, related_name="+")
    person = models.ForeignKey(settings.AUTH_USER_MODEL, models.CASCADE, related_name="+")
    draft = models.ForeignKey(Draft, models.SET_NULL, null=True, related_name="+")
    seen_at = models.DateTimeField()

    class Meta:
        constraints = [models.UniqueConstraint(fields=["document", "person"], name="one_presence_a_person")]
