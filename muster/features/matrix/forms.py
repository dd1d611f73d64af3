from __future__ import annotations

from collections.abc import Iterable
from datetime import date
from typing import Any

from babel.dates import get_month_names
from django import forms
from django.core.exceptions import ValidationError
from django.core.files.uploadedfile import UploadedFile
from django.utils.translation import get_language
from django.utils.translation import gettext_lazy as _

from muster.core.models import Unit
from muster.domain.counting.matrix import Measure
from muster.domain.counting.published import SIZE_LIMIT, Published, PublishedError, read_published
from muster.domain.names import to_cyrillic
from muster.domain.periods import BABEL
from muster.features.accounts.models import User
from muster.features.matrix import queries
from muster.features.matrix.figures import measure_name
from muster.features.matrix.selection import FIRST_YEAR, LAST_YEAR, NOTHING, Selection
from muster.features.matrix.sentences import sentence

NAMED_FINDINGS = 20


class SelectionForm(forms.Form):
    """The controls above the matrix; what is chosen stands in the address (see `selection`)."""

    year = forms.ChoiceField(label=_("Year"), required=False)
    part = forms.ChoiceField(label=_("Part of the year"), required=False)
    count = forms.ChoiceField(label=_("Count"), required=False)
    against = forms.ChoiceField(label=_("Against"), required=False)

    def __init__(self, viewer: User, selection: Selection, **options: Any) -> None:
        initial = {"year": "" if selection.free else str(selection.year), "part": selection.part}
        initial |= {"count": selection.measure.value, "against": selection.against}
        super().__init__(initial=initial, auto_id="select_%s", **options)
        years = sorted({*queries.years(viewer), selection.year}, reverse=True)
        own = [("", selection.period_name)] if selection.free else []
        self._choices("year", [*own, *((str(year), str(year)) for year in years)])
        self._choices("part", [("", _("Whole year")), *quarters(), *months()])
        self._choices("count", [(measure.value, measure_name(measure)) for measure in Measure])
        named, counted = _("%(matrix)s (published)"), _("%(year)s (register)")
        matrices = [(f"published-{one.pk}", str(named) % {"matrix": one}) for one in queries.comparable(viewer)]
        others = [(str(year), str(counted) % {"year": year}) for year in years if year != selection.year]
        self._choices("against", [("", _("A year before")), (NOTHING, _("Nothing")), *others, *matrices])

    def _choices(self, name: str, choices: Iterable[tuple[str, Any]]) -> None:
        field = self.fields[name]
        assert isinstance(field, forms.ChoiceField)
        field.choices = list(choices)
        field.widget.attrs["data-submit-on-change"] = True


def quarters() -> list[tuple[str, str]]:
    """The quarters of a year to choose from: `q1` to `q4`."""
    return [(f"q{number}", str(_("Quarter %(number)s")) % {"number": number}) for number in range(1, 5)]


def months() -> list[tuple[str, str]]:
    """The months of a year to choose from in the reader's language: `m1` to `m12`."""
    language = get_language() or "en"
    names = get_month_names("wide", context="stand-alone", locale=BABEL.get(language, "en_GB"))
    return [(f"m{n}", to_cyrillic(names[n]) if language == "sr" else names[n]) for n in range(1, 13)]


class PublishedForm(forms.Form):
    """A published matrix to load; every mistake in the file gets its sentence."""

    file = forms.FileField(
        label=_("File"),
        help_text=_("JSON, or CSV with the columns theme, information_exchange, training, analysis, published_total."),
    )
    scope = forms.CharField(label=_("Whose matrix it is, as printed"), max_length=120)
    unit = forms.ModelChoiceField(
        Unit.objects.all(), label=_("Structure"), required=False, empty_label=_("not a single structure of ours")
    )
    year = forms.IntegerField(
        label=_("Year"), min_value=FIRST_YEAR, max_value=LAST_YEAR, initial=lambda: date.today().year - 1
    )
    source = forms.CharField(
        label=_("Where it was published"),
        max_length=300,
        required=False,
        help_text=_("Left empty: as the file says."),
    )
    published: Published

    def clean_file(self) -> UploadedFile[Any]:
        given: UploadedFile[Any] = self.cleaned_data["file"]
        try:
            self.published = read_published(given.read(SIZE_LIMIT + 1))
        except PublishedError as error:
            shown = [sentence(finding.to_json()) for finding in error.findings[:NAMED_FINDINGS]]
            raise ValidationError([f"{given.name}: {text}" for text in shown]) from error
        return given
