from __future__ import annotations

from collections.abc import Iterator
from datetime import date, timedelta
from typing import Any

from django import forms
from django.conf import settings
from django.db.models import QuerySet
from django.utils import timezone
from django.utils.translation import gettext_lazy as _
from django.utils.translation import pgettext_lazy

from muster.core.models import Marking, Unit
from muster.core.units import open_on
from muster.features.accounts.meanwhile import Opened
from muster.features.accounts.models import Role, User
from muster.features.accounts.overview import Chosen, Concern
from muster.features.accounts.rights import Subject, Verb, units_where
from muster.features.accounts.shipped import Right
from muster.features.accounts.vocabulary import RIGHTS, Reach, by_marking
from muster.ui.forms import CHOOSE, Day, sensible


class PreferencesForm(forms.ModelForm[User]):
    language = forms.ChoiceField(label=_("Language"), choices=settings.LANGUAGES)

    class Meta:
        model = User
        fields = ("language", "colours")


BACK, AHEAD = 50, 10  # years from today in which the tree of units is shown and changed


def of_the_tree(day: date) -> date:
    """Raises `ValidationError` with a sentence for a day that cannot be meant."""
    return sensible(day, back=BACK, ahead=AHEAD)


class DayOfTree(forms.DateField):
    widget = Day

    def validate(self, value: date | None) -> None:
        super().validate(value)
        if value:
            of_the_tree(value)


def open_units(among: frozenset[int] | None = None) -> QuerySet[Unit]:
    """Units that are not closed; `among` narrows them to some (primary keys)."""
    found = open_on(timezone.localdate())
    return found if among is None else found.filter(pk__in=among)


class UnitForm(forms.ModelForm[Unit]):
    report_names = forms.CharField(
        label=_("Names in reports"),
        required=False,
        widget=forms.Textarea(attrs={"rows": 3}),
        help_text=_("How reports call it otherwise, one name a line."),
    )

    class Meta:
        model = Unit
        fields = (
            *("name_en", "name_sq", "name_sr", "short_name", "kind", "opened", "reports", "position"),
            *("address", "email", "telephone", "report_names"),
        )
        field_classes = {"opened": DayOfTree}
        widgets = {"address": forms.Textarea(attrs={"rows": 3})}
        labels = {
            "name_en": _("Name in English"),
            "name_sq": _("Name in Albanian"),
            "name_sr": _("Name in Serbian"),
            "short_name": _("Short name"),
            "kind": _("Kind"),
            "opened": _("Opened on"),
            "reports": _("Hands in reports: it is a structure"),
            "position": _("Order in lists and reports"),
            "address": _("Address"),
            "email": _("E-mail"),
            "telephone": _("Telephone"),
        }
        help_texts = {"name_sr": _("In Latin script; the Cyrillic is derived from it.")}

    def __init__(self, *arguments: Any, **options: Any) -> None:
        super().__init__(*arguments, **options)
        if self.instance.pk:
            self.initial["report_names"] = "\n".join(self.instance.report_names)

    def clean_report_names(self) -> list[str]:
        lines = self.cleaned_data["report_names"].splitlines()
        return [line.strip()[:200] for line in lines if line.strip()]


class ChangeUnitForm(Opened, UnitForm):
    pass


class AddUnitForm(UnitForm):
    parent = forms.ModelChoiceField(
        label=_("Stands under"), queryset=Unit.objects.none(), required=False, empty_label=_("Nothing: it is a top")
    )
    since = DayOfTree(label=_("From"), required=False, help_text=_("Empty if it has stood there ever since."))

    class Meta(UnitForm.Meta):
        fields = ("code", *UnitForm.Meta.fields)  # type: ignore[assignment]
        labels = UnitForm.Meta.labels | {"code": _("Code")}
        help_texts = UnitForm.Meta.help_texts | {
            "code": _("Letters, digits, hyphens. It never changes: tables and programs know the unit by it.")
        }

    field_order = ("parent", "since", "code")

    def __init__(self, *arguments: Any, viewer: User, **options: Any) -> None:
        super().__init__(*arguments, **options)
        among = units_where(viewer, Verb.ADMINISTER, Subject.UNIT)
        self.fields["parent"].queryset = open_units(among)  # type: ignore[attr-defined]
        if among is not None:  # a top takes a role that is given for everywhere
            self.fields["parent"].required = True


