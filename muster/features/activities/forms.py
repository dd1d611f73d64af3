"""The form of one entry."""

from __future__ import annotations

import re
from collections.abc import Iterable
from datetime import date
from typing import Any

from django import forms
from django.core.exceptions import NON_FIELD_ERRORS, ValidationError
from django.utils.translation import gettext_lazy as _

from muster.core.models import Unit
from muster.domain.periods import parse_partial
from muster.domain.reference.codes import code_list
from muster.features.activities.showing import FIELD_LABELS, NOTHING
from muster.features.activities.values import CODED, NUMBERS, TITLE_LIMIT, VALUE_NAMES, ActivityValues
from muster.ui.templatetags.show import label

DATE_HELP = _("2016-04-15, or 2016-04 where only the month is stated, or 2016.")
PAIR = re.compile(r"^(\S+?)\s*(?:–|—|\.\.|/|\bto\b|\s-\s)\s*(\S+)$")


def choices_of(list_name: str) -> list[tuple[str, str]]:
    return [(code, label(code, list_name)) for code in code_list(list_name)]


class EntryForm(forms.Form):
    """All values of an entry and the version that the person saw."""

    unit = forms.ModelChoiceField(
        Unit.objects.none(), label=FIELD_LABELS["unit"], to_field_name="code", empty_label=NOTHING
    )
    title = forms.CharField(label=FIELD_LABELS["title"], max_length=TITLE_LIMIT)
    theme = forms.ChoiceField(label=FIELD_LABELS["theme"])
    kind = forms.ChoiceField(label=FIELD_LABELS["kind"])
    column = forms.ChoiceField(label=FIELD_LABELS["column"])
    role = forms.ChoiceField(label=FIELD_LABELS["role"], required=False)
    start = forms.CharField(label=FIELD_LABELS["start"], required=False, help_text=DATE_HELP)
    end = forms.CharField(label=FIELD_LABELS["end"], required=False)
    period_from = forms.CharField(
        label=_("Period from"), required=False, help_text=_("Needed only where no date is stated.")
    )
    period_to = forms.CharField(label=_("Period to"), required=False)
    sessions = forms.IntegerField(
        label=FIELD_LABELS["sessions"], required=False, min_value=1, help_text=_("Empty counts as one event.")
    )
    participants = forms.IntegerField(label=FIELD_LABELS["participants"], required=False, min_value=0)
    women = forms.IntegerField(label=FIELD_LABELS["women"], required=False, min_value=0)
    men = forms.IntegerField(label=FIELD_LABELS["men"], required=False, min_value=0)
    places = forms.CharField(
        label=FIELD_LABELS["places"], required=False, widget=forms.Textarea({"rows": 3}), help_text=_("One a line.")
    )
    partners = forms.CharField(
        label=FIELD_LABELS["partners"], required=False, widget=forms.Textarea({"rows": 3}), help_text=_("One a line.")
    )
    dates = forms.CharField(
        label=_("Separate dates"),
        required=False,
        widget=forms.Textarea({"rows": 3}),
        help_text=_("Where several are stated; one a line: 2016-04-15 or 2016-04-15 – 2016-04-16."),
    )
    narrative = forms.CharField(label=FIELD_LABELS["narrative"], required=False, widget=forms.Textarea({"rows": 6}))
    reference = forms.CharField(
        label=FIELD_LABELS["reference"], required=False, max_length=60, help_text=_("Its key in a table of yours.")
    )
    version = forms.IntegerField(widget=forms.HiddenInput, required=False)

    def __init__(self, *args: Any, units: Iterable[Unit], **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.fields["unit"].queryset = units  # type: ignore[attr-defined]
        for name, list_name in CODED.items():
            self.fields[name].choices = [("", NOTHING), *choices_of(list_name)]  # type: ignore[attr-defined]

    def clean(self) -> dict[str, Any]:
        given = super().clean() or self.cleaned_data
        for name in ("places", "partners"):
            given[name] = tuple(line.strip() for line in given.get(name, "").splitlines() if line.strip())
        given["dates"] = tuple(_pair(line) for line in given.get("dates", "").splitlines() if line.strip())
        return given

    def values(self) -> ActivityValues:
        """What the form says; checked by whoever stores it."""
        given = self.cleaned_data
        said: dict[str, Any] = {name: given[name] for name in VALUE_NAMES if name in given}
        said |= {"start": given["start"] or None, "end": given["end"] or None}
        if not (said["start"] or said["end"]):
            said["period"] = _period(given["period_from"], given["period_to"])
        return ActivityValues(**said)

    def show(self, error: ValidationError) -> None:
        """Put what the register did not accept beside its fields."""
        for name, sentences in error.message_dict.items():
            field = "period_from" if name == "period" else name
            for sentence in sentences:
                self.add_error(None if field == NON_FIELD_ERRORS else field, sentence)


def initial_of(values: ActivityValues, version: int) -> dict[str, Any]:
    """What the form begins with for an entry."""
    same = ("unit", *CODED, "title", "narrative", "reference", "start", "end", *NUMBERS)
    period = values.period
    return {
        **{name: getattr(values, name) for name in same},
        "unit": values.unit.code,
        "places": "\n".join(values.places),
        "partners": "\n".join(values.partners),
        "dates": "\n".join(first if first == last else f"{first} – {last}" for first, last in values.dates),
        "period_from": period[0].isoformat() if period else "",
        "period_to": period[1].isoformat() if period else "",
        "version": version,
    }


def _pair(line: str) -> tuple[str, str]:
    both = PAIR.match(line.strip())
    return (both[1], both[2]) if both else (line.strip(), line.strip())


def _period(first: str, last: str) -> tuple[date, date] | None:
    """The days of the period; None where it is not stated or is no date (then the register says what it needs)."""
    try:
        return parse_partial(first)[0], parse_partial(last or first)[1]
    except ValueError:
        return None
