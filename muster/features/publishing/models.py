"""Reports, their chapters and paragraphs, comments and clearances; what is published is frozen by the database.

The triggers of migration 0002 refuse every change of a published report and of all that belongs to it, whoever asks.
Register entries are named by number, not by foreign key: what happens in the register must neither be held up by a
report nor reach into one that is published.
"""

from __future__ import annotations

import pghistory
from django.conf import settings
from django.contrib.postgres.fields import ArrayField
from django.core.signing import Signer
from django.db import models
from django.utils import timezone
from django.utils.translation import gettext_lazy as _

from muster.core import orders
from muster.core.models import Unit
from muster.domain.counting.period import Period
from muster.domain.publishing.states import State

SIGNER = Signer(salt="publishing.handout")


class Kind(models.TextChoices):
    ANNUAL = "annual", _("Annual report")
    QUARTERLY = "quarterly", _("Quarterly report")
    MONTHLY = "monthly", _("Monthly report")


class ReportState(models.TextChoices):
    DRAFT = "draft", _("In preparation")
    PUBLISHED = "published", _("Published")


class ChapterState(models.TextChoices):
    DRAFT = State.DRAFT.value, _("Draft")
    EDITED = State.EDITED.value, _("Edited")
    CLEARED = State.CLEARED.value, _("Cleared")
    PUBLISHED = State.PUBLISHED.value, _("Published")


class ChapterKind(models.TextChoices):
    FOREWORD = "foreword", _("Foreword")
    SUMMARY = "summary", _("Executive summary")
    STRUCTURE = "structure", _("Structure")
    MATRIX = "matrix", _("Activities matrix")
    ABBREVIATIONS = "abbreviations", _("Abbreviations")
    CONTACTS = "contacts", _("Contacts")


# Chapters that people write; the others are made from the register, the words and the structures.
WRITTEN = (ChapterKind.FOREWORD, ChapterKind.SUMMARY, ChapterKind.STRUCTURE)


@pghistory.track()
class Report(models.Model):
    """One edition of a report in one language. A correction is a further edition that says what it corrects."""

    kind = models.CharField(_("kind"), max_length=10, choices=Kind, default=Kind.ANNUAL)
    period_start = models.DateField()
    period_end = models.DateField()
    language = models.CharField(_("language"), max_length=8, choices=settings.LANGUAGES, default="en")
    title = models.CharField(_("title"), max_length=200)
    state = models.CharField(max_length=10, choices=ReportState, default=ReportState.DRAFT)
    edition = models.PositiveSmallIntegerField(default=1)
    corrects = models.OneToOneField("self", models.PROTECT, null=True, blank=True, related_name="correction")
    correction_reason = models.TextField(_("what is corrected, and why"), blank=True)
    version = models.PositiveIntegerField(default=1)
    created_by = models.ForeignKey(settings.AUTH_USER_MODEL, models.PROTECT, related_name="+")
    created_at = models.DateTimeField(auto_now_add=True)

    class Meta:
        ordering = ("-period_end", "kind", "language", "-edition")
        constraints = [
            models.UniqueConstraint(
                fields=["kind", "period_start", "period_end", "language", "edition"], name="one_report_an_edition"
            )
        ]

    def __str__(self) -> str:
        return self.title

    @property
    def period(self) -> Period:
        return Period(self.period_start, self.period_end)

    @property
    def published(self) -> bool:
        return self.state == ReportState.PUBLISHED


@pghistory.track()
class Chapter(models.Model):
    report = models.ForeignKey(Report, models.CASCADE, related_name="chapters")
    kind = models.CharField(max_length=14, choices=ChapterKind)
    unit = models.ForeignKey(Unit, models.PROTECT, null=True, blank=True, related_name="chapters")
    position = models.PositiveSmallIntegerField()
    state = models.CharField(max_length=10, choices=ChapterState, default=ChapterState.DRAFT)
    note = models.TextField(blank=True)  # why the clearance was taken back
    version = models.PositiveIntegerField(default=1)  # rises with every change of its text or order
    edited_by = models.ForeignKey(settings.AUTH_USER_MODEL, models.PROTECT, null=True, blank=True, related_name="+")
    edited_at = models.DateTimeField(null=True, blank=True)

    class Meta:
        ordering = ("position", "pk")
        constraints = [
            models.UniqueConstraint(fields=["report", "unit"], name="one_chapter_a_structure"),
            models.UniqueConstraint(
                fields=["report", "kind"], condition=models.Q(unit__isnull=True), name="one_chapter_a_kind"
            ),
        ]

    def __str__(self) -> str:
        return self.title

    @property
    def title(self) -> str:
        """In the language that is active (the report's while a report is made)."""
        return self.unit.name if self.unit else str(self.get_kind_display())

    @property
    def key(self) -> str:
        """The same in every edition of the report."""
        return f"unit-{self.unit.code}" if self.unit else self.kind

    @property
    def written(self) -> bool:
        return self.kind in WRITTEN