class MoveForm(Opened, forms.Form):
    asks_as_it_is = True
    parent = forms.ModelChoiceField(label=_("Stands under"), queryset=Unit.objects.none(), empty_label=None)
    since = DayOfTree(label=_("From"))
    reason = forms.CharField(label=_("Reason"), max_length=300, required=False)

    def __init__(self, *arguments: Any, viewer: User, unit: Unit, under: Unit | None, **options: Any) -> None:
        super().__init__(*arguments, version=unit.version, **options)
        among = units_where(viewer, Verb.ADMINISTER, Subject.UNIT)
        self.fields["parent"].queryset = open_units(among).exclude(pk=unit.pk)  # type: ignore[attr-defined]
        self.fields["parent"].initial = under and under.pk
        self.fields["since"].initial = timezone.localdate()


class CloseUnitForm(Opened, forms.Form):
    asks_as_it_is = True
    on = DayOfTree(label=_("Last day"))
    reason = forms.CharField(label=_("Reason"), max_length=300, required=False)

    def __init__(self, *arguments: Any, unit: Unit, **options: Any) -> None:
        super().__init__(*arguments, version=unit.version, **options)
        self.fields["on"].initial = unit.closed or timezone.localdate()


class PersonForm(forms.ModelForm[User]):
    class Meta:
        model = User
        fields = ("full_name", "username", "email", "unit")
        labels = {"full_name": _("Name"), "username": _("User name"), "email": _("E-mail"), "unit": _("Unit")}
        help_texts = {
            "username": _("To sign in with: letters, digits and @ . + - _"),
            "unit": _("Where the person works. What they may, say their roles."),
        }

    def __init__(self, *arguments: Any, viewer: User, **options: Any) -> None:
        super().__init__(*arguments, **options)
        among = units_where(viewer, Verb.ADMINISTER, Subject.ACCOUNT)
        field: Any = self.fields["unit"]
        field.queryset = open_units(among) | Unit.objects.filter(pk__in=[self.instance.unit_id])
        field.required, field.empty_label = among is not None, _("The mission as a whole")
        self.fields["full_name"].required = True


class ChangePersonForm(Opened, PersonForm):
    pass


class PeopleForm(forms.Form):
    """Filters of the list of people."""

    q = forms.CharField(label=_("Name"), required=False)
    unit = forms.ModelChoiceField(
        label=_("Unit"), queryset=Unit.objects.none(), required=False, empty_label=_("All units")
    )
    role = forms.ModelChoiceField(
        label=_("Role"), queryset=Role.objects.none(), required=False, empty_label=_("All roles")
    )
    state = forms.ChoiceField(
        label=_("Account"), required=False, choices=[("open", _("Open")), ("closed", _("Closed")), ("all", _("All"))]
    )

    def __init__(self, *arguments: Any, knows_roles: bool, **options: Any) -> None:
        super().__init__(*arguments, **options)
        self.fields["unit"].queryset = Unit.objects.all()  # type: ignore[attr-defined]
        self.fields["role"].queryset = Role.objects.all()  # type: ignore[attr-defined]
        if not knows_roles:
            del self.fields["role"]


class RoleForm(forms.ModelForm[Role]):
    class Meta:
        model = Role
        fields = ("name_en", "name_sq", "name_sr", "second_factor")
        labels = {
            "name_en": _("Name in English"),
            "name_sq": _("Name in Albanian"),
            "name_sr": _("Name in Serbian"),
            "second_factor": _("Whoever holds it needs a second factor"),
        }
        help_texts = {"name_sr": _("In Latin script; the Cyrillic is derived from it.")}


