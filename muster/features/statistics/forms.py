"""Forms of statistics."""

from __future__ import annotations

import calendar
import re
from datetime import date
from typing import Any

from django import forms
from django.core.exceptions import ValidationError
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from muster.core.models import Place
from muster.features.statistics.models import Release
from muster.ui.forms import to_choose

LANGUAGES = {"en": "English", "sq": "Shqip", "sr": "Srpski"}
_NOTED = gettext_lazy("What a reader must know of the numbers. Everybody reads it.")
_MONTH = re.compile(r"([12][0-9]{3})-(0[1-9]|1[0-2])")


class Month(forms.CharField):
    """2026-04, as its first day."""

    widget = forms.TextInput(attrs={"type": "month", "placeholder": "2026-04"})

    def clean(self, value: Any) -> date:
        found = _MONTH.fullmatch(super().clean(value))
        if not found:
            raise ValidationError(_("“%(text)s” is no month: write it as 2026-04.") % {"text": str(value)[:40]})
        return date(int(found[1]), int(found[2]), 1)


class Note(forms.CharField):
    """A few sentences, or none."""

    widget = forms.Textarea(attrs={"rows": 3})

    def __init__(self, **more: Any) -> None:
        super().__init__(required=False, max_length=2000, **more)


class ReleaseForm(forms.Form):
    """Titles, period, notes of a release."""

    title_en = forms.CharField(label=gettext_lazy("Title in English"), max_length=200)
    title_sq = forms.CharField(label=gettext_lazy("Title in Albanian"), max_length=200)
    title_sr = forms.CharField(label=gettext_lazy("Title in Serbian (Latin script)"), max_length=200)
    start = Month(label=gettext_lazy("First month"))
    end = Month(label=gettext_lazy("Last month"))
    note_en = Note(label=gettext_lazy("Note in English"), help_text=_NOTED)
    note_sq = Note(label=gettext_lazy("Note in Albanian"))
    note_sr = Note(label=gettext_lazy("Note in Serbian (Latin script)"))

    def clean(self) -> dict[str, Any]:
        said: dict[str, Any] = super().clean() or {}
        self._check_notes({language: said.get(f"note_{language}") for language in LANGUAGES})
        start, end = said.get("start"), said.get("end")
        if start and end and end < start:
            raise ValidationError(_("The period ends before it begins."))
        if start and end and (end.year - start.year) > 30:
            raise ValidationError(_("The period is longer than thirty years."))
        return said

    def _check_notes(self, notes: dict[str, str | None]) -> None:
        """A public page says the same in all its languages."""
        if any(notes.values()):
            for language in [language for language, text in notes.items() if not text]:
                self.add_error(f"note_{language}", _("Write the note in this language too, or in none."))

    def values(self) -> dict[str, Any]:
        said = self.cleaned_data
        end = said["end"]
        last = end.replace(day=calendar.monthrange(end.year, end.month)[1])
        titles = {language: said[f"title_{language}"] for language in LANGUAGES}
        notes = {language: text for language in LANGUAGES if (text := said[f"note_{language}"])}
        return {"titles": titles, "start": said["start"], "end": last, "notes": notes}


def told(release: Release) -> dict[str, Any]:
    """What the form begins with."""
    texts = {"title": release.titles, "note": release.notes}
    said = {f"{name}_{language}": texts[name].get(language, "") for name in texts for language in LANGUAGES}
    return {**said, "start": f"{release.start:%Y-%m}", "end": f"{release.end:%Y-%m}"}


class PopulationForm(forms.Form):
    """A number that is said again takes the place of the one before."""

    place = forms.ModelChoiceField(Place.objects.exclude(region=""), label=gettext_lazy("Municipality"))
    year = forms.IntegerField(label=gettext_lazy("Year"), min_value=1900, max_value=2200)
    people = forms.IntegerField(label=gettext_lazy("People"), min_value=1, max_value=100_000_000)
    source = forms.CharField(label=gettext_lazy("Source"), max_length=200)

    def __init__(self, *args: Any, **more: Any) -> None:
        super().__init__(*args, **more)
        to_choose(self, "place")
