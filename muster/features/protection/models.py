"""What is decided about personal data: data sets, people in records, reviews, restrictions, erasures, requests.

A record of any data set is named by its code and key (`core.data_sets`).
"""

from __future__ import annotations

from datetime import date
from uuid import uuid4

import pghistory
from django.conf import settings
from django.contrib.postgres.fields import ArrayField
from django.db import models
from django.db.models import F, Q
from django.utils import timezone
from django.utils.translation import gettext_lazy as _

from muster.core.data_sets import DataSet, data_sets


class Category(models.TextChoices):
    """Of people whose data a record holds (Directive 2016/680, Art. 6): said of their role in that record."""

    SUSP_COMMITTED = "SUSP_COMMITTED", _("Suspected of having committed an offence")
    SUSP_ABOUT_TO = "SUSP_ABOUT_TO", _("Suspected of being about to commit an offence")
    CONVICTED = "CONVICTED", _("Convicted")
    VICTIM = "VICTIM", _("Victim")
    POTENTIAL_VICTIM = "POTENTIAL_VICTIM", _("Possible victim")
    WITNESS = "WITNESS", _("Witness")
    INFORMANT = "INFORMANT", _("Can give information")
    CONTACT = "CONTACT", _("Contact of a suspect or convict")
    ASSOCIATE = "ASSOCIATE", _("Associate of a suspect or convict")
    OTHER = "OTHER", _("Other, such as staff and partners")
    UNKNOWN = "UNKNOWN", _("Not known")


class Basis(models.TextChoices):
    FACT = "FACT", _("Fact")
    ASSESSMENT = "ASSESSMENT", _("Personal assessment")


class OfRecord(models.Model):
    """Something about one record."""

    code = models.CharField(max_length=20)  # of its data set
    key = models.BigIntegerField()

    class Meta:
        abstract = True

    @property
    def data_set(self) -> DataSet:
        return data_sets()[self.code]

    @property
    def called(self) -> str:
        """The record, such as: Activity 17."""
        return self.data_set.called(self.key)


@pghistory.track()
class Sheet(models.Model):
    """What the mission says of a data set in its record of processing, in place of what Muster begins with."""

    code = models.CharField(max_length=20, unique=True)
    purpose = models.TextField(_("purpose"))
    legal_basis = models.TextField(_("legal basis"))
    categories = ArrayField(models.CharField(max_length=20, choices=Category), verbose_name=_("categories of people"))
    years = models.PositiveSmallIntegerField(_("years until somebody looks whether it is still needed"))
    disclosed_to = models.TextField(_("disclosed to"), blank=True)
    version = models.PositiveIntegerField(default=1)
    changed_by = models.ForeignKey(settings.AUTH_USER_MODEL, models.PROTECT, related_name="+")
    changed_at = models.DateTimeField(auto_now=True)


@pghistory.track()
class PersonInRecord(OfRecord):
    """Somebody whom a record tells of, as what, and whether that is a fact or somebody's assessment."""

    name = models.CharField(_("name"), max_length=200)
    category = models.CharField(_("is there as"), max_length=20, choices=Category)
    basis = models.CharField(_("known as"), max_length=10, choices=Basis, default=Basis.FACT)
    assessed_by = models.CharField(_("whose assessment"), max_length=200, blank=True)
    assessed_at = models.DateField(_("of which day"), null=True, blank=True)
    source = models.CharField(_("from whom, how reliable"), max_length=300, blank=True)
    note = models.TextField(_("remark"), blank=True)
    version = models.PositiveIntegerField(default=1)
    added_by = models.ForeignKey(settings.AUTH_USER_MODEL, models.PROTECT, related_name="+")
    added_at = models.DateTimeField(auto_now_add=True)

    class Meta:
        ordering = ("name", "pk")
        indexes = [models.Index(fields=["code", "key"], name="people_of_record")]
        constraints = [
            models.CheckConstraint(
                condition=Q(basis=Basis.FACT) | (~Q(assessed_by="") & Q(assessed_at__isnull=False)),
                name="assessment_has_its_author",
            )
        ]

    def __str__(self) -> str:
        return self.name


class Outcome(models.TextChoices):
    """What a review ends with. Of years there are a few to choose from; each is a code of its own."""

    RETAIN = "RETAIN", _("Keep for another period")
    RETAIN_REVIEW_1Y = "RETAIN_REVIEW_1Y", _("Keep, look again in 1 year")
    RETAIN_REVIEW_2Y = "RETAIN_REVIEW_2Y", _("Keep, look again in 2 years")
    RETAIN_REVIEW_5Y = "RETAIN_REVIEW_5Y", _("Keep, look again in 5 years")
    RESTRICT = "RESTRICT", _("Restrict")
    DISPOSE = "DISPOSE", _("Erase")


@pghistory.track()
class Holding(OfRecord):
    """The last decision whether a record is still needed. There is none before the first; earlier ones are history."""

    outcome = models.CharField(max_length=20, choices=Outcome)
    rationale = models.TextField(_("why"))
    review_on = models.DateField(null=True)
    decided_by = models.ForeignKey(settings.AUTH_USER_MODEL, models.PROTECT, related_name="+")
    decided_at = models.DateTimeField(default=timezone.now)

    class Meta:
        constraints = [models.UniqueConstraint(fields=["code", "key"], name="one_holding_a_record")]