class ChangeRoleForm(Opened, RoleForm):
    pass


class AddRoleForm(RoleForm):
    like = forms.ModelChoiceField(
        label=_("Begins with the rights of"),
        queryset=Role.objects.none(),
        required=False,
        empty_label=_("No role: with none"),
    )

    class Meta(RoleForm.Meta):
        fields = ("code", *RoleForm.Meta.fields)  # type: ignore[assignment]
        labels = RoleForm.Meta.labels | {"code": _("Code")}
        help_texts = RoleForm.Meta.help_texts | {"code": _("Letters, digits, hyphens and underscores.")}

    def __init__(self, *arguments: Any, **options: Any) -> None:
        super().__init__(*arguments, **options)
        self.fields["like"].queryset = Role.objects.all()  # type: ignore[attr-defined]


MARKINGS = [
    ("", pgettext_lazy("right", "nothing")),
    *((str(marking.value), marking.label) for marking in Marking if marking != Marking.CONFIDENTIAL),
]
REACHES = [("", pgettext_lazy("right", "not at all")), *Reach.choices]


class RightsForm(forms.Form):
    """One choice for each right that there is: how far it reaches; of reading what carries markings, up to which one
    at each reach."""

    def __init__(self, *arguments: Any, rights: list[Right], **options: Any) -> None:
        super().__init__(*arguments, **options)
        wide = list(Reach.values)
        for right in sorted(rights, key=lambda one: wide.index(one.reach)):
            name, value = _field_of(right)
            self.initial[name] = value
        for subject, verb in _all_rights():
            if by_marking(subject, verb):
                for reach in Reach:
                    self.fields[f"{subject}-{verb}-{reach}"] = _choice(MARKINGS, subject, verb, reach.label)
            else:
                self.fields[f"{subject}-{verb}"] = _choice(REACHES, subject, verb)

    def rows(self) -> Iterator[dict[str, Any]]:
        """For each right: its subject (only at the first of it), its verb, its fields."""
        for subject, verbs in RIGHTS.items():
            for at, verb in enumerate(verbs):
                marked = by_marking(subject, verb)
                names = [f"{subject}-{verb}-{reach}" for reach in Reach] if marked else [f"{subject}-{verb}"]
                fields = [self[name] for name in names]
                yield {"subject": "" if at else subject.label, "verb": verb.label, "fields": fields, "marked": marked}

    def rights(self) -> list[Right]:
        """What was chosen."""
        found = []
        for subject, verb in _all_rights():
            if by_marking(subject, verb):
                chosen = {reach: self.cleaned_data[f"{subject}-{verb}-{reach}"] for reach in Reach}
                found += [Right(verb, subject, reach, Marking(int(high))) for reach, high in chosen.items() if high]
            elif reach := self.cleaned_data[f"{subject}-{verb}"]:
                found.append(Right(verb, subject, Reach(reach)))
        return found


class ChangeRightsForm(Opened, RightsForm):
    pass


def _all_rights() -> Iterator[tuple[Subject, Verb]]:
    return ((subject, verb) for subject, verbs in RIGHTS.items() for verb in verbs)


def _field_of(right: Right) -> tuple[str, str]:
    if by_marking(right.subject, right.verb):
        return f"{right.subject}-{right.verb}-{right.reach}", str(min(right.marking, Marking.RESTRICTED))
    return f"{right.subject}-{right.verb}", str(right.reach)


def _choice(choices: list[Any], subject: Subject, verb: Verb, *more: Any) -> forms.ChoiceField:
    words = " · ".join(map(str, (subject.label, verb.label, *more)))
    widget = forms.Select(attrs={"aria-label": words})
    return forms.ChoiceField(label=words, choices=choices, required=False, widget=widget)


