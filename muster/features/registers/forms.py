"""The forms of the pages about registers; those that registers define are drawn by their engine."""

from __future__ import annotations

from typing import Any

from django import forms
from django.utils.translation import gettext_lazy as _


class Several(forms.ClearableFileInput):
    allow_multiple_selected = True


class FilesField(forms.FileField):
    """Any number of files."""

    def clean(self, data: Any, initial: Any = None) -> list[Any]:
        return [super(FilesField, self).clean(one, initial) for one in data] if data else []


class LoadForm(forms.Form):
    workbook = forms.FileField(
        label=_("Workbook"),
        help_text=_(
            "An XLSForm (XLSX): sheets survey, choices, settings, and register for what Muster asks beside them."
        ),
        widget=forms.ClearableFileInput(attrs={"accept": ".xlsx"}),
    )
    beside = FilesField(
        label=_("Files that the form needs"),
        required=False,
        widget=Several(attrs={"multiple": True}),
        help_text=_("Lists of choices as CSV, pictures. Municipalities and units are brought by Muster."),
    )
