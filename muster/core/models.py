"""What every feature stands on: units and places."""

from __future__ import annotations

from django.contrib.postgres.fields import ArrayField
from django.db import models
from django.utils.translation import get_language

from muster.domain.names import cyrillic_name


class Named(models.Model):
    """A name in each language; Serbian Cyrillic is derived from the Latin."""

    name_en = models.CharField(max_length=200)
    name_sq = models.CharField(max_length=200, blank=True)
    name_sr = models.CharField(max_length=200, blank=True)  # Latin script

    class Meta:
        abstract = True

    @property
    def name(self) -> str:
        """The name in the reader's language; English where that one is missing."""
        return self.name_in(get_language() or "en")

    def name_in(self, language: str) -> str:
        if language == "sr" and self.name_sr:
            return cyrillic_name(self.name_sr)
        by_language = {"sq": self.name_sq, "sr-latn": self.name_sr}
        return by_language.get(language) or self.name_en


class Unit(Named):
    """An organisational unit of the mission. A *structure* is one that hands in reports."""

    code = models.SlugField(max_length=40, unique=True)
    short_name = models.CharField(max_length=40)
    parent = models.ForeignKey("self", models.PROTECT, null=True, blank=True, related_name="children")
    reports = models.BooleanField(default=True)  # whether it is a structure
    position = models.PositiveSmallIntegerField(default=0)  # order in the report
    address = models.TextField(blank=True)
    email = models.EmailField(blank=True)
    telephone = models.CharField(max_length=60, blank=True)
    report_names = ArrayField(models.CharField(max_length=200), default=list, blank=True)  # how reports call it

    class Meta:
        ordering = ("position", "code")

    def __str__(self) -> str:
        return self.name


class Place(models.Model):
    """A municipality or town with both official names where it has two."""

    code = models.CharField(max_length=12, primary_key=True)
    name = models.CharField(max_length=120)  # as written in reports: Ferizaj/Uroševac
    name_sq = models.CharField(max_length=120, blank=True)
    name_sr = models.CharField(max_length=120, blank=True)
    latitude = models.FloatField(null=True)  # WGS84 degrees, approximate centre
    longitude = models.FloatField(null=True)
    region = models.CharField(max_length=4, blank=True)  # police region
    names = ArrayField(models.CharField(max_length=120), default=list)  # every way to write it

    class Meta:
        ordering = ("name",)

    def __str__(self) -> str:
        return self.name


class AuditSeal(models.Model):
    """One link of the audit chain: what was written since the one before, and a hash over all of it.

    Written by the database function `audit_seal`; the application may only read it.
    """

    number = models.BigIntegerField(primary_key=True)
    at = models.DateTimeField()
    entries = models.IntegerField()  # how many entries it holds
    root = models.BinaryField()  # SHA-256 over the entries' own hashes, in their order
    previous = models.BinaryField()  # `hash` of the seal before; 32 zero bytes for the first
    hash = models.BinaryField()

    class Meta:
        ordering = ("number",)


class AuditEntry(models.Model):
    """Something that was written, read, searched, printed, exported or disclosed, and by whom.

    Written by database functions only. Of a change, `digest` is the SHA-256 of its row in the history (`subject` its
    table, `key` its primary key), so that a changed history is found; of a look, of nothing.
    """

    at = models.DateTimeField()
    person = models.BigIntegerField(null=True)  # no foreign key: an entry outlives whom it names
    verb = models.CharField(max_length=20)
    subject = models.CharField(max_length=80)
    key = models.CharField(max_length=80, blank=True)
    digest = models.BinaryField(null=True)
    detail = models.JSONField(default=dict)  # where from, why, to whom
    seal = models.ForeignKey(AuditSeal, models.DO_NOTHING, null=True, db_constraint=False, related_name="+")

    class Meta:
        ordering = ("id",)
        indexes = [
            models.Index(fields=["id"], name="audit_unsealed", condition=models.Q(seal=None)),
            models.Index(fields=["seal", "id"], name="audit_of_seal"),
            models.Index(fields=["subject", "key"], name="audit_of_subject"),
            models.Index(fields=["person", "at"], name="audit_of_person"),
        ]