class GiveRoleForm(forms.Form):
    role = forms.ModelChoiceField(label=_("Role"), queryset=Role.objects.none(), empty_label=None)
    unit = forms.ModelChoiceField(
        label=_("At"), queryset=Unit.objects.none(), required=False, empty_label=_("Everywhere")
    )
    start = forms.DateField(label=_("From"), widget=Day())
    end = forms.DateField(
        label=_("Until"), widget=Day(), required=False, help_text=_("Its last day; empty if it stays.")
    )
    reason = forms.CharField(
        label=_("Reason"), max_length=300, help_text=_("Who reviews roles later will want to know.")
    )

    def __init__(self, *arguments: Any, viewer: User, person: User, **options: Any) -> None:
        super().__init__(*arguments, **options)
        among = units_where(viewer, Verb.GRANT, Subject.ACCOUNT)
        unit: Any = self.fields["unit"]
        self.fields["role"].queryset = Role.objects.all()  # type: ignore[attr-defined]
        unit.queryset, unit.required = open_units(among), among is not None
        unit.initial = person.unit_id
        self.fields["start"].initial = timezone.localdate()


class EndRoleForm(forms.Form):
    last_day = forms.DateField(
        label=_("Last day"), widget=Day(), help_text=_("Yesterday ends it at once; today, with this day.")
    )
    reason = forms.CharField(label=_("Reason"), max_length=300, required=False)

    def __init__(self, *arguments: Any, **options: Any) -> None:
        super().__init__(*arguments, **options)
        self.fields["last_day"].initial = timezone.localdate()


class AbsenceForm(forms.Form):
    substitute = forms.ModelChoiceField(label=_("Who acts"), queryset=User.objects.none(), empty_label=CHOOSE)
    start = forms.DateField(label=_("First day"), widget=Day())
    end = forms.DateField(label=_("Last day"), widget=Day())
    reason = forms.CharField(label=_("Reason"), max_length=300, help_text=_("For example: annual leave."))

    def __init__(self, *arguments: Any, viewer: User, absent: User, **options: Any) -> None:
        super().__init__(*arguments, **options)
        others = User.objects.filter(is_active=True).exclude(pk__in=[absent.pk, viewer.pk])
        self.fields["substitute"].queryset = others.order_by("full_name")  # type: ignore[attr-defined]
        self.fields["start"].initial = timezone.localdate()
        self.fields["end"].initial = timezone.localdate() + timedelta(days=13)


class AccessForm(forms.Form):
    """Filters of who has what."""

    unit = forms.ModelChoiceField(
        label=_("Unit"), queryset=Unit.objects.none(), required=False, empty_label=_("All units")
    )
    role = forms.ModelChoiceField(
        label=_("Role"), queryset=Role.objects.none(), required=False, empty_label=_("All roles")
    )
    concern = forms.ChoiceField(
        label=_("To look at"), required=False, choices=[("", _("All roles that people have")), *Concern.choices]
    )

    def __init__(self, *arguments: Any, **options: Any) -> None:
        super().__init__(*arguments, **options)
        self.fields["unit"].queryset = Unit.objects.all()  # type: ignore[attr-defined]
        self.fields["role"].queryset = Role.objects.all()  # type: ignore[attr-defined]

    def chosen(self) -> Chosen:
        """What was asked for; whatever could not be understood does not count."""
        self.is_valid()
        return Chosen(**{name: value for name, value in self.cleaned_data.items() if value})


class ReviewForm(forms.Form):
    """A decision on some assignments at once; `pick` are their keys."""

    pick = forms.TypedMultipleChoiceField(coerce=int)
    decision = forms.ChoiceField(choices=[("kept", "kept"), ("ended", "ended")])
    remark = forms.CharField(max_length=300, required=False)

    def __init__(self, *arguments: Any, keys: list[int], **options: Any) -> None:
        super().__init__(*arguments, **options)
        self.fields["pick"].choices = [(key, key) for key in keys]  # type: ignore[attr-defined]
