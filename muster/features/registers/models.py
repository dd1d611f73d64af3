"""Registers that their keepers define: the definition with its versions, the records, and what hangs on a record."""

from __future__ import annotations

import pghistory
from django.conf import settings
from django.contrib.postgres.indexes import GinIndex
from django.contrib.postgres.search import SearchVectorField
from django.db import models
from django.utils.translation import gettext_lazy as _

from muster.core.models import Marked, Unit
from muster.features.accounts.vocabulary import Subject, kind_of
from muster.features.intake.models import Original
from muster.features.registers.wording import in_language

INSTANCE_LIMIT = 200  # characters of an instance id


@pghistory.track()
class Register(models.Model):
    """What a keeper defined. `form_id` is what its forms call themselves; `code`, made of it, is in addresses and in
    rights to its records (`accounts.vocabulary`).

    `unit` keeps it. `titles` are those of its current version by language, so that a list needs no form.
    """

    code = models.SlugField(_("code"), max_length=60, unique=True)
    form_id = models.CharField(max_length=200, unique=True)
    unit = models.ForeignKey(Unit, models.PROTECT, related_name="registers")
    titles = models.JSONField(default=dict)
    current = models.ForeignKey("Version", models.PROTECT, null=True, related_name="+")
    closed_at = models.DateTimeField(null=True, blank=True)  # from then on nothing new is recorded
    version = models.PositiveIntegerField(default=1)
    created_by = models.ForeignKey(settings.AUTH_USER_MODEL, models.PROTECT, null=True, related_name="+")
    created_at = models.DateTimeField(auto_now_add=True)

    class Meta:
        ordering = ("code",)

    def __str__(self) -> str:
        return in_language(self.titles) or self.code

    @property
    def subject(self) -> str:
        """Of rights to its records."""
        return kind_of(Subject.RECORD, self.code)


@pghistory.track(exclude=["xform", "sheet"])
class Version(models.Model):
    """One version of a register's form, as it was loaded; it never changes, and records say which one they answer.

    `stated` is what the form calls itself. `original` is the workbook, `xform` what was made of it, `sheet` the rows of
    its sheet `register` as {number: cells}.
    """

    register = models.ForeignKey(Register, models.PROTECT, related_name="versions")
    number = models.PositiveIntegerField()  # from 1
    stated = models.CharField(max_length=100)
    file_name = models.CharField(max_length=255)
    original = models.ForeignKey(Original, models.PROTECT, related_name="+")
    xform = models.TextField()
    sheet = models.JSONField(default=dict)
    loaded_by = models.ForeignKey(settings.AUTH_USER_MODEL, models.PROTECT, null=True, related_name="+")
    loaded_at = models.DateTimeField(auto_now_add=True)
    published_at = models.DateTimeField(null=True)

    class Meta:
        ordering = ("register", "-number")
        constraints = [
            models.UniqueConstraint(fields=["register", "number"], name="register_version_number"),
            models.UniqueConstraint(fields=["register", "stated"], name="register_version_stated"),
        ]


class VersionFile(models.Model):
    """A file that a form needs beside it: a list of choices, a picture."""

    version = models.ForeignKey(Version, models.CASCADE, related_name="files")
    name = models.CharField(max_length=255)
    original = models.ForeignKey(Original, models.PROTECT, related_name="+")

    class Meta:
        ordering = ("name",)
        constraints = [models.UniqueConstraint(fields=["version", "name"], name="register_file_name")]


class Record(Marked):
    """One record. `data` are its answers but those to fields marked personal (`muster.domain.forms.answers`), which
    stand in `Personal`.

    `name` is made of fields that are not personal; `day`, `place` say when and where it is counted.
    """

    register = models.ForeignKey(Register, models.PROTECT, related_name="records")
    form = models.ForeignKey(Version, models.PROTECT, related_name="records")
    unit = models.ForeignKey(Unit, models.PROTECT, related_name="records")
    name = models.CharField(max_length=300)
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
            models.Index(fields=["assigned_to", "due"], condition=models.Q(ended=False), name="record_waiting"),
            GinIndex(fields=["search"], name="record_search"),
            GinIndex(fields=["data"], name="record_data", opclasses=["jsonb_path_ops"]),
        ]

    def __str__(self) -> str:
        return self.name


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
