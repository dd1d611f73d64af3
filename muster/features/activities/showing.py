"""How the values of an entry are read by people: names of fields, labels of codes, both names of places."""

from __future__ import annotations

from collections.abc import Callable, Mapping
from dataclasses import dataclass
from datetime import date
from functools import cached_property, lru_cache
from typing import Any

from django.utils.functional import Promise
from django.utils.timezone import localtime
from django.utils.translation import get_language
from django.utils.translation import gettext_lazy as _

from muster.core.models import Marking, Tlp, Unit
from muster.core.places import Gazetteer, gazetteer
from muster.domain.matching import Partners
from muster.domain.periods import parse_partial, show_range
from muster.features.activities.filters import LISTS
from muster.features.activities.models import Activity, Origin
from muster.features.activities.naming import partners
from muster.ui.numbers import grouped
from muster.ui.templatetags.show import label, short_label

FIELD_LABELS: dict[str, Any] = {
    "unit": _("Structure"),
    "category": _("Category"),
    "theme": _("Theme"),
    "kind": _("Kind"),
    "column": _("Column"),
    "role": _("Role"),
    "title": _("Title"),
    "narrative": _("Narrative"),
    "start": _("Start"),
    "end": _("End"),
    "dates": _("Dates"),
    "period": _("Period"),
    "sessions": _("Sessions"),
    "participants": _("Participants"),
    "women": _("Women"),
    "men": _("Men"),
    "places": _("Places"),
    "partners": _("Partners"),
    "reference": _("Reference"),
    "marking": _("Marking"),
    "tlp": _("TLP"),
}
NOTHING = "–"


class Names:
    """The names of units, places and codes in the reader's language, read once for a page."""

    def __init__(self) -> None:
        self.language = get_language() or "en"
        self._labels: dict[tuple[str, str], str] = {}

    @cached_property
    def units(self) -> Mapping[int, Unit]:
        return {unit.pk: unit for unit in Unit.objects.all()}

    @cached_property
    def unit_by_code(self) -> Mapping[str, Unit]:
        return {unit.code: unit for unit in self.units.values()}

    @cached_property
    def places(self) -> Gazetteer:
        return gazetteer()

    @cached_property
    def partners(self) -> Partners:
        return partners()

    def short_unit(self, pk: int) -> str:
        return self.units[pk].short_name if pk in self.units else NOTHING

    def place(self, code: str) -> str:
        place = self.places.places.get(code)
        return place.name if place else code

    def label(self, code: str, list_name: str) -> str:
        if (list_name, code) not in self._labels:
            self._labels[list_name, code] = label(code, list_name)
        return self._labels[list_name, code]


def shown(name: str, value: Any) -> str:
    """A value of `ActivityValues` in words; `NOTHING` where nothing is stated."""
    if name == "marking":
        return str(Marking(value).label)
    if value in (None, "", (), []):
        return NOTHING
    if name == "tlp":
        return str(Tlp(value).label)
    if name in LISTS:
        return label(value, LISTS[name])
    if name in ("start", "end"):
        first, _last, precision = parse_partial(value)
        return span_of_time(first, first, precision, precision)
    if name == "dates":
        return ", ".join(_pair(start, end) for start, end in value)
    if name == "period":
        return span_of_time(*value)
    if isinstance(value, list | tuple):
        return ", ".join(map(str, value))
    return value.name if isinstance(value, Unit) else str(value)


def span_of_time(
    start: date | None, end: date | None = None, start_precision: str = "day", end_precision: str = "day"
) -> str:
    return _span_of_time(start, end, start_precision or "day", end_precision or "day", get_language() or "en")


_span_of_time = lru_cache(maxsize=4096)(show_range)  # a page has fifty, most of them in a few months


def _pair(start: str, end: str) -> str:
    first, last = parse_partial(start), parse_partial(end)
    return span_of_time(first[0], last[1], first[2], last[2])


def when(row: Activity) -> str:
    """The dates that are stated, else the period of the report."""
    if row.start or row.end:
        return span_of_time(row.start, row.end, row.start_precision, row.end_precision)
    return f"({span_of_time(row.period_start, row.period_end)})"


def number(value: int | None) -> str:
    return NOTHING if value is None else grouped(value)


def share_of_women(row: Activity) -> str:
    """In percent of the participants, else of women and men together."""
    everybody = row.participants or (row.women or 0) + (row.men or 0)
    return NOTHING if row.women is None or not everybody else f"{row.women / everybody:.0%}"


