"""How form fields are drawn: label, control, help, errors beside the field and summed up on top; what many share."""

from __future__ import annotations

from datetime import date
from typing import Any

from django.core.exceptions import ValidationError
from django.forms import BaseForm, DateInput
from django.forms.renderers import TemplatesSetting
from django.utils import timezone
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

CHOOSE = gettext_lazy("Choose one")  # in the place of a choice that was not made yet


class Day(DateInput):
    """A day, chosen in the browser's own calendar: written as browsers take it, in every language."""

    input_type = "date"

    def __init__(self) -> None:
        super().__init__(format="%Y-%m-%d")


def to_choose(form: BaseForm, *names: str) -> None:
    """These fields begin with words that ask for a choice, where Django would show dashes."""
    for name in names:
        field: Any = form.fields[name]
        field.choices = [("", CHOOSE), *(choice for choice in field.choices if choice[0])]


def sensible(day: date, *, back: int, ahead: int = 0) -> date:
    """A day so many years back or ahead at most; what is beyond that is a year mistyped. Raises `ValidationError`."""
    today = timezone.localdate()
    if not ahead and day > today:
        raise ValidationError(_("This day is still to come."))
    if day.year > today.year + ahead:
        raise ValidationError(_("This day is years away: see whether the year is right."))
    if day.year < today.year - back:
        raise ValidationError(_("This day is years ago: see whether the year is right."))
    return day


class FieldRenderer(TemplatesSetting):
    form_template_name = "ui/form.html"
    field_template_name = "ui/field.html"
