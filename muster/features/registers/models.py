"""Registers that their keepers define: the definition with its versions, the records, and what hangs on a record."""

from __future__ import annotations

import pghistory
from django.conf import settings
from django.contrib.postgres.fields import ArrayField
from django.contrib.postgres.indexes import GinIndex
from django.contrib.postgres.search import SearchVectorField
from django.db import models
from django.db.models.functions import Greatest, Least
from django.utils.translation import gettext_lazy as _

from muster.core.models import Marked, Unit
from muster.features.accounts.models import NeedToKnow
from muster.features.accounts.vocabulary import Subject, kind_of
from muster.features.intake.models import Original
from muster.features.registers.tables.models import Load, LoadRow
from muster.ui.wording import in_language

_TABLES = (Load, LoadRow)  # on their way into a register
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


class HandoverKind(models.TextChoices):
    REFERRAL = "referral", _("Referral")  # others see it too; the record stays where it is
    TRANSFER = "transfer", _("Transfer")  # another unit keeps it from then on


class HandoverState(models.TextChoices):
    OFFERED = "offered", _("Waits for an answer")
    ACCEPTED = "accepted", _("Accepted")
    DECLINED = "declined", _("Declined")
    WITHDRAWN = "withdrawn", _("Withdrawn")
    ENDED = "ended", _("Ended")  # a referral that was accepted, and that nobody needs any more


@pghistory.track()
class Handover(models.Model):
    """A record offered to another unit, or to one person there, who accept or decline it.

    Until they accept they see this alone, not the record: `register` and `called` say what it is about, and
    `record_version` how it stood when it was offered. `naming` is what an accepted referral let them see it by; None
    where they were named for it before.
    """

    record = models.ForeignKey(Record, models.CASCADE, related_name="handovers")
    register = models.ForeignKey(Register, models.PROTECT, related_name="+")
    called = models.CharField(max_length=300)
    record_version = models.PositiveIntegerField(default=1)
    kind = models.CharField(max_length=8, choices=HandoverKind)
    from_unit = models.ForeignKey(Unit, models.PROTECT, related_name="+")
    to_unit = models.ForeignKey(Unit, models.PROTECT, related_name="+")
    to_person = models.ForeignKey(settings.AUTH_USER_MODEL, models.PROTECT, null=True, related_name="+")
    reason = models.TextField()
    state = models.CharField(max_length=9, choices=HandoverState, default=HandoverState.OFFERED)
    by = models.ForeignKey(settings.AUTH_USER_MODEL, models.PROTECT, related_name="+")
    at = models.DateTimeField(auto_now_add=True)
    answer = models.TextField(blank=True)
    answered_by = models.ForeignKey(settings.AUTH_USER_MODEL, models.PROTECT, null=True, related_name="+")
    answered_at = models.DateTimeField(null=True, blank=True)
    naming = models.ForeignKey(NeedToKnow, models.SET_NULL, null=True, related_name="+")

    class Meta:
        ordering = ("-pk",)
        constraints = [
            models.UniqueConstraint(
                fields=["record", "kind", "to_unit", "to_person"],
                condition=models.Q(state=HandoverState.OFFERED),
                nulls_distinct=False,
                name="record_handover_once",
            )
        ]


@pghistory.track()
class Link(models.Model):
    """Two records that belong together, as the register of `record` calls it, until somebody takes the link away; seen
    by who sees both."""

    record = models.ForeignKey(Record, models.CASCADE, related_name="links")
    other = models.ForeignKey(Record, models.CASCADE, related_name="links_to")
    code = models.CharField(max_length=40)  # of a `link` of the register
    by = models.ForeignKey(settings.AUTH_USER_MODEL, models.PROTECT, related_name="+")
    at = models.DateTimeField(auto_now_add=True)
    ended_by = models.ForeignKey(settings.AUTH_USER_MODEL, models.PROTECT, null=True, related_name="+")
    ended_at = models.DateTimeField(null=True)

    class Meta:
        ordering = ("pk",)
        constraints = [
            models.UniqueConstraint(
                fields=["record", "other", "code"], condition=models.Q(ended_at=None), name="record_link_once"
            ),
            models.CheckConstraint(condition=~models.Q(record=models.F("other")), name="record_link_other"),
        ]


@pghistory.track()
class Difference(models.Model):
    """That two records of a register which look alike are not the same, as somebody decided at `record`, until it is
    taken back; seen by who sees both."""

    record = models.ForeignKey(Record, models.CASCADE, related_name="differences")
    other = models.ForeignKey(Record, models.CASCADE, related_name="differences_from")
    why = models.CharField(max_length=500)
    by = models.ForeignKey(settings.AUTH_USER_MODEL, models.PROTECT, related_name="+")
    at = models.DateTimeField(auto_now_add=True)
    ended_by = models.ForeignKey(settings.AUTH_USER_MODEL, models.PROTECT, null=True, related_name="+")
    ended_at = models.DateTimeField(null=True)

    class Meta:
        ordering = ("pk",)
        constraints = [
            models.UniqueConstraint(
                Least("record", "other"),
                Greatest("record", "other"),
                condition=models.Q(ended_at=None),
                name="record_difference_once",
            ),
            models.CheckConstraint(condition=~models.Q(record=models.F("other")), name="record_difference_other"),
        ]


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
