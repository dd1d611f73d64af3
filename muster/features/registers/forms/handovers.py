"""The forms by which a record is handed over, and by which an offer is answered."""

from __future__ import annotations

from itertools import groupby
from typing import Any

from django import forms
from django.utils import timezone
from django.utils.translation import gettext_lazy as _
from django.utils.translation import pgettext_lazy

from muster.core.models import Unit
from muster.core.units import open_on
from muster.features.accounts.models import User
from muster.features.accounts.queries import able
from muster.features.accounts.rights import Verb
from muster.features.registers.actions.handing import Offer
from muster.features.registers.models import HandoverKind, Record

REASON, ANSWER = 2_000, 1_000  # characters
MEANT = {
    HandoverKind.REFERRAL: _("Referral: they see it too, and it stays where it is."),
    HandoverKind.TRANSFER: _("Transfer: it is theirs from then on."),
}


class OfferForm(forms.Form):
    """`kinds` are those that the person may; `version` is the one of the record that they saw."""

    kind = forms.ChoiceField(label=_("How"), widget=forms.RadioSelect)
    unit = forms.ModelChoiceField(
        Unit.objects.none(),
        label=pgettext_lazy("recipient", "To"),
        required=False,
        empty_label=_("Choose a unit"),
    )
    person = forms.ChoiceField(
        label=_("or to one person there"),
        required=False,
        help_text=_(
            "Those who may read records of this register, by unit. Who chooses a person need not choose a unit."
        ),
    )
    reason = forms.CharField(
        label=_("Why"),
        max_length=REASON,
        widget=forms.Textarea({"rows": 4}),
        help_text=_("They read this before they see the record: write nobody's name."),
    )
    version = forms.IntegerField(widget=forms.HiddenInput)

    def __init__(self, person: User, record: Record, kinds: list[HandoverKind], *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        fields: Any = self.fields
        fields["kind"].choices = [(kind.value, MEANT[kind]) for kind in kinds]
        fields["kind"].initial = kinds[0].value if kinds else None
        fields["unit"].queryset = open_on(timezone.localdate())
        readers = able(Verb.READ, record.register.subject).exclude(pk=person.pk).filter(unit__isnull=False)
        self.readers = {str(one.pk): one for one in readers.select_related("unit").order_by("unit", "full_name")}
        fields["person"].choices = [("", _("Nobody in person")), *_by_unit(list(self.readers.values()))]
        self.initial.setdefault("version", record.version)

    def clean(self) -> dict[str, Any]:
        given = super().clean() or self.cleaned_data
        if not self.errors and not given["unit"] and not given["person"]:
            self.add_error("unit", _("Choose a unit or a person."))
        return given

    @property
    def offer(self) -> Offer:
        given = self.cleaned_data
        person = self.readers.get(given["person"])
        unit: Any = given["unit"] or (person.unit if person else None)  # `clean` saw to it that there is one
        return Offer(HandoverKind(given["kind"]), unit, person, given["reason"])


class AnswerForm(forms.Form):
    """`version` is the one of the record of which the person was told that it stands so."""

    answer = forms.CharField(
        label=_("Your answer"),
        required=False,
        max_length=ANSWER,
        widget=forms.Textarea({"rows": 3}),
        help_text=_("Whoever declines says why; who offered it reads this."),
    )
    version = forms.IntegerField(widget=forms.HiddenInput)


def _by_unit(people: list[User]) -> list[tuple[str, list[tuple[int, str]]]]:
    grouped = groupby(people, key=lambda one: one.unit)
    return [(unit.name if unit else "", [(one.pk, str(one)) for one in some]) for unit, some in grouped]
