"""The columns of a table of entries: what they are called in each language, how a value stands in a cell."""

from __future__ import annotations

import re
from collections.abc import Callable, Mapping
from datetime import date, datetime
from functools import cache
from typing import Any

from django.conf import settings
from django.utils.translation import get_language, override
from django.utils.translation import gettext as _

from muster.core.models import Marking, Tlp, Unit
from muster.domain.matching import Partners
from muster.domain.names import search_key, to_cyrillic
from muster.domain.periods import parse_partial
from muster.domain.reference.codes import code_list
from muster.features.activities.models import Activity
from muster.features.activities.values import CODED, NUMBERS, ActivityValues, values_of
from muster.ui.sheets import Column, plain
from muster.ui.templatetags.show import label

PARTED = "; "
CLEARED = "-"  # a cell that takes a value away; an empty cell says nothing
# field -> its name in English, Albanian and Serbian (Latin), the first of each being the one that is written
HEADS: dict[str, tuple[tuple[str, ...], tuple[str, ...], tuple[str, ...]]] = {
    "id": (("Entry", "Entry number", "ID"), ("Regjistrimi", "Numri i regjistrimit"), ("Unos", "Broj unosa")),
    "reference": (("Reference", "Ref", "Key"), ("Referenca",), ("Referenca", "Oznaka")),
    "unit": (
        ("Structure", "Unit", "Office", "Field office"),
        ("Struktura", "Njësia", "Zyra"),
        ("Struktura", "Jedinica", "Kancelarija"),
    ),
    "title": (("Title", "Activity", "Name of activity"), ("Titulli", "Aktiviteti"), ("Naslov", "Naziv", "Aktivnost")),
    "category": (("Category",), ("Kategoria",), ("Kategorija",)),
    "theme": (("Theme", "Topic", "Activities on"), ("Tema",), ("Tema",)),
    "kind": (("Kind", "Type", "Type of activity"), ("Lloji",), ("Vrsta", "Tip")),
    "column": (("Column", "Matrix column"), ("Kolona",), ("Kolona",)),
    "role": (("Role",), ("Roli",), ("Uloga",)),
    "start": (
        ("Start", "Start date", "Date", "From"),
        ("Fillimi", "Data e fillimit", "Data"),
        ("Početak", "Datum", "Od"),
    ),
    "end": (("End", "End date", "To"), ("Mbarimi", "Data e mbarimit"), ("Kraj", "Završetak", "Do")),
    "dates": (("Separate dates", "Dates"), ("Datat e veçanta", "Datat"), ("Posebni datumi", "Datumi")),
    "period_from": (("Period from",), ("Periudha nga",), ("Period od",)),
    "period_to": (("Period to",), ("Periudha deri",), ("Period do",)),
    "sessions": (("Sessions", "Number of sessions"), ("Seancat", "Numri i seancave"), ("Sesije", "Broj sesija")),
    "events": (("Events",), ("Ngjarjet",), ("Događaji",)),
    "participants": (("Participants", "Total participants"), ("Pjesëmarrësit",), ("Učesnici", "Ukupno učesnika")),
    "women": (("Women", "Female"), ("Gra", "Femra"), ("Žene",)),
    "men": (("Men", "Male"), ("Burra", "Meshkuj"), ("Muškarci",)),
    "places": (("Places", "Place", "Location"), ("Vendet", "Vendi"), ("Mesta", "Mesto")),
    "partners": (("Partners", "Partner"), ("Partnerët", "Partneri"), ("Partneri", "Partner")),
    "marking": (("Marking", "Classification"), ("Klasifikimi",), ("Stepen tajnosti",)),
    "tlp": (("TLP",), ("TLP",), ("TLP",)),
    "narrative": (("Narrative", "Description", "Text"), ("Përshkrimi", "Teksti"), ("Opis", "Tekst")),
}
MARKED = ("marking", "tlp")  # beside the values of an entry: to set them takes a right of its own
COMPUTED = ("category", "events")  # written for people; they follow from others and are not read
KINDS: dict[str, Any] = dict.fromkeys(("id", "events", *NUMBERS), "integer") | {"start": "date", "end": "date"}
WIDTHS = {"title": 48, "narrative": 60, "theme": 36, "places": 28, "partners": 28, "id": 10, "unit": 24}
NEEDED = ("title", "theme", "kind", "column")
LANGUAGES = {"en": 0, "sq": 1, "sr-latn": 2, "sr": 2}
DAY_FIRST = re.compile(r"^(\d{1,2})[./-](\d{1,2})[./-](\d{4})\.?$")
MONTH_FIRST = re.compile(r"^(\d{1,2})[./](\d{4})\.?$")


