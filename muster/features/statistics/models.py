"""Coded answers that are counted, how many people live where, and what was released of them.

Facts are made by the database: the triggers of migration 0002 keep them with every record, whoever writes it and by
whatever way (decision 13). Nobody writes them otherwise.
"""

from __future__ import annotations

import pghistory
from django.conf import settings
from django.contrib.postgres.fields import ArrayField
from django.core.validators import MaxValueValidator, MinValueValidator
from django.db import models
from django.utils.translation import gettext_lazy as _

from muster.core import orders
from muster.core.models import Marking, Place, Unit
from muster.features.registers.models import Record, Register
from muster.ui.wording import in_language


class Layout(models.Model):
    """Which answers of a register's records are counted, and where they stand in its facts.

    `categories` are [{path, repeat, personal}], `amounts` as well, in the order of `Fact.answers` and `Fact.amounts`;
    `repeats` [{path, parent, personal}] in that of `Fact.level`, from 1. All only grow: what once was counted keeps
    its place. `made` is false while facts of records that were there before are still to be made.
    """

    register = models.OneToOneField(Register, models.CASCADE, primary_key=True, related_name="+")
    categories = models.JSONField(default=list)
    amounts = models.JSONField(default=list)
    repeats = models.JSONField(default=list)
    made = models.BooleanField(default=True)


class Counted(models.Model):
    """A record (`level` 0), or one entry of a repeat with what holds for its record too, as far as it is counted.

    `answers` are codes, several parted by spaces; "" where nothing was answered. `amounts` are numbers.
    """

    record = models.ForeignKey(Record, models.CASCADE, related_name="+")
    register = models.ForeignKey(Register, models.CASCADE, related_name="+", db_index=False)
    unit = models.ForeignKey(Unit, models.PROTECT, related_name="+", db_index=False)
    created_by = models.ForeignKey(settings.AUTH_USER_MODEL, models.PROTECT, related_name="+", db_index=False)
    marking = models.PositiveSmallIntegerField(choices=Marking)
    restricted = models.BooleanField()
    level = models.PositiveSmallIntegerField()
    day = models.DateField()
    place = models.CharField(max_length=12)
    answers = ArrayField(models.TextField())
    amounts = ArrayField(models.DecimalField(max_digits=60, decimal_places=30), default=list)

    class Meta:
        abstract = True


class Fact(Counted):
    """Without anything personal: seen by who sees the record."""

    class Meta:
        indexes = [models.Index(fields=["register", "level", "day"], name="fact_of_register")]


class PersonalFact(Counted):
    """The same with personal answers: seen by who sees those. Only of registers that count any."""

    class Meta:
        indexes = [models.Index(fields=["register", "level", "day"], name="personal_fact_of_register")]


@pghistory.track()
class Population(models.Model):
    """How many people live in a municipality, by whose count."""

    place = models.ForeignKey(Place, models.CASCADE, verbose_name=_("municipality"), related_name="+")
    year = models.PositiveSmallIntegerField(_("year"), validators=[MinValueValidator(1900), MaxValueValidator(2200)])
    people = models.PositiveIntegerField(_("people"), validators=[MinValueValidator(1)])
    source = models.CharField(_("source"), max_length=200)

    class Meta:
        ordering = ("place", "-year")
        constraints = [models.UniqueConstraint(fields=["place", "year"], name="one_population_a_year")]

    def __str__(self) -> str:
        return f"{self.place} {self.year}"


class State(models.TextChoices):
    DRAFT = "draft", _("In preparation")
    COUNTED = "counted", _("Counted, not published")
    PUBLISHED = "published", _("Published")


@pghistory.track(exclude=["content"])
class Release(models.Model):
    """Tables of a register that are published together, with what hides the numbers that would expose somebody.

    `tables` are the addresses of the tables (`selection`). `content` is what the public sees, None before it is
    counted; `hidden` says for who prepares it, table by table, why a position is hidden. Once published, no row of
    it ever changes (migration 0002).
    """

    register = models.ForeignKey(Register, models.PROTECT, related_name="releases")
    titles = models.JSONField(default=dict)  # by language: en, sq, sr (Latin script)
    notes = models.JSONField(default=dict)  # what a reader must know, by language as `titles`; {} where nothing
    start = models.DateField(_("first month"))
    end = models.DateField(_("last month"))  # its last day
    tables = models.JSONField(default=list)
    state = models.CharField(max_length=9, choices=State, default=State.DRAFT)
    content = models.JSONField(null=True)
    hidden = models.JSONField(default=list)
    version = models.PositiveIntegerField(default=1)
    created_by = models.ForeignKey(settings.AUTH_USER_MODEL, models.PROTECT, related_name="+")
    created_at = models.DateTimeField(auto_now_add=True)
    counted_at = models.DateTimeField(null=True)
    published_by = models.ForeignKey(settings.AUTH_USER_MODEL, models.PROTECT, null=True, related_name="+")
    published_at = models.DateTimeField(null=True)

    class Meta:
        ordering = ("-published_at", "-pk")

    def __str__(self) -> str:
        return in_language(self.titles) or str(self.register)

    @property
    def note(self) -> str:
        """In the reader's language."""
        return in_language(self.notes)


class Truth(models.Model):
    """What was counted for a release, hidden numbers too: without it the next one could not tell what it gives away.

    No person sees it, whatever their role: only the job that counts does. `systems` are by what they count
    (`releasing`), each as `muster.domain.disclosure.Release.to_json` says; `earlier` the releases that it took into
    account.
    """

    release = models.OneToOneField(Release, models.CASCADE, primary_key=True, related_name="truth")
    systems = models.JSONField()
    earlier = ArrayField(models.BigIntegerField(), default=list)


class Step(models.TextChoices):
    WAITING = "waiting", _("Waiting")
    COUNTING = "counting", _("Counting")
    PROTECTING = "protecting", _("Looking for what must be hidden")
    FAILED = "failed", _("Failed")


class Order(orders.Order):
    """That a person wants a release counted, until it is. Why it could not be says `sentences.ERRORS`."""

    JOB, LOCK = "statistics.count_release", "statistics"

    release = models.OneToOneField(Release, models.CASCADE, related_name="order")
    step = models.CharField(max_length=10, choices=Step, default=Step.WAITING)
