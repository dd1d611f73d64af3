"""The fields of a draft as a form: each value with the words that say it."""

from __future__ import annotations

import re
from collections.abc import Iterable, Mapping
from typing import Any

from django import forms
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from muster.domain.reference.codes import code_list
from muster.domain.review.fields import (
    CODE_LISTS,
    MOST,
    SHAPES,
    Fields,
    Shape,
    Spans,
    blank,
    contradictions,
    missing,
    parse,
    read_of,
    typed,
)
from muster.domain.review.words import TITLE_LENGTH
from muster.features.review.actions import Changes, lack_sentence
from muster.features.review.labels import FIELDS
from muster.ui.templatetags.show import in_language, short_label

SPAN = re.compile(r"(\d{1,10})-(\d{1,10})")


def spans_text(spans: Spans) -> str:
    """Spans as they travel in a form: `120-135,140-150`."""
    return ",".join(f"{start}-{end}" for start, end in spans)


def spans_from(text: str, length: int) -> Spans:
    """Spans out of a form, inside a text of this length. Raises `ValueError`."""
    found = [SPAN.fullmatch(part) for part in text.split(",")] if text else []
    spans = [[int(one[1]), int(one[2])] for one in found if one]
    if len(spans) != len(found) or any(not start <= end <= length for start, end in spans):
        raise ValueError(f"not spans: {text[:60]!r}")
    return spans


class ValueField(forms.Field):
    """One value, read from what was typed by the shape of its field."""

    def __init__(self, name: str) -> None:
        self.name = name
        super().__init__(required=False, label=str(FIELDS[name]), widget=_widget(name))

    def to_python(self, value: Any) -> Any:
        text = str(value or "").replace("\x00", "")
        try:
            return parse(self.name, text, code_list(CODE_LISTS[self.name]) if self.name in CODE_LISTS else ())
        except ValueError:
            raise forms.ValidationError(_refusal(SHAPES[self.name]) % {"text": text.strip()[:60]}) from None


class SpansField(forms.CharField):
    def __init__(self, length: int) -> None:
        self.length = length
        super().__init__(required=False, widget=forms.HiddenInput(attrs={"data-spans": ""}))

    def clean(self, value: Any) -> Any:
        try:
            return spans_from(str(value or ""), self.length)
        except ValueError:
            raise forms.ValidationError(_("These words are not in the document.")) from None


class ValueBox(forms.BoundField):
    """A control that also says how sure its value is."""

    @property
    def aria_describedby(self) -> str | None:
        more = super().aria_describedby
        return None if self.is_hidden else " ".join(filter(None, [f"{self.auto_id}_sign", more]))


class DraftForm(forms.Form):
    """All fields of a draft. `changes()` is what a person left in it."""

    error_css_class = "wrong"
    bound_field_class = ValueBox

    def __init__(self, fields: Fields, length: int, data: Mapping[str, Any] | None = None) -> None:
        super().__init__(data, initial=_initial(fields), auto_id="f-%s")
        self.length = length  # characters of the document, which no words may pass
        for name in SHAPES:
            self.fields[name] = ValueField(name)
            self.fields[f"spans-{name}"] = SpansField(length)

    def clean(self) -> dict[str, Any]:
        values = super().clean() or self.cleaned_data
        for name, code in contradictions(values).items():
            self.add_error(name, _contradiction(code))
        return values

    def changes(self) -> Changes:
        """Of a valid form."""
        return {name: (self.cleaned_data[name], self.cleaned_data[f"spans-{name}"]) for name in SHAPES}

    def say_missing(self, has_unit: bool, has_period: bool) -> None:
        """Of a form with wrong values: also what is missing, so that all is said at once."""
        for name in self.lacking(has_unit, has_period):
            self.say({name: [lack_sentence(name)]})

    def lacking(self, has_unit: bool, has_period: bool) -> list[str]:
        """What an entry could not do without if it were made of what stands in the form now."""
        shown = self.data if self.is_bound else self.initial
        given: Fields = {name: {**blank(name), "value": str(shown.get(name, "")).strip()} for name in SHAPES}
        return missing(given, has_unit=has_unit, has_period=has_period)

    def focus_first_error(self) -> bool:
        """Whether a field is wrong; the first one then gets the focus on the page."""
        wrong = next((name for name in SHAPES if name in self.errors), None)
        if wrong:
            self.fields[wrong].widget.attrs["autofocus"] = True
        return wrong is not None

    def say(self, problems: Mapping[str, Iterable[str]]) -> None:
        """Show what an action refused beside its fields; what belongs to no field on top."""
        for name, sentences in problems.items():
            for sentence in sentences:
                self.add_error(name if name in self.fields else None, sentence)


