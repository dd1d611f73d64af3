"""Forms that know which version they were opened on, and show what somebody else made of it meanwhile.

Each field comes back with what stood in it when the page was opened, so that what a person typed is told from what they
left as it was.
"""

from __future__ import annotations

from typing import Any, NamedTuple, Self

from django import forms
from django.core.exceptions import ValidationError
from django.forms.forms import DeclarativeFieldsMetaclass

from muster.features.accounts.history import in_words


class Change(NamedTuple):
    """Of one field, in words: what it said when the page was opened, what it says now, and what the person typed
    (None where they left it as it was)."""

    label: str
    opened: str
    now: str
    typed: str | None


class Opened(forms.BaseForm, metaclass=DeclarativeFieldsMetaclass):
    """Goes before the form that it is of. `version` is the one that was seen, 0 where none was said."""

    seen = forms.IntegerField(widget=forms.HiddenInput, required=False)
    asks_as_it_is = False  # whether it asks for something also where nothing in it was changed
    conflict = ""  # a sentence, once somebody else was faster
    meanwhile: tuple[Change, ...] = ()

    def __init__(self, *arguments: Any, version: int, **options: Any) -> None:
        super().__init__(*arguments, **options)
        for field in self.fields.values():
            field.show_hidden_initial = True
        self.fields["seen"].show_hidden_initial = False
        self.initial["seen"] = version
        self.version = 0

    def clean(self) -> dict[str, Any]:
        cleaned = super().clean() or self.cleaned_data
        self.version = cleaned.pop("seen", None) or 0
        return cleaned

    def idle(self) -> bool:
        """Whether it asks for nothing: every field is as it was when the page was opened."""
        return not self.asks_as_it_is and all(self._left(bound) for bound in self.visible_fields())

    def take_over(self, now: Self, said: str) -> None:
        """Say in every field that the person left as it was what it says `now`; what they typed stays as it is."""
        data: Any = dict(self.data.items())
        data["seen"] = now.initial["seen"]
        changes = []
        for bound in self.visible_fields():
            name, value, left = bound.html_name, now[bound.name].value(), self._left(bound)
            opened, there = self._opened(bound), _in_words(now.fields[bound.name], value)
            if there != opened:
                changes.append(Change(str(bound.label), opened, there, None if left else self._typed(bound)))
            if left:
                data[name] = value
            data[bound.html_initial_name] = value
        self.data, self.conflict, self.meanwhile = data, said, tuple(changes)

    def _left(self, bound: forms.BoundField) -> bool:
        return bound.html_initial_name in self.data and self._opened(bound) == self._typed(bound)

    def _opened(self, bound: forms.BoundField) -> str:
        """What the field said when the page was opened; what it says, of a request that keeps that to itself."""
        name = bound.html_initial_name
        return _in_words(bound.field, self.data[name]) if name in self.data else self._typed(bound)

    def _typed(self, bound: forms.BoundField) -> str:
        return _in_words(bound.field, bound.data)


def _in_words(field: forms.Field, raw: Any) -> str:
    """What is sent for a field, as people read it."""
    try:
        value = field.to_python(raw)
    except ValidationError:
        return str(raw)
    if isinstance(field, forms.ChoiceField) and not isinstance(field, forms.ModelChoiceField):
        choices: Any = field.choices
        value = dict(choices).get(value, value)
    return in_words(value).replace("\r\n", "\n").strip()
