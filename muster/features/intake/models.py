"""Originals, documents, their text, and the drafts read from them."""

from __future__ import annotations

import pghistory
from django.conf import settings
from django.contrib.postgres.fields import ArrayField
from django.contrib.postgres.indexes import GinIndex
from django.db import models
from django.utils import timezone
from django.utils.translation import gettext_lazy as _
from django.utils.translation import pgettext_lazy

from muster.core.models import Marked, Unit
from muster.domain.documents.model import Line, LineRole, SourceText
from muster.domain.names import search_key


class Original(models.Model):
    """The bytes as they came, kept under their SHA-256 in the folder of originals; never changed."""

    sha256 = models.CharField(max_length=64, primary_key=True)
    size = models.PositiveBigIntegerField()  # bytes
    media_type = models.CharField(max_length=120)
    created_at = models.DateTimeField(auto_now_add=True)


class ReportKind(models.TextChoices):
    WEEKLY = "weekly", _("Weekly")
    MONTHLY = "monthly", _("Monthly")
    QUARTERLY = "quarterly", _("Quarterly")
    ANNUAL = "annual", _("Annual")
    OTHER = "other", _("Other")


class Stage(models.TextChoices):
    """Where a document is on its way from file to drafts."""

    WAITING = "waiting", _("Waiting")
    READING = "reading", _("Reading the file")
    RECOGNISING = "recognising", _("Recognising")
    EXTRACTING = "extracting", _("Finding activities")
    ASKING = "asking", _("Needs its period")
    READY = "ready", _("Ready for review")
    FAILED = "failed", _("Failed")
    STOPPED = "stopped", _("Stopped")


AT_WORK = (Stage.READING, Stage.RECOGNISING, Stage.EXTRACTING)  # a job has it in its hands
UNDER_WAY = (Stage.WAITING, *AT_WORK)  # a job has it, or will take it without anybody's doing


def folded(*texts: str) -> str:
    """The words of texts as they are searched for, each with a space before it: ` 2025 prishtine`."""
    return "".join(f" {word}" for word in search_key(" ".join(texts)).split())


@pghistory.track(
    exclude=[
        "search",
        "progress",
        "stage",
        "attempts",
        "run",
        "queued_at",
        "started_at",
        "finished_at",
        "error_code",
        "error_params",
    ]
)
class Document(Marked):
    """One report handed in. What was recognised (title, structure, period, language) can be corrected."""

    original = models.ForeignKey(Original, models.PROTECT, related_name="documents")
    file_name = models.CharField(max_length=255)
    unit = models.ForeignKey(Unit, models.PROTECT, null=True, blank=True, related_name="documents")
    kind = models.CharField(max_length=10, choices=ReportKind, default=ReportKind.OTHER)
    title = models.CharField(max_length=300, blank=True)
    language = models.CharField(max_length=8, blank=True)
    period_start = models.DateField(null=True, blank=True)
    period_end = models.DateField(null=True, blank=True)
    recognised = models.JSONField(default=dict)  # {field: {"value", "span", "reason": [code, params]}}
    notes = models.JSONField(default=list)  # what the reader of the file wants people to know: [[code, params], …]
    same_text_as = models.ForeignKey("self", models.SET_NULL, null=True, blank=True, related_name="+")
    search = models.TextField(default="", blank=True, editable=False)  # folded words of title and file name

    stage = models.CharField(max_length=12, choices=Stage, default=Stage.WAITING)
    progress = models.PositiveSmallIntegerField(default=0)  # percent of the whole way
    attempts = models.PositiveSmallIntegerField(default=0)  # since a person last asked for it
    run = models.PositiveIntegerField(
        default=0
    )  # counts the jobs that took it; a job whose number is old may not write
    error_code = models.CharField(max_length=60, blank=True)
    error_params = models.JSONField(default=dict)
    queued_at = models.DateTimeField(default=timezone.now)  # when a person last asked for it
    started_at = models.DateTimeField(null=True)
    finished_at = models.DateTimeField(null=True)

    uploaded_by = models.ForeignKey(settings.AUTH_USER_MODEL, models.PROTECT, related_name="documents")
    uploaded_at = models.DateTimeField(auto_now_add=True)
    version = models.PositiveIntegerField(default=1)

    class Meta:
        ordering = ("-uploaded_at", "-pk")
        constraints = [models.UniqueConstraint(fields=["original"], name="one_document_per_original")]

    def __str__(self) -> str:
        return self.title or self.file_name

    def fold(self) -> None:
        """Set the words by which it is found, in whatever script or spelling somebody types them."""
        self.search = folded(self.title, self.file_name)

    @property
    def year(self) -> int | None:
        """The year that its dates without a year belong to."""
        return self.period_end.year if self.period_end else None

    @property
    def under_way(self) -> bool:
        return self.stage in UNDER_WAY


