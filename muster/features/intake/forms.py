from __future__ import annotations

from typing import Any

from django import forms
from django.core.files.uploadedfile import UploadedFile
from django.utils.translation import gettext_lazy as _

from muster.core.markings import Marks
from muster.core.models import Marking, Tlp, Unit
from muster.features.accounts.rights import Subject, Verb, may
from muster.features.intake import queries
from muster.features.intake.models import Document, ReportKind
from muster.ui.forms import Day

LANGUAGES = [
    ("", _("Not recognised")),
    ("en", _("English")),
    ("sq", _("Albanian")),
    ("sr-Latn", _("Serbian (Latin)")),
    ("sr-Cyrl", _("Serbian (Cyrillic)")),
]
GROUPS = [
    ("", _("All")),
    ("under-way", _("Under way")),
    ("ready", _("Ready for review")),
    ("reviewed", _("Reviewed")),
    ("asking", _("Needs its period")),
    ("failed", _("Failed or stopped")),
]
MARKINGS = [(one.name.lower(), one.label) for one in Marking]
ACCEPT = ".pdf,.docx,.html,.htm,.txt"


class SeveralFiles(forms.ClearableFileInput):
    allow_multiple_selected = True


class FilesField(forms.FileField):
    """Any number of files, each also an empty one: that is said for each by itself."""

    widget = SeveralFiles(attrs={"accept": ACCEPT})

    def clean(self, data: Any, initial: Any = None) -> list[UploadedFile[Any]]:
        given = data if isinstance(data, list | tuple) else [data]
        found = [file for file in given if file]
        if not found and self.required:
            raise forms.ValidationError(self.error_messages["required"])
        return found


class HandInForm(forms.Form):
    reports = FilesField(label=_("Reports"), error_messages={"required": _("Choose at least one file.")})
    unit = forms.ModelChoiceField(
        Unit.objects.none(), label=_("Structure"), required=False, empty_label=_("As the report says")
    )
    marking = forms.TypedChoiceField(
        label=_("Marking"), choices=Marking, coerce=int, initial=Marking.INTERNAL, empty_value=None
    )
    tlp = forms.ChoiceField(label=_("TLP"), choices=Tlp, required=False)

    def __init__(self, viewer: queries.Viewer, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.fields["unit"].queryset = queries.units_to_choose(viewer)  # type: ignore[attr-defined]
        self.fields["marking"].required = False
        if not may(viewer, Verb.MARK, Subject.DOCUMENT):
            del self.fields["marking"], self.fields["tlp"]

    @property
    def marks(self) -> Marks:
        given = self.cleaned_data
        marking = given.get("marking")
        return Marks(Marking.INTERNAL if marking is None else Marking(marking), Tlp(given.get("tlp", "")))


class FiltersForm(forms.Form):
    """The filters above the list; what does not fit narrows nothing."""

    words = forms.CharField(label=_("Title or file"), required=False)
    group = forms.ChoiceField(label=_("State"), choices=GROUPS, required=False)
    unit = forms.ModelChoiceField(
        Unit.objects.filter(reports=True),
        label=_("Structure"),
        to_field_name="code",
        required=False,
        empty_label=_("All"),
    )
    kind = forms.ChoiceField(label=_("Kind"), choices=[("", _("All")), *ReportKind.choices], required=False)
    marking = forms.ChoiceField(label=_("Marking"), choices=[("", _("All")), *MARKINGS], required=False)
    year = forms.IntegerField(label=_("Year"), min_value=1990, max_value=2100, required=False)
    mine = forms.BooleanField(label=_("Handed in by me"), required=False)

    def filters(self) -> queries.Filters:
        self.full_clean()
        valid = self.cleaned_data
        unit = valid.get("unit")
        return queries.Filters(
            group=valid.get("group", ""),
            unit=unit.code if unit else "",
            kind=valid.get("kind", ""),
            marking=valid.get("marking", ""),
            year=valid.get("year"),
            words=valid.get("words", ""),
            mine=valid.get("mine", False),
        )


class PeriodForm(forms.ModelForm[Document]):
    """The period alone; `version` is the one that the person saw."""

    version = forms.IntegerField(widget=forms.HiddenInput)

    class Meta:
        model = Document
        fields: tuple[str, ...] = ("period_start", "period_end")
        labels = {
            "title": _("Title"),
            "unit": _("Structure"),
            "kind": _("Kind"),
            "period_start": _("First day of the period"),
            "period_end": _("Last day of the period"),
        }
        widgets = {"period_start": Day(), "period_end": Day()}

    def clean(self) -> dict[str, Any]:
        data: dict[str, Any] = super().clean() or self.cleaned_data
        start, end = data.get("period_start"), data.get("period_end")
        if start and end and start > end:
            self.add_error("period_end", _("The period ends before it begins."))
        if bool(start) != bool(end):
            self.add_error("period_end" if start else "period_start", _("Give both days, or none."))
        return data

    def changes(self) -> dict[str, Any]:
        """The fields with what the person wants them to be."""
        return {field: self.cleaned_data[field] for field in self.Meta.fields}


class DocumentForm(PeriodForm):
    """Everything that was recognised."""

    language = forms.ChoiceField(label=_("Language"), choices=LANGUAGES, required=False)

    class Meta(PeriodForm.Meta):
        fields = ("title", "unit", "kind", "period_start", "period_end", "language")

    def __init__(self, viewer: queries.Viewer, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        unit: Any = self.fields["unit"]
        unit.queryset = queries.units_to_choose(viewer) | Unit.objects.filter(pk__in=[self.instance.unit_id or 0])
        unit.empty_label = _("Not known")