class Unreadable(ValueError):
    """A cell whose words are no value of its column; says so in a sentence."""


def head(name: str) -> str:
    """The name of a column in the reader's language."""
    language = get_language() or "en"
    text = HEADS[name][LANGUAGES.get(language, 0)][0]
    return to_cyrillic(text) if language == "sr" else text


def sheet_columns() -> list[Column]:
    return [Column(head(name), KINDS.get(name, "text"), WIDTHS.get(name, 14)) for name in HEADS]


@cache
def known_heads() -> Mapping[str, str]:
    """Folded name, in any language or script, or the field's own name -> field."""
    known = {search_key(name): name for name in HEADS}
    for name, by_language in HEADS.items():
        for text in (text for names in by_language for text in names):
            known.setdefault(search_key(text), name)
    return known


def cells_of(activity: Activity, known: Partners) -> list[Any]:
    """An entry as a row, in the order of `HEADS`; its partners by the names that they are known by."""
    values = values_of(activity)
    period = values.period or (None, None)
    said = {
        "id": activity.pk,
        "unit": values.unit.name,
        "category": label(activity.category, "categories"),
        **{
            name: label(code, list_name) if (code := getattr(values, name)) else "" for name, list_name in CODED.items()
        },
        "start": _date_cell(values.start),
        "end": _date_cell(values.end),
        "dates": PARTED.join(start if start == end else f"{start} – {end}" for start, end in values.dates),
        "period_from": period[0] and period[0].isoformat(),
        "period_to": period[1] and period[1].isoformat(),
        "events": activity.events,
        "places": PARTED.join(values.places),
        "partners": PARTED.join(known.each(values.partners)),
        "marking": str(Marking(activity.marking).label),
        "tlp": str(Tlp(activity.tlp).label) if activity.tlp else "",
    }
    return [said[name] if name in said else getattr(values, name) for name in HEADS]


def read_cell(name: str, cell: Any, units: Mapping[str, Unit]) -> Any:
    """The value of a cell for `ActivityValues` (or `id`, `period_from`, `period_to`). Raises `Unreadable`.

    `units` are by folded code and name. None means that a value is taken away.
    """
    if isinstance(cell, str) and cell.strip() == CLEARED:
        return EMPTY.get(name)
    text = plain(cell).strip() if isinstance(cell, str) else cell
    reader = READERS.get(name)
    if name == "unit":
        return _unit(text, units)
    return reader(name, text) if reader else str(text)


def _date_cell(partial: str | None) -> date | str | None:
    """A day as a date, so that a spreadsheet sorts it; a month or a year as it is stated."""
    return date.fromisoformat(partial) if partial and len(partial) == 10 else partial


def _coded(name: str, text: Any) -> str:
    code = _codes(CODED[name]).get(search_key(str(text)))
    if code is None:
        raise Unreadable(_("“%(text)s” is not in the list.") % {"text": text})
    return code


@cache
def _codes(list_name: str) -> Mapping[str, str]:
    """Folded code, name or short name in any language -> code."""
    known = {search_key(code): code for code in code_list(list_name)}
    for code, entry in code_list(list_name).items():
        for text in (*entry.names.values(), *entry.shorts.values()):
            known.setdefault(search_key(text), code)
    return known


