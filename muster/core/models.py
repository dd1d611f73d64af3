"""What every feature stands on: units, places, markings, the audit trail."""

from __future__ import annotations

import pghistory
from django.contrib.postgres.constraints import ExclusionConstraint
from django.contrib.postgres.fields import ArrayField, DateRangeField, RangeOperators
from django.contrib.postgres.indexes import GinIndex
from django.db import models
from django.utils.translation import get_language
from django.utils.translation import gettext_lazy as _

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

    @property
    def names(self) -> dict[str, str]:
        """By language, those that it has."""
        names = {"en": self.name_en, "sq": self.name_sq, "sr": self.name_sr}
        return {language: name for language, name in names.items() if name}

    def name_in(self, language: str) -> str:
        if language == "sr" and self.name_sr:
            return cyrillic_name(self.name_sr)
        by_language = {"sq": self.name_sq, "sr-latn": self.name_sr}
        return by_language.get(language) or self.name_en


class Marking(models.IntegerChoices):
    """Who may see a record at all; the higher, the fewer. Roles say up to which marking they let read."""

    PUBLIC = 0, _("Public")
    INTERNAL = 1, _("Internal")
    RESTRICTED = 2, _("Restricted")
    CONFIDENTIAL = 3, _("Confidential")  # only who is named for the record


class Tlp(models.TextChoices):
    """Traffic Light Protocol 2.0 (FIRST): how far who received something may share it."""

    NONE = "", _("No TLP")
    CLEAR = "clear", "TLP:CLEAR"
    GREEN = "green", "TLP:GREEN"
    AMBER = "amber", "TLP:AMBER"
    AMBER_STRICT = "amber+strict", "TLP:AMBER+STRICT"
    RED = "red", "TLP:RED"


class Marked(models.Model):
    """A record whose marking says who may see it (`core.row_security.record` makes the database hold it)."""

    marking = models.PositiveSmallIntegerField(_("marking"), choices=Marking, default=Marking.INTERNAL)
    tlp = models.CharField(_("TLP"), max_length=12, choices=Tlp, default=Tlp.NONE, blank=True)
    restricted = models.BooleanField(default=False)  # its processing is: only who protects personal data sees it

    class Meta:
        abstract = True


class UnitKind(models.TextChoices):
    MISSION = "mission", _("Mission")
    DEPARTMENT = "department", _("Department")
    SECTION = "section", _("Section")
    OFFICE = "office", _("Field office")
    SERVICE = "service", _("Police service")
    REGION = "region", _("Regional directorate")
    STATION = "station", _("Police station")
    ACADEMY = "academy", _("Academy")
    INSPECTORATE = "inspectorate", _("Inspectorate")
    PROSECUTION = "prosecution", _("Prosecution office")
    OTHER = "other", _("Other")


@pghistory.track()
class Unit(Named):
    """A unit of the mission or of a host institution. A *structure* is one that hands in reports.

    Where it stands in the tree, and when, says its `Placement`; a unit without one is the top of its organisation.
    """

    code = models.SlugField(max_length=40, unique=True)
    short_name = models.CharField(max_length=40)
    kind = models.CharField(_("kind"), max_length=12, choices=UnitKind, default=UnitKind.OFFICE)
    opened = models.DateField(_("opened"), null=True, blank=True)
    closed = models.DateField(_("closed"), null=True, blank=True)  # its last day
    reports = models.BooleanField(default=True)  # whether it is a structure
    position = models.PositiveSmallIntegerField(default=0)  # order in the report
    address = models.TextField(blank=True)
    email = models.EmailField(blank=True)
    telephone = models.CharField(max_length=60, blank=True)
    report_names = ArrayField(models.CharField(max_length=200), default=list, blank=True)  # how reports call it
    version = models.PositiveIntegerField(default=1)  # every change adds one, of its place in the tree too

    class Meta:
        ordering = ("position", "code")

    def __str__(self) -> str:
        return self.name


def days_of(start: str, end: str) -> models.Func:
    """The days from one date field to another, both included; without an end, for good."""
    ends = (models.F(start), models.F(end), models.Value("[]"))
    return models.Func(*ends, function="daterange", output_field=DateRangeField())


@pghistory.track()
class Placement(models.Model):
    """Under which unit another one stands; without `start` ever since, without `end` (its last day) for good."""

    unit = models.ForeignKey(Unit, models.CASCADE, related_name="placements")
    parent = models.ForeignKey(Unit, models.PROTECT, related_name="placed")
    start = models.DateField(null=True, blank=True)
    end = models.DateField(null=True, blank=True)

    class Meta:
        ordering = ("unit", "start")
        constraints = [
            models.CheckConstraint(condition=~models.Q(unit=models.F("parent")), name="not_under_itself"),
            ExclusionConstraint(
                name="one_place_a_day",
                expressions=[("unit", RangeOperators.EQUAL), (days_of("start", "end"), RangeOperators.OVERLAPS)],
            ),
        ]

    def __str__(self) -> str:
        return f"{self.unit} < {self.parent}"


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
            models.Index(fields=["at", "id"], name="audit_by_time"),
            GinIndex(models.F("detail__keys"), name="audit_of_keys"),  # of the records that a list showed
        ]
