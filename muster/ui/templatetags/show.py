"""How values are shown: icons, dates, code labels, numbers."""

from __future__ import annotations

from datetime import date, datetime

from django import template
from django.conf import settings
from django.utils import timezone
from django.utils.html import format_html, format_html_join
from django.utils.safestring import SafeString, mark_safe
from django.utils.translation import get_language

from muster.core.models import Marking, Tlp
from muster.domain.periods import show_period, show_range
from muster.domain.reference.codes import code_list
from muster.ui.catalogues import cyrillic_text

register = template.Library()

# 24×24 line drawings, stroked in the text's colour.
ICONS = {
    "today": '<path d="M4 6h16v14H4zM4 10h16M8 3v4M16 3v4"/><path d="m9 15 2 2 4-4"/>',
    "inbox": '<path d="M12 3v10m-4-4 4 4 4-4"/><path d="M4 14v6h16v-6h-5l-1 2h-4l-1-2z"/>',
    "register": '<path d="M4 5h16M4 10h16M4 15h16M4 20h10"/>',
    "registers": '<path d="M4 4h6v6H4zM14 4h6v6h-6zM4 14h6v6H4z"/><path d="M14 17h6m-3-3v6"/>',
    "matrix": '<path d="M4 4h16v16H4zM4 9.3h16M4 14.6h16M9.3 4v16M14.6 4v16"/>',
    "statistics": '<path d="M4 20h16M7 20v-7m5 7V5m5 15v-10"/>',
    "publish": '<path d="M6 3h9l4 4v14H6z"/><path d="M14 3v5h5M9 13h6M9 17h6"/>',
    "menu": '<path d="M4 7h16M4 12h16M4 17h16"/>',
    "search": '<circle cx="11" cy="11" r="6"/><path d="m20 20-4.5-4.5"/>',
    "check": '<path d="m5 13 4 4L19 7"/>',
    "cross": '<path d="m6 6 12 12M18 6 6 18"/>',
    "warning": '<path d="M12 4 2.5 20h19z"/><path d="M12 10v4m0 3v.01"/>',
    "download": '<path d="M12 4v11m-4-4 4 4 4-4M5 20h14"/>',
    "upload": '<path d="M12 16V5m-4 4 4-4 4 4M5 20h14"/>',
    "edit": '<path d="m4 20 1-4L16 5l3 3L8 19z"/>',
    "split": '<path d="M12 4v6m0 0-6 6v4m6-10 6 6v4"/>',
    "merge": '<path d="M6 4v4l6 6m6-10v4l-6 6v6"/>',
    "next": '<path d="m9 5 7 7-7 7"/>',
    "previous": '<path d="m15 5-7 7 7 7"/>',
    "clock": '<circle cx="12" cy="12" r="8"/><path d="M12 8v4l3 2"/>',
    "comment": '<path d="M4 5h16v11h-9l-5 4v-4H4z"/>',
    "key": '<circle cx="8" cy="12" r="4"/><path d="M12 12h9v4m-4-4v3"/>',
    "audit": '<path d="M2.5 12S6 6 12 6s9.5 6 9.5 6-3.5 6-9.5 6-9.5-6-9.5-6z"/><circle cx="12" cy="12" r="2.5"/>',
    "protection": '<path d="M12 3 5 6v5c0 5 3 8 7 10 4-2 7-5 7-10V6z"/><path d="m9 12 2 2 4-4"/>',
    "lock": '<path d="M6 11h12v9H6zM9 11V8a3 3 0 0 1 6 0v3"/>',
    "people": '<circle cx="9" cy="8" r="3"/>'
    '<path d="M3 20c0-4 3-6 6-6s6 2 6 6M16 5.5a3 3 0 0 1 0 5M17 14c2 1 4 2 4 6"/>',
}
MARKED = {Marking.PUBLIC: "good", Marking.INTERNAL: "", Marking.RESTRICTED: "warn", Marking.CONFIDENTIAL: "bad"}


@register.simple_tag
def languages() -> list[tuple[str, str]]:
    """Those of the pages, each by its own name in every one of them."""
    return list(settings.LANGUAGES)


@register.simple_tag
def icon(name: str) -> SafeString:
    """A line drawing beside a word; never the only sign."""
    drawing = mark_safe(ICONS[name])  # noqa: S308 -- our own constants
    return format_html('<svg class="icon" viewBox="0 0 24 24" aria-hidden="true">{}</svg>', drawing)


@register.filter
def breakable(name: str) -> SafeString:
    """A name that a narrow column breaks after its strokes: Gračanica/Graçanicë."""
    *above, last = name.split("/")
    return format_html("{}{}", format_html_join("", "{}/<wbr>", ((part,) for part in above)), last)


@register.filter
def label(code: str, list_name: str) -> str:
    """The label of a code (`A10|label:"themes"`) in the reader's language; an unknown code as it is."""
    entry = code_list(list_name).get(code)
    return in_language(entry.names) if entry else code


@register.filter
def short_label(code: str, list_name: str) -> str:
    """As `label`, shortened for narrow columns."""
    entry = code_list(list_name).get(code)
    return in_language({lang: entry.short(lang) for lang in entry.names}) if entry else code


def in_language(names: object) -> str:
    """Of names by en, sq, sr: the one for the reader; Serbian Cyrillic derived."""
    assert hasattr(names, "__getitem__")
    language = get_language() or "en"
    if language == "sr":
        return cyrillic_text(names["sr"])
    return str(names[{"sr-latn": "sr"}.get(language, language)])


@register.simple_tag
def marks(record: object, every: bool = False) -> SafeString:
    """The tags of a record's marking and TLP; internal, which most are, is said only where `every` one is asked for."""
    marking, tlp = Marking(getattr(record, "marking", Marking.INTERNAL)), Tlp(getattr(record, "tlp", "") or "")
    said = every or marking != Marking.INTERNAL
    tags = [(MARKED[marking], str(marking.label))] if said else []
    tags += [(f"tlp {tlp.value.partition('+')[0]}", str(tlp.label))] if tlp else []
    return format_html_join(" ", '<span class="tag {}">{}</span>', tags)


@register.simple_tag
def dates(start: date | None, end: date | None = None, start_precision: str = "day", end_precision: str = "day") -> str:
    """5–6 Apr 2016, in the reader's language."""
    return show_range(start, end, start_precision or "day", end_precision or "day", get_language() or "en")


@register.simple_tag
def period(start: date | None, end: date | None) -> str:
    """A report's period as people name it: 2016, Oct 2018, or its days."""
    return show_period(start, end, get_language() or "en")


@register.filter
def moment(when: datetime | None) -> str:
    """21 Nov 2026, 19:02 in the mission's time zone."""
    if when is None:
        return ""
    local = timezone.localtime(when)
    return f"{day(when)}, {local:%H:%M}"


@register.filter
def day(when: datetime | None) -> str:
    """The day of a moment, in the mission's time zone."""
    return show_range(timezone.localtime(when).date(), None, language=get_language() or "en") if when else ""