class ParagraphKind(models.TextChoices):
    TEXT = "text", _("Paragraph")
    BOX = "box", _("Box")


INTRODUCTION = "intro"  # the section before the themes; a theme's section is its code


@pghistory.track()
class Paragraph(models.Model):
    """A paragraph or box of a section; `drawn_text` is what the register last gave for it."""

    chapter = models.ForeignKey(Chapter, models.CASCADE, related_name="paragraphs")
    section = models.CharField(max_length=5, default=INTRODUCTION)
    position = models.PositiveIntegerField()
    kind = models.CharField(max_length=4, choices=ParagraphKind, default=ParagraphKind.TEXT)
    title = models.CharField(_("title of the box"), max_length=200, blank=True)
    text = models.TextField(_("text"), blank=True)
    drawn_text = models.TextField(blank=True)
    version = models.PositiveIntegerField(default=1)
    updated_by = models.ForeignKey(settings.AUTH_USER_MODEL, models.PROTECT, related_name="+")
    updated_at = models.DateTimeField(auto_now=True)

    class Meta:
        ordering = ("position", "pk")

    def __str__(self) -> str:
        return self.title or self.text[:80]

    @property
    def edited(self) -> bool:
        """Whether a person has changed what the register gave."""
        return self.text != self.drawn_text


class ParagraphEntry(models.Model):
    """A register entry that a paragraph tells, as it was when it was drawn."""

    paragraph = models.ForeignKey(Paragraph, models.CASCADE, related_name="entries")
    activity_id = models.PositiveBigIntegerField(db_index=True)
    activity_version = models.PositiveIntegerField()
    title = models.CharField(max_length=300)
    position = models.PositiveSmallIntegerField(default=0)

    class Meta:
        ordering = ("position", "pk")
        constraints = [models.UniqueConstraint(fields=["paragraph", "activity_id"], name="entry_once_a_paragraph")]


class LeftOut(models.Model):
    """A register entry that a person took out of the narrative; the matrix still counts it."""

    chapter = models.ForeignKey(Chapter, models.CASCADE, related_name="left_out")
    activity_id = models.PositiveBigIntegerField()
    title = models.CharField(max_length=300)
    by = models.ForeignKey(settings.AUTH_USER_MODEL, models.PROTECT, related_name="+")
    at = models.DateTimeField(auto_now_add=True)

    class Meta:
        ordering = ("pk",)
        constraints = [models.UniqueConstraint(fields=["chapter", "activity_id"], name="left_out_once")]


class Comment(models.Model):
    """What a person says beside a paragraph; a reply has its `parent`; open until somebody resolves it."""

    paragraph = models.ForeignKey(Paragraph, models.CASCADE, related_name="comments")
    parent = models.ForeignKey("self", models.CASCADE, null=True, blank=True, related_name="replies")
    author = models.ForeignKey(settings.AUTH_USER_MODEL, models.PROTECT, related_name="+")
    text = models.TextField()
    created_at = models.DateTimeField(auto_now_add=True)
    resolved_by = models.ForeignKey(settings.AUTH_USER_MODEL, models.PROTECT, null=True, blank=True, related_name="+")
    resolved_at = models.DateTimeField(null=True, blank=True)

    class Meta:
        ordering = ("created_at", "pk")


class Clearance(models.Model):
    """That a person stands by a chapter's words and numbers, with both as they were then."""

    chapter = models.ForeignKey(Chapter, models.CASCADE, related_name="clearances")
    by = models.ForeignKey(settings.AUTH_USER_MODEL, models.PROTECT, related_name="+")
    at = models.DateTimeField(auto_now_add=True)
    fingerprint = models.CharField(max_length=64)
    content = models.JSONField()
    told = ArrayField(models.BigIntegerField(), default=list)  # keys of the entries that it tells
    taken_back_by = models.ForeignKey(settings.AUTH_USER_MODEL, models.PROTECT, null=True, blank=True, related_name="+")
    taken_back_at = models.DateTimeField(null=True, blank=True)
    taken_back_why = models.TextField(blank=True)

    class Meta:
        ordering = ("-at", "-pk")


class Abbreviation(models.Model):
    """What a person said of an abbreviation that the text does not define: its words, or that it is none."""

    report = models.ForeignKey(Report, models.CASCADE, related_name="abbreviations")
    short = models.CharField(_("abbreviation"), max_length=20)
    words = models.CharField(_("words"), max_length=200, blank=True)
    ignored = models.BooleanField(default=False)

    class Meta:
        ordering = ("short",)
        constraints = [models.UniqueConstraint(fields=["report", "short"], name="abbreviation_once")]


