from __future__ import annotations

from typing import Any

from django import forms
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from muster.features.protection.models import (
    Basis,
    Category,
    Outcome,
    PersonInRecord,
    Request,
    RequestState,
    Sheet,
)
from muster.ui.forms import Day, sensible, to_choose

LONGEST_AGO = 5  # years since a request was received; more is a year mistyped


class SheetForm(forms.ModelForm[Sheet]):
    categories = forms.MultipleChoiceField(
        choices=Category, label=gettext_lazy("Categories of people"), widget=forms.CheckboxSelectMultiple
    )
    years = forms.IntegerField(
        min_value=1, max_value=100, label=gettext_lazy("Years until somebody looks whether it is still needed")
    )
    seen = forms.IntegerField(widget=forms.HiddenInput)

    class Meta:
        model = Sheet
        fields = ("purpose", "legal_basis", "categories", "years", "disclosed_to")

    def values(self) -> dict[str, Any]:
        return {name: self.cleaned_data[name] for name in self.Meta.fields}


class PersonForm(forms.ModelForm[PersonInRecord]):
    assessed_at = forms.DateField(label=gettext_lazy("Assessed on"), required=False, widget=Day())
    seen = forms.IntegerField(widget=forms.HiddenInput, required=False)

    class Meta:
        model = PersonInRecord
        fields = ("name", "category", "basis", "assessed_by", "assessed_at", "source", "note")
        labels = {
            "name": gettext_lazy("Name"),
            "category": gettext_lazy("Is in this record as"),
            "basis": gettext_lazy("This is a"),
            "assessed_by": gettext_lazy("Assessed by"),
            "source": gettext_lazy("From whom, and how reliable"),
            "note": gettext_lazy("Remark"),
        }

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        to_choose(self, "category")

    def clean(self) -> dict[str, Any]:
        said: dict[str, Any] = super().clean() or {}
        if said.get("basis") == Basis.ASSESSMENT:
            for name in ("assessed_by", "assessed_at"):
                if not said.get(name):
                    self.add_error(name, _("Of an assessment, say whose it is and of which day."))
        elif said.get("basis") == Basis.FACT:
            said["assessed_by"], said["assessed_at"] = "", None
        return said

    def values(self) -> dict[str, Any]:
        return {name: self.cleaned_data[name] for name in self.Meta.fields}


class ReasonForm(forms.Form):
    reason = forms.CharField(label=gettext_lazy("Why"), widget=forms.Textarea(attrs={"rows": 3}), max_length=2000)


class RectifyForm(forms.Form):
    wrong = forms.CharField(label=gettext_lazy("What is wrong, as it stands there"), max_length=500)
    right = forms.CharField(label=gettext_lazy("What is right"), max_length=500)
    reason = forms.CharField(label=gettext_lazy("Why"), widget=forms.Textarea(attrs={"rows": 2}), max_length=2000)


class GroundForm(forms.Form):
    """Why something is erased, by what law."""

    why = forms.CharField(
        label=gettext_lazy("Why"),
        widget=forms.Textarea(attrs={"rows": 2}),
        max_length=2000,
        help_text=gettext_lazy("Without the name or the words: the reason is kept."),
    )
    legal_basis = forms.CharField(label=gettext_lazy("By what law"), max_length=300)
    request = forms.CharField(label=gettext_lazy("Reference of the request"), max_length=80, required=False)


class EraseWordsForm(GroundForm):
    words = forms.CharField(label=gettext_lazy("Words to erase, such as a name"), max_length=200)
    field_order = ("words", "why", "legal_basis", "request")


class DecisionForm(forms.Form):
    outcome = forms.ChoiceField(choices=Outcome, label=gettext_lazy("What becomes of them"))
    rationale = forms.CharField(label=gettext_lazy("Why"), widget=forms.Textarea(attrs={"rows": 2}), max_length=2000)


class RequestForm(forms.ModelForm[Request]):
    received = forms.DateField(label=gettext_lazy("Received on"), widget=Day())

    class Meta:
        model = Request
        fields = ("reference", "kind", "subject", "contact", "text", "identity", "received")
        labels = {
            "reference": gettext_lazy("Reference"),
            "kind": gettext_lazy("Asks for"),
            "subject": gettext_lazy("Name"),
            "contact": gettext_lazy("How to reach them"),
            "text": gettext_lazy("What they ask"),
            "identity": gettext_lazy("How their identity was checked"),
        }
        error_messages = {"reference": {"unique": gettext_lazy("Another request has this reference.")}}

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        to_choose(self, "kind")

    def clean_received(self) -> Any:
        return sensible(self.cleaned_data["received"], back=LONGEST_AGO)


class AnswerForm(forms.Form):
    state = forms.ChoiceField(
        label=gettext_lazy("Answer"), choices=[one for one in RequestState.choices if one[0] != RequestState.OPEN]
    )
    answer = forms.CharField(label=gettext_lazy("What was answered, and why"), widget=forms.Textarea, max_length=5000)
    seen = forms.IntegerField(widget=forms.HiddenInput)


class SearchForm(forms.Form):
    names = forms.CharField(
        label=gettext_lazy("Names, one a line"),
        widget=forms.Textarea(attrs={"rows": 3}),
        max_length=1000,
        help_text=gettext_lazy("Every script, spelling and order of the words is found; nicknames and errors are not."),
    )

    def clean_names(self) -> list[str]:
        return [name.strip() for name in self.cleaned_data["names"].splitlines() if name.strip()]
