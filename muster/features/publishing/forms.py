from __future__ import annotations

from datetime import date
from typing import Any

from django import forms
from django.conf import settings
from django.core.exceptions import ValidationError
from django.utils.translation import gettext_lazy as _

from muster.core.models import Unit
from muster.domain.counting.period import Period
from muster.features.matrix.forms import months, quarters
from muster.features.publishing.models import Kind

FIRST_YEAR, LAST_YEAR = 1999, 2100
TEMPLATE_LIMIT = 10 * 1024 * 1024  # bytes; a template with pictures has some hundred kilobytes


class HandoutForm(forms.Form):
    """To whom a file is handed out, what for, and for how long."""

    recipient = forms.CharField(label=_("Recipient"), max_length=200, help_text=_("A person and where they work."))
    purpose = forms.CharField(label=_("Purpose"), max_length=300)
    output = forms.ChoiceField(label=_("File"), choices=[("pdf", "PDF"), ("docx", "Word"), ("html", "HTML")])
    days = forms.IntegerField(label=_("Days"), min_value=1, max_value=90, initial=14)


class StartForm(forms.Form):
    """Which report is started."""

    kind = forms.ChoiceField(label=_("Kind"), choices=Kind.choices)
    year = forms.IntegerField(label=_("Year"), min_value=FIRST_YEAR, max_value=LAST_YEAR)
    part = forms.ChoiceField(label=_("Quarter or month"), required=False)
    language = forms.ChoiceField(label=_("Language"), choices=settings.LANGUAGES)
    title = forms.CharField(
        label=_("Title"), required=False, max_length=200, help_text=_("Left empty, it follows from kind and period.")
    )
    units = forms.ModelMultipleChoiceField(
        label=_("Structures"), queryset=Unit.objects.none(), widget=forms.CheckboxSelectMultiple
    )

    def __init__(self, *args: Any, **options: Any) -> None:
        super().__init__(*args, **options)
        units = self.fields["units"]
        assert isinstance(units, forms.ModelMultipleChoiceField)
        units.queryset = Unit.objects.filter(reports=True)
        units.initial = list(units.queryset.values_list("pk", flat=True))
        self.fields["year"].initial = date.today().year  # the site's zone does not matter for a proposal
        part = self.fields["part"]
        assert isinstance(part, forms.ChoiceField)
        part.choices = [("", _("Whole year")), *quarters(), *months()]

    def clean(self) -> dict[str, Any]:
        values = super().clean() or {}
        part = values.get("part", "")
        wanted = {Kind.ANNUAL: "", Kind.QUARTERLY: "q", Kind.MONTHLY: "m"}.get(values.get("kind", ""))
        if wanted is not None and part[:1] != wanted:
            raise ValidationError({"part": _PARTS[wanted]})
        return values

    def period(self) -> Period:
        """Of valid values."""
        year, part = self.cleaned_data["year"], self.cleaned_data["part"]
        if not part:
            return Period.of_year(year)
        number = int(part[1:])
        return Period.of_quarter(year, number) if part[0] == "q" else Period.of_month(year, number)


_PARTS = {
    "": _("An annual report is of the whole year."),
    "q": _("Choose the quarter that the report is of."),
    "m": _("Choose the month that the report is of."),
}


class CorrectionForm(forms.Form):
    reason = forms.CharField(label=_("What is corrected, and why"), widget=forms.Textarea, max_length=2000)


class TitleForm(forms.Form):
    title = forms.CharField(label=_("Title"), max_length=200)


class TemplateForm(forms.Form):
    """A Word template, its size checked before it is looked into."""

    file = forms.FileField(label=_("Word template (.docx)"))

    def clean_file(self) -> Any:
        given = self.cleaned_data["file"]
        if given.size > TEMPLATE_LIMIT:
            raise ValidationError(_("%(name)s is larger than 10 MB.") % {"name": given.name})
        return given


class YearForm(forms.Form):
    year = forms.IntegerField(min_value=FIRST_YEAR, max_value=LAST_YEAR)
