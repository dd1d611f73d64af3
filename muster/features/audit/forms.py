"""What people write: why they need a record; what was given to whom."""

from __future__ import annotations

from typing import Any

from django import forms
from django.core.exceptions import ValidationError
from django.utils import timezone
from django.utils.translation import gettext_lazy as _

from muster.domain.audit.reasons import enough
from muster.features.audit.models import Disclosure, Justification
from muster.ui.forms import Day, sensible, to_choose

LONGEST_AGO = 10  # years since something was given; more is a year mistyped


class JustificationForm(forms.ModelForm[Justification]):
    class Meta:
        model = Justification
        fields = ("reason", "text", "reference")
        widgets = {"text": forms.Textarea(attrs={"rows": 3})}
        help_texts = {
            "text": _("One sentence that an auditor understands. It is kept with every look."),
            "reference": _("The number of a case or letter, if there is one."),
        }

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        to_choose(self, "reason")

    def clean_text(self) -> str:
        text: str = self.cleaned_data["text"].strip()
        if not enough(text):
            raise ValidationError(_("Say it in a sentence of at least ten characters."))
        return text


class DisclosureForm(forms.ModelForm[Disclosure]):
    class Meta:
        model = Disclosure
        fields = ("organisation", "recipient", "what", "channel", "legal_basis", "reference", "given_on")
        widgets = {"given_on": Day()}
        help_texts = {
            "what": _("Such as: the original of the report; a copy of two paragraphs."),
            "legal_basis": _("Such as: the order of a court and its number; an agreement between the institutions."),
        }

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **{"initial": {"given_on": timezone.localdate()}, **kwargs})
        to_choose(self, "channel")

    def clean_given_on(self) -> Any:
        return sensible(self.cleaned_data["given_on"], back=LONGEST_AGO)