class FundSource(models.TextChoices):
    UNIFIED = "UB", _("Unified budget")
    EXTRA = "ExB", _("Extra-budgetary")


@pghistory.track()
class UnitYear(models.Model):
    """Budget (EUR) and staff of a structure in a year from one fund source; the two sources are never added."""

    unit = models.ForeignKey(Unit, models.PROTECT, related_name="years")
    year = models.PositiveSmallIntegerField()
    fund_source = models.CharField(max_length=3, choices=FundSource)
    budget = models.DecimalField(_("budget (EUR)"), max_digits=14, decimal_places=2, null=True, blank=True)
    staff = models.PositiveIntegerField(_("staff"), null=True, blank=True)
    version = models.PositiveIntegerField(default=1)

    class Meta:
        ordering = ("unit", "year", "-fund_source")
        constraints = [models.UniqueConstraint(fields=["unit", "year", "fund_source"], name="one_sum_a_source_a_year")]


class HouseTemplate(models.Model):
    """A Word template in house style that replaces the one that comes with Muster; the newest is in force."""

    file_name = models.CharField(max_length=255)
    content = models.BinaryField()
    uploaded_by = models.ForeignKey(settings.AUTH_USER_MODEL, models.PROTECT, related_name="+")
    uploaded_at = models.DateTimeField(auto_now_add=True)

    class Meta:
        ordering = ("-uploaded_at", "-pk")


class FrozenFile(models.Model):
    """The bytes of something published, under their SHA-256."""

    sha256 = models.CharField(max_length=64, primary_key=True)
    media_type = models.CharField(max_length=100)
    content = models.BinaryField()


class Publication(models.Model):
    """A published report as data: its content tree, from which its files were made, and the tree's SHA-256."""

    report = models.OneToOneField(Report, models.PROTECT, related_name="publication")
    content = models.JSONField()
    sha256 = models.CharField(max_length=64)
    published_by = models.ForeignKey(settings.AUTH_USER_MODEL, models.PROTECT, related_name="+")
    published_at = models.DateTimeField(auto_now_add=True)


class Step(models.TextChoices):
    """Where a report is on its way from a person's decision to its publication."""

    WAITING = "waiting", _("Waiting")
    COMPOSING = "composing", _("Counting and composing")
    PDF = "pdf", _("Making the PDF")
    DOCX = "docx", _("Making the Word file")
    HTML = "html", _("Making the web page")
    FREEZING = "freezing", _("Freezing")
    FAILED = "failed", _("Failed")


# Percent, by what the steps took with a report of 5,000 activities.
PROGRESS = {Step.COMPOSING: 5, Step.PDF: 30, Step.DOCX: 50, Step.HTML: 85, Step.FREEZING: 90}


class Order(orders.Order):
    """That a person wants a report published, until it is: its job makes the files, then freezes all at once.

    Why it could not be published says `sentences.ORDER_ERRORS`.
    """

    JOB, LOCK = "publishing.publish", "publication"

    report = models.OneToOneField(Report, models.CASCADE, related_name="order")
    step = models.CharField(max_length=10, choices=Step, default=Step.WAITING)


class PublicationFile(models.Model):
    """A file of a publication: `name` is what a download is called, or a chart's SHA-256."""

    publication = models.ForeignKey(Publication, models.PROTECT, related_name="files")
    file = models.ForeignKey(FrozenFile, models.PROTECT, related_name="+")
    format = models.CharField(max_length=5)  # pdf, docx, html, svg
    name = models.CharField(max_length=200)

    class Meta:
        ordering = ("format", "name")
        constraints = [models.UniqueConstraint(fields=["publication", "name"], name="file_once_a_publication")]


class Handout(models.Model):
    """A link by which somebody without an account takes one file of a published report, until a day, for a purpose."""

    report = models.ForeignKey(Report, models.PROTECT, related_name="handouts")
    format = models.CharField(max_length=5)  # pdf, docx, html
    recipient = models.CharField(max_length=200)
    purpose = models.CharField(max_length=300)
    made_by = models.ForeignKey(settings.AUTH_USER_MODEL, models.PROTECT, related_name="+")
    made_at = models.DateTimeField(default=timezone.now)
    until = models.DateTimeField()
    withdrawn_at = models.DateTimeField(null=True)
    taken = models.PositiveIntegerField(default=0)  # how often the file was taken

    class Meta:
        ordering = ("-made_at", "-pk")

    @property
    def token(self) -> str:
        """What stands in its address: the key, signed for this use alone."""
        return SIGNER.sign(str(self.pk))

    @property
    def works(self) -> bool:
        return self.withdrawn_at is None and self.until > timezone.now()