@dataclass(frozen=True, slots=True)
class RegisterColumn:
    """A column of the register's page. `sort` is the order that its head offers."""

    label: str | Promise
    cell: Callable[[Activity, Names], str]
    css: str = ""
    sort: str = ""


COLUMNS: dict[str, RegisterColumn] = {
    "when": RegisterColumn(_("When"), lambda row, names: when(row), "when", "newest"),
    "title": RegisterColumn(_("Activity"), lambda row, names: row.title, "title"),
    "unit": RegisterColumn(_("Structure"), lambda row, names: names.short_unit(row.unit_id)),
    "category": RegisterColumn(_("Category"), lambda row, names: names.label(row.category, "categories")),
    "theme": RegisterColumn(_("Theme"), lambda row, names: names.label(row.theme, "themes"), "theme"),
    "kind": RegisterColumn(_("Kind"), lambda row, names: names.label(row.kind, "kinds")),
    "column": RegisterColumn(_("Column"), lambda row, names: short_label(row.column, "columns")),
    "role": RegisterColumn(_("Role"), lambda row, names: names.label(row.role, "roles") if row.role else NOTHING),
    "places": RegisterColumn(_("Places"), lambda row, names: ", ".join(row.places) or NOTHING, "places"),
    "partners": RegisterColumn(
        _("Partners"), lambda row, names: ", ".join(names.partners.each(row.partners)) or NOTHING, "places"
    ),
    "events": RegisterColumn(_("Events"), lambda row, names: number(row.events), "number", "events"),
    "participants": RegisterColumn(
        _("Participants"), lambda row, names: number(row.participants), "number", "participants"
    ),
    "women": RegisterColumn(_("Women"), lambda row, names: number(row.women), "number"),
    "men": RegisterColumn(_("Men"), lambda row, names: number(row.men), "number"),
    "share": RegisterColumn(_("Share of women"), lambda row, names: share_of_women(row), "number"),
    "origin": RegisterColumn(_("Origin"), lambda row, names: str(Origin(row.origin).label)),
    "marking": RegisterColumn(_("Marking"), lambda row, names: str(Marking(row.marking).label)),
    "tlp": RegisterColumn(_("TLP"), lambda row, names: shown("tlp", row.tlp)),
    "reference": RegisterColumn(_("Reference"), lambda row, names: row.reference or NOTHING),
    "changed": RegisterColumn(
        _("Changed"),
        lambda row, names: span_of_time(localtime(row.updated_at).date()),
        "nowrap",
        "changed",
    ),
}
SHOWN_AT_FIRST = ("when", "title", "unit", "theme", "places", "events", "participants", "women")

REASONS: dict[str, Any] = {
    "same_dates": _("the same dates"),
    "close_dates": _("dates close to each other"),
    "different_dates": _("different dates"),
    "overlapping_dates": _("overlapping dates"),
    "date_within": _("one date lies within the other"),
    "same_places": _("the same places"),
    "shared_place": _("a place in common"),
    "different_places": _("different places"),
    "same_participants": _("the same number of participants"),
    "close_participants": _("nearly the same number of participants"),
    "different_participants": _("different numbers of participants"),
    "same_women": _("the same number of women"),
    "close_women": _("nearly the same number of women"),
    "different_women": _("different numbers of women"),
    "same_men": _("the same number of men"),
    "close_men": _("nearly the same number of men"),
    "different_men": _("different numbers of men"),
    "same_sessions": _("as many sessions"),
    "different_sessions": _("different numbers of sessions"),
    "same_title": _("nearly the same title"),
    "like_title": _("similar titles"),
    "unlike_title": _("titles unlike each other"),
    "same_words": _("mostly the same words"),
    "like_words": _("many words in common"),
    "unlike_words": _("few words in common"),
    "same_theme": _("the same theme"),
    "different_theme": _("different themes"),
    "same_kind": _("the same kind"),
    "different_kind": _("different kinds"),
    "shared_partner": _("a partner in common"),
    "same_structure": _("told by the same structure"),
    "other_structure": _("told by another structure"),
    "same_document": _("told in the same document"),
}
SURE = 0.99  # likelier than that nothing is said to be: a person decides


def likelihood(score: float) -> str:
    return f"{min(score, SURE):.0%}"


IN_NUMBERS = ("participants", "women", "men")  # reasons whose words are worth reading beside them


def reason_text(name: str, words: str) -> str:
    """A reason of `muster.domain.matching` in words, with the numbers that it is about."""
    text = str(REASONS.get(name, name))
    return f"{text}: {words}" if words and name.endswith(IN_NUMBERS) else text
