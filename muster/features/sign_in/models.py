"""What sign-in remembers beside allauth's own tables (authenticators, sessions, accounts at a provider)."""

from __future__ import annotations

from datetime import datetime, timedelta

from django.conf import settings
from django.contrib.postgres.fields import ArrayField
from django.db import models
from django.utils import timezone
from django.utils.translation import gettext_lazy as _

from muster.core.models import Unit


class Attempts(models.Model):
    """Tries that failed, of one account, one second factor or from one address, and until when there are no more."""

    class Kind(models.TextChoices):
        ACCOUNT = "account", _("Account")
        FACTOR = "factor", _("Second factor")
        ADDRESS = "address", _("Address")

    kind = models.CharField(max_length=8, choices=Kind)
    key = models.CharField(max_length=64)  # an address as it is; of an account the HMAC of what was typed as its name
    count = models.FloatField(default=0)  # fades with time
    last = models.DateTimeField()
    until = models.DateTimeField(null=True)

    class Meta:
        constraints = [models.UniqueConstraint(fields=["kind", "key"], name="attempts_once")]


class ServiceToken(models.Model):
    """A key for a program: it may do part of what its person may, until a day.

    `digest` is the SHA-256 of the token. A token is 256 random bits, so there is nothing to guess from a fast hash;
    whoever reads the table can use none of them.
    """

    person = models.ForeignKey(settings.AUTH_USER_MODEL, models.PROTECT, related_name="service_tokens")
    made_by = models.ForeignKey(settings.AUTH_USER_MODEL, models.PROTECT, related_name="+")
    purpose = models.CharField(_("purpose"), max_length=200)
    unit = models.ForeignKey(Unit, models.PROTECT, null=True, blank=True, related_name="+", verbose_name=_("unit"))
    limits = ArrayField(models.CharField(max_length=60))  # "verb subject"; a subject of * means all
    prefix = models.CharField(max_length=16, unique=True)
    digest = models.BinaryField(max_length=32)
    made = models.DateTimeField(default=timezone.now)
    expires = models.DateTimeField(_("expires"))
    last_used = models.DateTimeField(null=True)
    last_address = models.GenericIPAddressField(null=True)
    revoked = models.DateTimeField(null=True)

    class Meta:
        ordering = ("-made",)

    def __str__(self) -> str:
        return f"{self.prefix}… {self.purpose}"

    @property
    def last_day(self) -> datetime:
        """A moment of the last day that it works."""
        return self.expires - timedelta(microseconds=1)

    @property
    def works(self) -> bool:
        """Whether it is neither revoked nor expired."""
        return self.revoked is None and self.expires > timezone.now()


class CacheEntry(models.Model):
    """The table of Django's database cache, made by a migration like every other table."""

    cache_key = models.CharField(primary_key=True, max_length=255)
    value = models.TextField()
    expires = models.DateTimeField(db_index=True)
