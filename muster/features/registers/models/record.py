"""Records: their answers, what was handed in for them, their files, by what they are found and whom they name."""

from __future__ import annotations

import pghistory
from django.conf import settings
from django.contrib.postgres.indexes import GinIndex
from django.contrib.postgres.search import SearchVectorField
from django.db import models
from django.utils.translation import gettext_lazy as _

from muster.core.models import Marked, Unit
from muster.features.intake.models import Original
from muster.features.registers.models.register import Register, Version
from muster.features.registers.saying import called

INSTANCE_LIMIT = 200  # characters of an instance id


class Record(Marked):
    """One record. `data` are its answers but those to fields marked personal (`muster.domain.forms.answers`), which
    stand in `Personal`.

    `name` is made of fields that are not personal, in English; `names` has other languages; `day`, `place` say when and
    where it is counted.
    """

    register = models.ForeignKey(Register, models.PROTECT, related_name="records")
    form = models.ForeignKey(Version, models.PROTECT, related_name="records")
    unit = models.ForeignKey(Unit, models.PROTECT, related_name="records")
    name = models.CharField(max_length=300)
    names = models.JSONField(default=dict)  # language -> name, where it differs
    state = models.CharField(max_length=40)
    ended = models.BooleanField(default=False)  # whether nothing waits for anybody any more
    day = models.DateField()
    place = models.CharField(max_length=12, blank=True)  # code of a core.Place
    data = models.JSONField(default=dict)
    search = SearchVectorField(null=True)
    assigned_to = models.ForeignKey(
        settings.AUTH_USER_MODEL, models.PROTECT, null=True, blank=True, related_name="assigned_records"
    )
    due = models.DateField(null=True, blank=True)  # of the nearest deadline that runs
    keep_until = models.DateField()  # when somebody looks whether it is still needed
    version = models.PositiveIntegerField(default=1)
    created_by = models.ForeignKey(settings.AUTH_USER_MODEL, models.PROTECT, related_name="+")
    created_at = models.DateTimeField(auto_now_add=True)
    updated_by = models.ForeignKey(settings.AUTH_USER_MODEL, models.PROTECT, related_name="+")
    updated_at = models.DateTimeField(auto_now=True)

    class Meta:
        ordering = ("-day", "-pk")
        indexes = [
            models.Index(fields=["register", "-day", "-id"], name="record_newest"),
            models.Index(fields=["register", "unit", "-day", "-id"], name="record_unit_newest"),
            models.Index(fields=["register", "state", "-day", "-id"], name="record_state_newest"),
            models.Index(fields=["register", "place", "-day", "-id"], name="record_place_newest"),
            models.Index(fields=["assigned_to", "due"], condition=models.Q(ended=False), name="record_waiting"),
            models.Index(
                fields=["due", "id"], condition=models.Q(ended=False, due__isnull=False), name="record_due_first"
            ),
            GinIndex(fields=["search"], name="record_search"),
            GinIndex(fields=["data"], name="record_data", opclasses=["jsonb_path_ops"]),
        ]

    def __str__(self) -> str:
        """In the reader's language; "" where it has no name."""
        return called(self.name, self.names)


pghistory.track(exclude=["search"])(Record)


@pghistory.track()
class Personal(models.Model):
    """A record's answers to the fields marked personal, under a rule of their own (see `access`)."""

    record = models.OneToOneField(Record, models.CASCADE, primary_key=True, related_name="personal")
    data = models.JSONField(default=dict)

    class Meta:
        verbose_name_plural = "personal answers"


class Door(models.TextChoices):
    PAGE = "page", _("In the browser")
    DEVICE = "device", _("From a device")
    API = "api", _("By a program")
    TABLE = "table", _("From a table")


