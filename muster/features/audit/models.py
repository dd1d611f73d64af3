"""Why somebody looked, what was given to somebody outside, and when the trail was last verified."""

from __future__ import annotations

import pghistory
from django.conf import settings
from django.db import models
from django.utils import timezone
from django.utils.translation import gettext_lazy as _

from muster.domain.audit.reasons import DUTY, LONGEST, NEED, WORK


class ReasonCode(models.TextChoices):
    """Those that somebody chooses from; the codes are `muster.domain.audit.reasons.CODES`."""

    REPORTING = "reporting", _("Reporting")
    REVIEW = "review", _("Review of a report")
    QUALITY = "quality", _("Check of quality")
    DATA_SUBJECT = "data_subject", _("Request of the person that it is about")
    INSPECTION = "inspection", _("Inspection or audit")
    PROSECUTION = "prosecution", _("Request of a prosecutor or a court")
    SUPERVISION = "supervision", _("Supervision")
    OTHER = "other", _("Something else")


REASON_NAMES = {
    **dict(ReasonCode.choices),
    DUTY: _("Ordinary duty"),
    WORK: _("Own work"),
    NEED: _("Opened in need"),
}


@pghistory.track()
class Justification(models.Model):
    """What somebody wrote when they were asked why they need a record; it holds for some hours.

    Without `key` it is for taking away, or searching, what is closed to most of a data set (`subject`, its code).
    """

    person = models.ForeignKey(settings.AUTH_USER_MODEL, models.PROTECT, related_name="+")
    subject = models.CharField(max_length=20)
    key = models.CharField(max_length=80, blank=True)
    reason = models.CharField(_("reason"), max_length=20, choices=ReasonCode)
    text = models.CharField(_("in a sentence"), max_length=LONGEST)
    reference = models.CharField(_("reference"), max_length=100, blank=True)
    at = models.DateTimeField(default=timezone.now)
    until = models.DateTimeField()

    class Meta:
        ordering = ("-at", "-pk")
        indexes = [models.Index(fields=["person", "subject", "key", "until"], name="reason_of_record")]


class Channel(models.TextChoices):
    PAPER = "paper", _("On paper")
    EMAIL = "email", _("By e-mail")
    CARRIER = "carrier", _("On a data carrier")
    SYSTEM = "system", _("Through another system")
    SPOKEN = "spoken", _("By word of mouth")
    OTHER = "other", _("Otherwise")


@pghistory.track()
class Disclosure(models.Model):
    """That something of a record was given to somebody outside: to whom, by what right, how, and what."""

    subject = models.CharField(max_length=20)  # code of the data set
    key = models.CharField(max_length=80)
    organisation = models.CharField(_("organisation"), max_length=200)
    recipient = models.CharField(_("person there"), max_length=200, blank=True)
    channel = models.CharField(_("how"), max_length=10, choices=Channel)
    legal_basis = models.CharField(_("by what right"), max_length=300)
    what = models.CharField(_("what was given"), max_length=500)
    reference = models.CharField(_("reference"), max_length=100, blank=True)
    given_on = models.DateField(_("on"))
    recorded_by = models.ForeignKey(settings.AUTH_USER_MODEL, models.PROTECT, related_name="+")
    recorded_at = models.DateTimeField(auto_now_add=True)

    class Meta:
        ordering = ("-given_on", "-pk")
        indexes = [models.Index(fields=["subject", "key"], name="disclosures_of_record")]


class Verification(models.Model):
    """One check of the whole trail: asked for by somebody, or (nobody) once a day."""

    asked_by = models.ForeignKey(settings.AUTH_USER_MODEL, models.PROTECT, null=True, related_name="+")
    asked_at = models.DateTimeField(default=timezone.now)
    started_at = models.DateTimeField(null=True)
    ended_at = models.DateTimeField(null=True)
    entries = models.BigIntegerField(null=True)  # that it was about
    last_seal = models.BigIntegerField(null=True)
    findings = models.JSONField(default=list)  # [kind, table, key], the first of them
    found = models.PositiveIntegerField(default=0)  # how many there are in all

    class Meta:
        ordering = ("-asked_at", "-pk")

    @property
    def whole(self) -> bool:
        return self.ended_at is not None and not self.found