class OccasionForm(forms.Form):
    """When the second of two like activities took place."""

    def __init__(self, data: Mapping[str, Any] | None = None) -> None:
        super().__init__(data, prefix="copy", auto_id="%s")
        for name in ("start", "end", "sessions"):
            self.fields[name] = ValueField(name)

    def clean(self) -> dict[str, Any]:
        values = super().clean() or self.cleaned_data
        if not self.errors and not values.get("start") and not values.get("end"):
            self.add_error("start", _("Say when the second one took place."))
        for name, code in contradictions(values).items():
            self.add_error(name, _contradiction(code))
        return values


class SurenessForm(forms.Form):
    """The confidence above which all drafts are accepted, in percent."""

    above = forms.TypedChoiceField(label=gettext_lazy("Confidence at least"), coerce=int)

    def __init__(self, data: Mapping[str, Any] | None, choices: Iterable[float]) -> None:
        super().__init__(data)
        percents = [round(choice * 100) for choice in choices]
        self.fields["above"].choices = [(percent, f"{percent} %") for percent in percents]  # type: ignore[attr-defined]
        self.fields["above"].widget.attrs["data-submit-on-change"] = ""


def _initial(fields: Fields) -> dict[str, str]:
    reads = {name: read_of(fields, name) for name in SHAPES}
    values = {name: typed(name, read["value"]) for name, read in reads.items()}
    return values | {f"spans-{name}": spans_text(read["spans"]) for name, read in reads.items()}


def _widget(name: str) -> forms.Widget:
    shape = SHAPES[name]
    if shape is Shape.CODE:
        return forms.Select(choices=_choices(name))
    if shape in (Shape.RANGES, Shape.ITEMS):
        return forms.Textarea(attrs={"rows": 2, "spellcheck": "false"})
    if shape is Shape.LINE:
        return forms.Textarea(attrs={"rows": 2, "maxlength": TITLE_LENGTH, "data-line": ""})
    kinds = {Shape.NUMBER: {"inputmode": "numeric"}, Shape.DATE: {"placeholder": "2016-04-15"}}
    return forms.TextInput(attrs={"autocomplete": "off", **kinds[shape]})


def _choices(name: str) -> list[tuple[str, Any]]:
    """The code list in its printed order; themes under their category."""
    blank: list[tuple[str, Any]] = [("", "—")]
    codes = code_list(CODE_LISTS[name])
    if name != "theme":
        return blank + [(code, short_label(code, CODE_LISTS[name])) for code in codes]
    groups = code_list("categories")
    return blank + [
        (in_language(group.names), [(c, in_language(one.names)) for c, one in codes.items() if one.category == key])
        for key, group in groups.items()
    ]


def _refusal(shape: Shape) -> str:
    if shape is Shape.NUMBER:
        return _("“%(text)s” is not a whole number up to %(most)s.").replace("%(most)s", f"{MOST:,}")
    if shape is Shape.DATE:
        return _("“%(text)s” is not a date: write 2016-04-15, 2016-04 or 2016.")
    if shape is Shape.RANGES:
        return _("Write one date or two a line, such as 2016-04-05 – 2016-04-06: “%(text)s”.")
    return _("“%(text)s” is not in the list.")


def _contradiction(code: str) -> str:
    if code == "ends_before_start":
        return _("The end is before the start.")
    return _("Women and men are more than the participants.")