@pghistory.track()
class Restriction(OfRecord):
    """That a record is closed to all but those who protect personal data, from then until it is lifted."""

    reason = models.TextField(_("why"))
    by = models.ForeignKey(settings.AUTH_USER_MODEL, models.PROTECT, related_name="+")
    at = models.DateTimeField(default=timezone.now)
    lifted_by = models.ForeignKey(settings.AUTH_USER_MODEL, models.PROTECT, null=True, related_name="+")
    lifted_at = models.DateTimeField(null=True)
    lifted_why = models.TextField(_("why"), blank=True)

    class Meta:
        ordering = ("-at", "-pk")
        constraints = [
            models.UniqueConstraint(fields=["code", "key"], condition=Q(lifted_at=None), name="restricted_once")
        ]


class Erased(models.TextChoices):
    RECORD = "record", _("all its words")
    WORDS = "words", _("some of its words")


@pghistory.track()
class Tombstone(OfRecord):
    """That something was erased, never what: `requested_by` is a reference, `rows` how many rows it stood in."""

    mark = models.UUIDField(default=uuid4, unique=True)  # the same in the file of erasures (`core.erasures`)
    what = models.CharField(max_length=8, choices=Erased)
    ground = models.TextField(_("why"))
    legal_basis = models.CharField(_("legal basis"), max_length=300)
    requested_by = models.CharField(_("reference of the request"), max_length=80, blank=True)
    rows = models.PositiveIntegerField(default=0)
    by = models.ForeignKey(settings.AUTH_USER_MODEL, models.PROTECT, null=True, related_name="+")
    at = models.DateTimeField(default=timezone.now)
    again_at = models.DateTimeField(null=True)  # erased once more, after a backup had brought it back

    class Meta:
        ordering = ("-at", "-pk")
        indexes = [models.Index(fields=["code", "key"], name="tombstones_of_record")]


class Why(models.TextChoices):
    RECTIFIED = "rectified", _("was rectified")
    RESTRICTED = "restricted", _("was restricted")
    ERASED = "erased", _("was erased")


@pghistory.track()
class Notice(OfRecord):
    """Somebody who was given a record and is to be told what became of it since."""

    why = models.CharField(max_length=10, choices=Why)
    recipient = models.CharField(max_length=300)
    given_at = models.DateTimeField(null=True)
    given_in = models.CharField(max_length=300, blank=True)
    due = models.DateField()
    made_at = models.DateTimeField(default=timezone.now)
    done_by = models.ForeignKey(settings.AUTH_USER_MODEL, models.PROTECT, null=True, related_name="+")
    done_at = models.DateTimeField(null=True)
    remark = models.CharField(_("how"), max_length=300, blank=True)

    class Meta:
        ordering = ("due", "pk")


class RequestKind(models.TextChoices):
    ACCESS = "access", _("Access")
    RECTIFICATION = "rectification", _("Rectification")
    ERASURE = "erasure", _("Erasure")
    RESTRICTION = "restriction", _("Restriction")
    OBJECTION = "objection", _("Objection")


class RequestState(models.TextChoices):
    OPEN = "open", _("Open")
    GRANTED = "granted", _("Granted")
    PARTLY = "partly", _("Granted in part")
    REFUSED = "refused", _("Refused")


@pghistory.track()
class Request(models.Model):
    """What somebody asks about their own data, until when it is to be answered, and how it was."""

    reference = models.CharField(_("reference"), max_length=40, unique=True)
    kind = models.CharField(_("asks for"), max_length=14, choices=RequestKind)
    subject = models.CharField(_("name"), max_length=200)
    contact = models.CharField(_("how to reach them"), max_length=300, blank=True)
    text = models.TextField(_("what they ask"), blank=True)
    identity = models.CharField(_("how their identity was checked"), max_length=300, blank=True)
    received = models.DateField(_("received"))
    due = models.DateField()
    longer_why = models.CharField(_("why it takes longer"), max_length=300, blank=True)
    state = models.CharField(_("answer"), max_length=8, choices=RequestState, default=RequestState.OPEN)
    answer = models.TextField(_("what was answered"), blank=True)
    answered_by = models.ForeignKey(settings.AUTH_USER_MODEL, models.PROTECT, null=True, related_name="+")
    answered_at = models.DateTimeField(null=True)
    version = models.PositiveIntegerField(default=1)
    made_by = models.ForeignKey(settings.AUTH_USER_MODEL, models.PROTECT, related_name="+")
    made_at = models.DateTimeField(auto_now_add=True)

    class Meta:
        ordering = (F("answered_at").asc(nulls_first=True), "due", "pk")
        constraints = [models.CheckConstraint(condition=Q(due__gte=F("received")), name="request_due_late")]

    def __str__(self) -> str:
        return self.reference

    def late(self, today: date) -> bool:
        return self.state == RequestState.OPEN and self.due < today
