"""What people read: names of fields, signs of confidence, reasons."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date
from typing import Any

from django.utils.functional import Promise
from django.utils.translation import get_language, gettext_lazy
from django.utils.translation import gettext as _

from muster.domain.periods import parse_partial, show_range
from muster.domain.reference.codes import code_list
from muster.domain.review.fields import CODE_LISTS, SHAPES, Read, Shape, words_of
from muster.domain.review.words import CHOSEN, CORRECTED
from muster.ui.templatetags.show import in_language

FIELDS: dict[str, str | Promise] = {
    "theme": gettext_lazy("Theme"),
    "kind": gettext_lazy("Kind"),
    "column": gettext_lazy("Column"),
    "role": gettext_lazy("Role"),
    "title": gettext_lazy("Title"),
    "start": gettext_lazy("Start"),
    "end": gettext_lazy("End"),
    "dates": gettext_lazy("Dates"),
    "sessions": gettext_lazy("Sessions"),
    "participants": gettext_lazy("Participants"),
    "women": gettext_lazy("Women"),
    "men": gettext_lazy("Men"),
    "places": gettext_lazy("Places"),
    "partners": gettext_lazy("Partners"),
    "unit": gettext_lazy("Structure"),
}
HIGH, MEDIUM = 0.85, 0.6  # the least confidence that is called so


@dataclass(frozen=True, slots=True)
class Sign:
    """How sure a value is: a level for the style, and the words for it."""

    level: str
    words: str
    figure: str = ""


def sign(read: Read) -> Sign:
    """Of a field: by whom it was said, how surely it was read, or that the text has no words for it."""
    if read["reason"] == CORRECTED:
        return Sign("person", _("typed by a person"))
    if not words_of(read):
        return Sign("none", _("no words") if not read["value"] else _("no words say it"))
    if read["reason"] == CHOSEN:
        return Sign("person", _("words chosen by a person"))
    return sureness(read["confidence"])


def sureness(confidence: float) -> Sign:
    """High, medium, low, with the figure."""
    figure = f"{round(confidence * 100)} %"
    if confidence >= HIGH:
        return Sign("high", _("confidence high (%(figure)s)") % {"figure": figure}, figure)
    if confidence >= MEDIUM:
        return Sign("medium", _("confidence medium (%(figure)s)") % {"figure": figure}, figure)
    return Sign("low", _("confidence low (%(figure)s)") % {"figure": figure}, figure)


def by_hand() -> Sign:
    """Of a draft that nobody read: a person says that it is an activity."""
    return Sign("person", _("marked by a person"))


def shown(name: str, value: Any) -> str:
    """A value as people read it; empty where nothing is said."""
    if value is None or value == []:
        return ""
    shape = SHAPES[name]
    if shape is Shape.CODE:
        entry = code_list(CODE_LISTS[name]).get(value)
        return in_language(entry.names) if entry else str(value)
    if shape is Shape.DATE:
        return _dates([value, value])
    if shape is Shape.RANGES:
        return "; ".join(_dates(pair) for pair in value)
    return ", ".join(value) if shape is Shape.ITEMS else str(value)


def when(start: str | None, end: str | None) -> str:
    """5–6 Apr 2016, in the reader's language; empty where a date cannot be read."""
    try:
        return _dates([start, end])
    except ValueError:
        return ""


def _dates(pair: list[str | None]) -> str:
    first, last = (parse_partial(text) if text else None for text in pair)
    start, end = (first[0] if first else None), (last[1] if last else None)
    return show_range(start, end, _precision(first), _precision(last), get_language() or "en")


def _precision(found: tuple[date, date, str] | None) -> str:
    return found[2] if found else "day"