class Submission(models.Model):
    """What was handed in for a record, as it came: a receipt that is never changed. An instance is taken once."""

    record = models.ForeignKey(Record, models.CASCADE, related_name="submissions")
    form = models.ForeignKey(Version, models.PROTECT, related_name="+")
    instance = models.CharField(max_length=INSTANCE_LIMIT, unique=True)
    replaces = models.CharField(max_length=INSTANCE_LIMIT, blank=True)
    xml = models.TextField()
    door = models.CharField(max_length=8, choices=Door)
    by = models.ForeignKey(settings.AUTH_USER_MODEL, models.PROTECT, related_name="+")
    at = models.DateTimeField(auto_now_add=True)

    class Meta:
        ordering = ("-pk",)


@pghistory.track()
class Attachment(models.Model):
    """A file that an answer points at by its name."""

    record = models.ForeignKey(Record, models.CASCADE, related_name="attachments")
    name = models.CharField(max_length=255)
    path = models.CharField(max_length=500)  # of the field that it answers
    original = models.ForeignKey(Original, models.PROTECT, related_name="+")
    size = models.PositiveBigIntegerField()  # bytes
    by = models.ForeignKey(settings.AUTH_USER_MODEL, models.PROTECT, related_name="+")
    at = models.DateTimeField(auto_now_add=True)

    class Meta:
        ordering = ("pk",)
        constraints = [models.UniqueConstraint(fields=["record", "name"], name="record_attachment_name")]


class Custody(models.Model):
    """Who had a file of a record when: a trail that only grows."""

    class Act(models.TextChoices):
        RECEIVED = "received", _("Received")
        OPENED = "opened", _("Opened")
        CHECKED = "checked", _("Checked: unchanged")
        BROKEN = "broken", _("Checked: not as it was received")

    attachment = models.ForeignKey(Attachment, models.CASCADE, related_name="custody")
    act = models.CharField(max_length=8, choices=Act)
    sha256 = models.CharField(max_length=64, blank=True)  # of its bytes then; empty where none could be read
    by = models.ForeignKey(settings.AUTH_USER_MODEL, models.PROTECT, related_name="+")
    at = models.DateTimeField(auto_now_add=True)

    class Meta:
        ordering = ("pk",)


class Key(models.Model):
    """An answer by which a record is looked for before a new one is made: `folded` is what is compared
    (`muster.domain.forms.keys`). Made anew whenever the record is kept."""

    record = models.ForeignKey(Record, models.CASCADE, related_name="keys")
    path = models.CharField(max_length=500)
    how = models.CharField(max_length=8)  # person, vehicle, weapon, document, number
    said = models.CharField(max_length=300)
    folded = models.CharField(max_length=300)
    personal = models.BooleanField()  # whether the field is: then under the rule of personal answers

    class Meta:
        indexes = [
            GinIndex(fields=["folded"], name="record_key_folded", opclasses=["gin_trgm_ops"]),
            models.Index(fields=["how", "folded"], name="record_key_same"),
        ]


class Naming(models.Model):
    """That a record names somebody as early warnings ask (`muster.domain.forms.warnings`). Made anew whenever the
    record is kept; by a trigger its `unit`, `marking`, `day` … follow the record's, so that its rule holds here."""

    record = models.ForeignKey(Record, models.CASCADE, related_name="namings")
    register = models.ForeignKey(Register, models.PROTECT, related_name="+")
    unit = models.ForeignKey(Unit, models.PROTECT, related_name="+")
    created_by = models.ForeignKey(settings.AUTH_USER_MODEL, models.PROTECT, related_name="+")
    marking = models.PositiveSmallIntegerField()
    restricted = models.BooleanField()
    day = models.DateField()
    about = models.CharField(max_length=24)
    who = models.CharField(max_length=300, db_collation="C")
    said = models.CharField(max_length=300)

    class Meta:
        indexes = [
            models.Index(
                fields=["register", "about", "who", "day", "record"],
                include=["unit", "created_by", "marking", "restricted"],  # what the rule asks, so that no row is read
                name="naming_of_somebody",
            )
        ]