def _marked(name: str, text: Any) -> Any:
    found = _markings(name).get(search_key(str(text)))
    if found is None:
        raise Unreadable(_("“%(text)s” is not in the list.") % {"text": text})
    return found


@cache
def _markings(name: str) -> Mapping[str, Any]:
    """Folded code or label in any language -> the value of a marking, of a TLP with its label or without."""
    known: dict[str, Any] = {}
    for one in Marking if name == "marking" else Tlp:
        known.setdefault(search_key(one.name), one.value)
        for language, _name in settings.LANGUAGES:
            with override(language):
                known.setdefault(search_key(str(one.label)), one.value)
    if name == "tlp":
        known |= {search_key(value): value for value in Tlp.values if value}
    return known


def _unit(text: Any, units: Mapping[str, Unit]) -> Unit:
    unit = units.get(search_key(str(text)))
    if unit is None:
        raise Unreadable(_("“%(text)s” is not a structure of the mission.") % {"text": text})
    return unit


def _number(name: str, cell: Any) -> int:
    text = re.sub(r"[\s  ]", "", str(cell))
    number = float(text) if re.fullmatch(r"\d{1,12}(\.0*)?", text) else -1
    if number < 0:
        raise Unreadable(_("“%(text)s” is not a whole number.") % {"text": cell})
    return int(number)


def _date(name: str, cell: Any) -> str:
    """A date as it is stated: to the day, the month or the year."""
    if isinstance(cell, datetime | date):
        return cell.strftime("%Y-%m-%d")
    text = str(cell).removesuffix(".0")
    if day_first := DAY_FIRST.match(text):
        text = f"{day_first[3]}-{int(day_first[2]):02}-{int(day_first[1]):02}"
    elif month_first := MONTH_FIRST.match(text):
        text = f"{month_first[2]}-{int(month_first[1]):02}"
    try:
        parse_partial(text)
    except ValueError:
        sentence = _("“%(text)s” is not a date: write 2016-04-15, 2016-04 or 2016.")
        raise Unreadable(sentence % {"text": cell}) from None
    return text


def _names(name: str, cell: Any) -> tuple[str, ...]:
    return tuple(one for part in re.split(r"[;\r\n]", str(cell)) if (one := part.strip()))


def _dates(name: str, cell: Any) -> tuple[tuple[str, str], ...]:
    pairs = []
    for part in _names(name, cell):
        ends = re.split(r"\s*[–—]\s*|\s+-\s+|\.\.", part)
        if len(ends) > 2:
            raise Unreadable(_("“%(text)s” is not a date: write 2016-04-15, 2016-04 or 2016.") % {"text": part})
        pairs.append((_date(name, ends[0]), _date(name, ends[-1])))
    return tuple(pairs)


def _text(name: str, cell: Any) -> str:
    return str(cell).removesuffix(".0") if isinstance(cell, float) else str(cell)


READERS: dict[str, Callable[[str, Any], Any]] = {
    **dict.fromkeys(CODED, _coded),
    **dict.fromkeys(("id", *NUMBERS), _number),
    **dict.fromkeys(("start", "end", "period_from", "period_to"), _date),
    **dict.fromkeys(("places", "partners"), _names),
    **dict.fromkeys(("title", "narrative", "reference"), _text),
    "dates": _dates,
    **dict.fromkeys(MARKED, _marked),
}
EMPTY: dict[str, Any] = {
    **dict.fromkeys(("role", "narrative", "reference", "title"), ""),
    **dict.fromkeys(("places", "partners", "dates"), ()),
    "marking": Marking.INTERNAL,
    "tlp": Tlp.NONE,
}
assert set(ActivityValues.__dataclass_fields__) - {"period"} <= set(HEADS)
