"""The forms about who may see a record."""

from __future__ import annotations

from typing import Any

from django import forms
from django.core.exceptions import ValidationError
from django.utils import timezone
from django.utils.html import format_html
from django.utils.translation import gettext_lazy as _

from muster.core.markings import Marks
from muster.core.models import Marking, Tlp, Unit
from muster.features.accounts.models import User
from muster.features.markings.actions import Wish
from muster.features.markings.actions.marking import REASON_LIMIT
from muster.features.markings.actions.opening import LEAST
from muster.features.markings.sentences import MARKINGS, TLPS
from muster.ui.forms import Day

NO_TLP = "none"  # among choices of which the empty one means that the TLP stays


class MarksForm(forms.Form):
    """How a record is to be marked; `before` is how the person saw it marked, `sure` that they saw the warning."""

    marking = forms.TypedChoiceField(label=_("Marking"), coerce=int, widget=forms.RadioSelect)
    tlp = forms.ChoiceField(label=_("TLP, for whoever it is given to"), required=False)
    reason = forms.CharField(label=_("Why"), required=False, max_length=REASON_LIMIT)
    too = forms.BooleanField(required=False)  # what was read from it is raised with it
    before = forms.CharField(widget=forms.HiddenInput)
    sure = forms.CharField(widget=forms.HiddenInput, required=False)

    def __init__(self, *args: Any, now: Marks, **kwargs: Any) -> None:
        kwargs.setdefault("initial", {"marking": now.marking, "tlp": now.tlp, "before": written(now), "too": True})
        super().__init__(*args, **kwargs)
        self.now = now
        fields: Any = self.fields
        fields["marking"].choices = [(one.value, _explained(one.label, MARKINGS[one])) for one in Marking]
        fields["tlp"].choices = [(one.value, f"{one.label} – {TLPS[one]}") for one in Tlp]

    @property
    def wanted(self) -> Marks:
        return Marks(Marking(self.cleaned_data["marking"]), Tlp(self.cleaned_data["tlp"]))

    @property
    def seen(self) -> Marks:
        """How the person saw it; as it is now where that cannot be read."""
        return read(self.cleaned_data["before"]) or self.now

    @property
    def lowers(self) -> bool:
        """Whether the person is to be warned first."""
        return self.wanted.lower_than(self.now) and not self.cleaned_data["sure"]


class TogetherForm(forms.Form):
    """How several records are to be marked; what is left empty stays. `seen` is what was shown before it is done."""

    marking = forms.ChoiceField(label=_("Marking"), required=False)
    tlp = forms.ChoiceField(label=_("TLP, for whoever it is given to"), required=False)
    reason = forms.CharField(label=_("Why"), required=False, max_length=REASON_LIMIT)
    seen = forms.CharField(widget=forms.HiddenInput, required=False)

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        fields: Any = self.fields
        stays = ("", _("stays as it is"))
        fields["marking"].choices = [stays, *((str(one.value), one.label) for one in Marking)]
        fields["tlp"].choices = [stays, *((one.value or NO_TLP, one.label) for one in Tlp)]

    def clean(self) -> dict[str, Any]:
        given = super().clean() or self.cleaned_data
        if not self.errors and self.wish == Wish():
            raise ValidationError(_("Say how they are to be marked."))
        return given

    @property
    def wish(self) -> Wish:
        marking, tlp = self.cleaned_data["marking"], self.cleaned_data["tlp"]
        return Wish(Marking(int(marking)) if marking else None, Tlp("" if tlp == NO_TLP else tlp) if tlp else None)

    @property
    def asked(self) -> str:
        """What `seen` is, once it was shown."""
        return f"{self.cleaned_data['marking']}:{self.cleaned_data['tlp']}"


def written(marks: Marks) -> str:
    return f"{int(marks.marking)}:{marks.tlp}"


def read(text: str) -> Marks | None:
    marking, _colon, tlp = text.partition(":")
    try:
        return Marks(Marking(int(marking)), Tlp(tlp))
    except ValueError:
        return None


class NamingForm(forms.Form):
    """A person or a unit, why, and until when."""

    person = forms.ModelChoiceField(User.objects.none(), label=_("Person"), required=False, empty_label=_("Nobody"))
    unit = forms.ModelChoiceField(
        Unit.objects.none(), label=_("or everybody who works at"), required=False, empty_label=_("No unit")
    )
    reason = forms.CharField(label=_("Why they need to know it"), max_length=REASON_LIMIT)
    until = forms.DateField(
        label=_("Until"),
        required=False,
        widget=Day(),
        help_text=_("If you leave it empty, it has no end."),
    )

    def __init__(self, person: User, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        fields: Any = self.fields
        fields["person"].queryset = User.objects.filter(is_active=True).exclude(pk=person.pk).order_by("full_name")
        fields["unit"].queryset = Unit.objects.all()
        fields["until"].widget.attrs["min"] = timezone.localdate().isoformat()

    def clean(self) -> dict[str, Any]:
        given = super().clean() or self.cleaned_data
        if bool(given.get("person")) == bool(given.get("unit")) and not self.errors:
            self.add_error("person", _("Name one person or one unit."))
        return given

    @property
    def whom(self) -> User | Unit:
        found: User | Unit = self.cleaned_data["person"] or self.cleaned_data["unit"]
        return found


class OpeningForm(forms.Form):
    """Why somebody opens what is closed to them."""

    reason = forms.CharField(
        label=_("What do you need it for?"),
        min_length=LEAST,
        max_length=2000,
        widget=forms.Textarea({"rows": 4}),
        help_text=_("In a sentence that its keepers and an auditor will read."),
    )


def _explained(label: Any, sentence: Any) -> Any:
    return format_html('<span><strong>{}</strong> <span class="quiet">{}</span></span>', label, sentence)
