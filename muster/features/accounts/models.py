"""Who signs in."""

from __future__ import annotations

from django.contrib.auth.models import AbstractUser
from django.db import models
from django.utils.translation import gettext_lazy as _

from muster.core.models import Unit


class Role(models.TextChoices):
    READER = "reader", _("Reader")
    OFFICER = "officer", _("Programme officer")
    HEAD_OF_STRUCTURE = "head_of_structure", _("Head of structure")
    REPORTING_OFFICER = "reporting_officer", _("Reporting officer")
    ADMINISTRATOR = "administrator", _("Administrator")


class ColourScheme(models.TextChoices):
    SYSTEM = "system", _("As the device")
    LIGHT = "light", _("Light")
    DARK = "dark", _("Dark")


class User(AbstractUser):
    """A person with one role, at one unit or (unit empty) for the whole mission."""

    first_name = None  # type: ignore[assignment]
    last_name = None  # type: ignore[assignment]
    full_name = models.CharField(_("name"), max_length=150)
    role = models.CharField(_("role"), max_length=20, choices=Role, default=Role.READER)
    unit = models.ForeignKey(Unit, models.PROTECT, null=True, blank=True, related_name="people", verbose_name=_("unit"))
    language = models.CharField(_("language"), max_length=8, default="en")
    colours = models.CharField(_("colours"), max_length=8, choices=ColourScheme, default=ColourScheme.SYSTEM)

    REQUIRED_FIELDS = ["full_name"]

    def __str__(self) -> str:
        return self.full_name or self.username

    def get_full_name(self) -> str:
        return str(self)
