"""Who signs in, what roles people have where and when, and who is named for single records."""

from __future__ import annotations

from collections.abc import Mapping
from datetime import date
from typing import TYPE_CHECKING

import pghistory
from django.conf import settings
from django.contrib.auth.models import AbstractUser
from django.db import models
from django.db.models import F, Q, QuerySet
from django.utils import timezone
from django.utils.translation import gettext_lazy as _

from muster.core.models import Marking, Named, Unit
from muster.features.accounts.vocabulary import Reach, Subject, Verb

if TYPE_CHECKING:
    from muster.features.accounts.rights import Grant


def lasting(day: date, of: str = "") -> Q:
    """Of rows from `start` to `end`, its last day or none: those that hold on a day or later. `of` leads to them."""
    return Q(**{f"{of}end": None}) | Q(**{f"{of}end__gte": day})


def in_force(day: date, of: str = "") -> Q:
    """Of the same rows: those that hold on a day."""
    return lasting(day, of) & Q(**{f"{of}start__lte": day})


class ColourScheme(models.TextChoices):
    SYSTEM = "system", _("As the device")
    LIGHT = "light", _("Light")
    DARK = "dark", _("Dark")


@pghistory.track(exclude=["password", "last_login", "language", "colours"])
class User(AbstractUser):
    """A person. `unit` is where they work; what they may, say their assignments."""

    first_name = None  # type: ignore[assignment]
    last_name = None  # type: ignore[assignment]
    full_name = models.CharField(_("name"), max_length=150)
    unit = models.ForeignKey(Unit, models.PROTECT, null=True, blank=True, related_name="people", verbose_name=_("unit"))
    language = models.CharField(_("language"), max_length=8, default="en")
    colours = models.CharField(_("colours"), max_length=8, choices=ColourScheme, default=ColourScheme.SYSTEM)
    version = models.PositiveIntegerField(default=1)  # every change by others adds one

    REQUIRED_FIELDS = ["full_name"]

    # What counts where the person comes with a token that carries less: only these rights, only this unit.
    token_limits: frozenset[tuple[str, str]] | None = None
    token_unit: Unit | None = None
    token_purpose: str = ""
    # Asked of the database once for an object (`rights.grants`), and whose rights were used with it (`uses`).
    known_grants: Mapping[tuple[str, str], Grant] | None = None
    used_assignments: frozenset[int] = frozenset()

    def __str__(self) -> str:
        return self.full_name or self.username

    def get_full_name(self) -> str:
        return str(self)

    def acts_for(self) -> QuerySet[Substitution]:
        """In whose place this person acts today."""
        today = timezone.localdate()
        return self.substitutions.filter(in_force(today)).select_related("absent").order_by("end")


@pghistory.track()
class Role(Named):
    """What people of one kind may; those that come with Muster are seeded and may be changed like any other."""

    code = models.SlugField(max_length=40, unique=True)
    second_factor = models.BooleanField(_("needs a second factor"), default=False)
    position = models.PositiveSmallIntegerField(default=0)
    version = models.PositiveIntegerField(default=1)  # every change adds one, of its rights too

    class Meta:
        ordering = ("position", "code")

    def __str__(self) -> str:
        return self.name


@pghistory.track()
class Permission(models.Model):
    """One right of a role: a verb, what it is done to, how far from the assignment's unit it reaches.

    Of `read`, `marking` is the highest that may be seen; of other verbs it says nothing. `kind` is the one kind of the
    subject that it is for, such as the code of a register; empty for all.
    """

    role = models.ForeignKey(Role, models.CASCADE, related_name="permissions")
    verb = models.CharField(max_length=20, choices=Verb)
    subject = models.CharField(max_length=20, choices=Subject)
    kind = models.CharField(max_length=60, blank=True, default="")
    reach = models.CharField(max_length=12, choices=Reach, default=Reach.UNIT)
    marking = models.PositiveSmallIntegerField(choices=Marking, default=Marking.INTERNAL)

    class Meta:
        ordering = ("role", "subject", "kind", "verb", "reach")
        constraints = [
            models.UniqueConstraint(fields=["role", "verb", "subject", "kind", "reach"], name="right_once_a_role")
        ]


