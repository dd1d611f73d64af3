"""The forms of the pages about registers; those that registers define are drawn by their engine."""

from __future__ import annotations

from typing import Any

from django import forms
from django.utils.translation import gettext_lazy as _

from muster.features.accounts.models import User

WORDS = 5_000  # characters of a note or a comment
STALE = _("The page was not sent as a whole: open the record again.")


class Several(forms.ClearableFileInput):
    allow_multiple_selected = True


class FilesField(forms.FileField):
    """Any number of files."""

    def clean(self, data: Any, initial: Any = None) -> list[Any]:
        return [super(FilesField, self).clean(one, initial) for one in data] if data else []


class OfRecord(forms.Form):
    """What is sent from the page of a record: `version` is the one that it showed."""

    version = forms.IntegerField(min_value=1, widget=forms.HiddenInput, error_messages={"required": STALE})


class MoveForm(OfRecord):
    move = forms.CharField(max_length=40)
    comment = forms.CharField(label=_("Comment"), required=False, max_length=WORDS)


class AssignForm(OfRecord):
    """`to` is empty where nobody has it any more."""

    to = forms.ModelChoiceField(User.objects.filter(is_active=True), label=_("Assigned to"), required=False)


class TaskForm(OfRecord):
    text = forms.CharField(label=_("What is to be done"), max_length=500)
    to = forms.ModelChoiceField(User.objects.filter(is_active=True), label=_("By whom"), required=False)
    due = forms.DateField(label=_("Until"), required=False)


class TickForm(OfRecord):
    done = forms.BooleanField(required=False)


class NoteForm(OfRecord):
    text = forms.CharField(label=_("Note"), max_length=WORDS)


class ApartForm(OfRecord):
    """`other` is the key of the record that is not the same."""

    other = forms.IntegerField(min_value=1, widget=forms.HiddenInput, error_messages={"required": STALE})
    why = forms.CharField(label=_("Why"), max_length=500)


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