class Delivery(models.Model):
    """The receipt of one handing in; the same bytes handed in again get their own."""

    document = models.ForeignKey(Document, models.CASCADE, related_name="deliveries")
    file_name = models.CharField(max_length=255)
    person = models.ForeignKey(settings.AUTH_USER_MODEL, models.PROTECT, related_name="+")
    at = models.DateTimeField(auto_now_add=True)

    class Meta:
        ordering = ("at", "pk")
        verbose_name_plural = "deliveries"


class DocumentText(models.Model):
    """The text of a document, stored once; offsets of drafts and sources point into it."""

    document = models.OneToOneField(Document, models.CASCADE, primary_key=True, related_name="content")
    text = models.TextField()
    lines = models.JSONField()  # [[start, end, page, role, level, opens], …]; the last three may be null
    pages = models.PositiveIntegerField()
    fingerprint = models.CharField(max_length=64, db_index=True)  # of the normalised text
    sketch = ArrayField(models.BigIntegerField(), default=list)  # `documents.identity.sketch`: how alike two texts are
    bands = ArrayField(models.BigIntegerField(), default=list)  # `documents.identity.bands`: which may be alike

    class Meta:
        indexes = [GinIndex(fields=["bands"], name="document_bands")]

    def source(self) -> SourceText:
        """The text with its lines, as the readers and the extractor know it."""
        lines = tuple(
            Line(start, end, page, LineRole(role) if role else None, level, opens)
            for start, end, page, role, level, opens in self.lines
        )
        return SourceText(self.text, lines)


class DraftState(models.TextChoices):
    OPEN = "open", _("To review")
    ACCEPTED = "accepted", _("Accepted")
    REJECTED = "rejected", _("Rejected")
    SPLIT = "split", pgettext_lazy("what became of a draft", "Split")  # replaced by its children
    MERGED = "merged", _("Merged")  # replaced by `parent`


@pghistory.track()
class Draft(models.Model):
    """An activity as read from a document.

    `fields` maps a field's name to `{"value", "spans", "confidence", "reason"}`; spans are [start, end) character
    offsets into the document's text, for lists one span an item ([0, 0] for an item without words). `proposed` is the
    same as extraction left it. Every save adds one to `version`; the fields of earlier versions are in `history`.
    """

    document = models.ForeignKey(Document, models.CASCADE, related_name="drafts")
    position = models.PositiveIntegerField()  # order in the document
    spans = models.JSONField()  # [[start, end], …] the passage
    also_spans = models.JSONField(default=list)  # where the document tells it again
    first_line = models.PositiveIntegerField()
    last_line = models.PositiveIntegerField()
    proposed = models.JSONField()
    fields = models.JSONField()
    confidence = models.FloatField()
    state = models.CharField(max_length=10, choices=DraftState, default=DraftState.OPEN)
    parent = models.ForeignKey("self", models.SET_NULL, null=True, blank=True, related_name="children")
    decided_by = models.ForeignKey(settings.AUTH_USER_MODEL, models.PROTECT, null=True, blank=True, related_name="+")
    decided_at = models.DateTimeField(null=True, blank=True)
    reason = models.CharField(max_length=300, blank=True)  # why it was rejected
    changed_by = models.ForeignKey(settings.AUTH_USER_MODEL, models.PROTECT, null=True, blank=True, related_name="+")
    changed_at = models.DateTimeField(null=True, blank=True)
    version = models.PositiveIntegerField(default=1)

    class Meta:
        ordering = ("document", "position", "pk")
        indexes = [models.Index(fields=["document", "state"])]

    def touched(self) -> bool:
        """Whether a person has made it, changed it or decided on it."""
        return self.state != DraftState.OPEN or self.version > 1 or self.changed_by_id is not None