@pghistory.track(exclude=["used_on"])
class Assignment(models.Model):
    """That a person has a role, at a unit and all below it or (unit empty) everywhere, from a day to a day."""

    person = models.ForeignKey(settings.AUTH_USER_MODEL, models.CASCADE, related_name="assignments")
    role = models.ForeignKey(Role, models.PROTECT, related_name="assignments")
    unit = models.ForeignKey(Unit, models.PROTECT, null=True, blank=True, related_name="assignments")
    start = models.DateField(_("from"))
    end = models.DateField(_("until"), null=True, blank=True)  # its last day
    reason = models.CharField(_("reason"), max_length=300, blank=True)
    granted_by = models.ForeignKey(settings.AUTH_USER_MODEL, models.PROTECT, null=True, related_name="+")
    granted_at = models.DateTimeField(auto_now_add=True)
    used_on = models.DateField(null=True, blank=True)  # the last day on which a right of it was used

    class Meta:
        ordering = ("person", "start", "pk")
        constraints = [models.CheckConstraint(condition=Q(end=None) | Q(end__gte=F("start")), name="role_ends_late")]


@pghistory.track()
class Substitution(models.Model):
    """That somebody acts for somebody absent: with all their roles, but not with what they are named for in person."""

    absent = models.ForeignKey(settings.AUTH_USER_MODEL, models.CASCADE, related_name="substitutes")
    substitute = models.ForeignKey(settings.AUTH_USER_MODEL, models.CASCADE, related_name="substitutions")
    start = models.DateField(_("from"))
    end = models.DateField(_("until"))
    reason = models.CharField(_("reason"), max_length=300)
    made_by = models.ForeignKey(settings.AUTH_USER_MODEL, models.PROTECT, related_name="+")
    made_at = models.DateTimeField(auto_now_add=True)

    class Meta:
        ordering = ("-start", "pk")
        constraints = [
            models.CheckConstraint(condition=Q(end__gte=F("start")), name="substitution_ends_late"),
            models.CheckConstraint(condition=~Q(absent=F("substitute")), name="not_for_oneself"),
        ]


@pghistory.track()
class NeedToKnow(models.Model):
    """That a person, or whoever works at a unit, is named for one record, whatever else they may see."""

    subject = models.CharField(max_length=20, choices=Subject)
    key = models.BigIntegerField()  # the record's
    person = models.ForeignKey(settings.AUTH_USER_MODEL, models.CASCADE, null=True, blank=True, related_name="+")
    unit = models.ForeignKey(Unit, models.CASCADE, null=True, blank=True, related_name="+")
    reason = models.CharField(_("reason"), max_length=300)
    until = models.DateField(_("until"), null=True, blank=True)  # its last day
    made_by = models.ForeignKey(settings.AUTH_USER_MODEL, models.PROTECT, related_name="+")
    made_at = models.DateTimeField(auto_now_add=True)

    class Meta:
        ordering = ("subject", "key", "pk")
        constraints = [
            models.CheckConstraint(condition=Q(person=None) ^ Q(unit=None), name="one_person_or_one_unit"),
            models.UniqueConstraint(fields=["subject", "key", "person"], name="person_named_once"),
            models.UniqueConstraint(fields=["subject", "key", "unit"], name="unit_named_once"),
        ]


@pghistory.track()
class BrokenGlass(models.Model):
    """That a person opened a record that is closed to them, with the reason they wrote; its keepers are told."""

    person = models.ForeignKey(settings.AUTH_USER_MODEL, models.PROTECT, related_name="+")
    subject = models.CharField(max_length=20, choices=Subject)
    kind = models.CharField(max_length=60, blank=True, default="")  # of the subject, such as a register's code
    key = models.BigIntegerField()
    unit = models.ForeignKey(Unit, models.PROTECT, null=True, blank=True, related_name="+")  # the record's
    brought_by = models.ForeignKey(settings.AUTH_USER_MODEL, models.PROTECT, null=True, related_name="+")  # the record
    reason = models.TextField(_("reason"))
    at = models.DateTimeField(auto_now_add=True)
    until = models.DateTimeField()
    acknowledged_by = models.ForeignKey(settings.AUTH_USER_MODEL, models.PROTECT, null=True, related_name="+")
    acknowledged_at = models.DateTimeField(null=True)
    remark = models.TextField(blank=True)  # of who acknowledged it

    class Meta:
        ordering = ("-at", "-pk")
        indexes = [models.Index(fields=["subject", "key"], name="glass_of_record")]


@pghistory.track()
class AccessReview(models.Model):
    """That somebody looked whether an assignment is still needed, and what they decided."""

    assignment = models.ForeignKey(Assignment, models.CASCADE, related_name="reviews")
    kept = models.BooleanField()
    remark = models.CharField(_("remark"), max_length=300, blank=True)
    by = models.ForeignKey(settings.AUTH_USER_MODEL, models.PROTECT, related_name="+")
    at = models.DateTimeField(auto_now_add=True)

    class Meta:
        ordering = ("-at", "-pk")
