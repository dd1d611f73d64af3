"""What keepers define: registers, the versions of their forms, how far records follow them."""

from __future__ import annotations

import pghistory
from django.conf import settings
from django.db import models
from django.utils.translation import gettext_lazy as _

from muster.core.models import Unit
from muster.features.accounts.vocabulary import Subject, kind_of
from muster.features.intake.models import Original
from muster.ui.wording import in_language


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


@pghistory.track(exclude=["xform", "sheet", "remarks"])
class Version(models.Model):
    """One version of a register's form, as it was loaded; it never changes, and records say which one they answer.

    `stated` is what the form calls itself. `original` is the workbook, `xform` what was made of it, `sheet` the rows of
    its sheet `register` as {number: cells}. `remarks` are what the converter found worth saying of it, as [sheet, row,
    column, `Sentence.kept`].
    """

    register = models.ForeignKey(Register, models.PROTECT, related_name="versions")
    number = models.PositiveIntegerField()  # from 1
    stated = models.CharField(max_length=100)
    file_name = models.CharField(max_length=255)
    original = models.ForeignKey(Original, models.PROTECT, related_name="+")
    xform = models.TextField()
    sheet = models.JSONField(default=dict)
    remarks = models.JSONField(default=list)
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


class Renewal(models.Model):
    """How far a register's records follow the version that was published last: a job goes through them.

    `apart` are the places of answers that are personal by now, as jsonpaths of `Record.data`: a version of a record
    that says something there is of before, and seen by who sees the personal answers. `after` is the key of the
    record that was seen to last.
    """

    register = models.OneToOneField(Register, models.CASCADE, primary_key=True, related_name="renewal")
    form = models.ForeignKey(Version, models.PROTECT, related_name="+")
    apart = models.JSONField(default=list)
    after = models.BigIntegerField(default=0)
    done = models.PositiveIntegerField(default=0)  # records
    total = models.PositiveIntegerField(default=0)
    ended_at = models.DateTimeField(null=True)
