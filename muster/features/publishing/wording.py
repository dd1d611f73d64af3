"""Words and numbers as a report prints them, in the language that is active."""

from __future__ import annotations

from decimal import Decimal

from babel.dates import get_month_names
from babel.numbers import format_decimal
from django.utils.translation import get_language, ngettext
from django.utils.translation import gettext as _

from muster.domain.names import to_cyrillic
from muster.domain.periods import BABEL
from muster.domain.reference.codes import code_list
from muster.features.publishing.models import Kind, Report
from muster.ui.templatetags.show import in_language


def label(code: str, list_name: str, *, short: bool = False) -> str:
    """A code's label in the active language; a code that is not in the list as it is."""
    entry = code_list(list_name).get(code)
    if entry is None:
        return code
    return in_language({lang: entry.short(lang) for lang in entry.names} if short else entry.names)


def number(value: int | Decimal | None) -> str:
    """1,247 in the active language; an en dash where nothing is known."""
    if value is None:
        return "–"
    return str(format_decimal(value, locale=_locale()))


def percent(value: int | None) -> str:
    return "–" if value is None else f"{value}\u00a0%"


def not_shown(count: int) -> str:
    """What stands in the place of paragraphs that a reader of a draft does not see."""
    return ngettext(
        "%(n)s paragraph is not shown to you: it tells an entry that was closed since.",
        "%(n)s paragraphs are not shown to you: they tell entries that were closed since.",
        count,
    ) % {"n": count}


def period_label(report: Report) -> str:
    """2025, January–March 2025, or January 2025."""
    year = f"{report.period_end.year}{'.' if (get_language() or 'en').startswith('sr') else ''}"
    if report.kind == Kind.ANNUAL:
        return year
    first, last = _month(report.period_start.month), _month(report.period_end.month)
    return f"{first} {year}" if first == last else f"{first}–{last} {year}"


def _month(month: int) -> str:
    name = str(get_month_names("wide", context="stand-alone", locale=_locale())[month])
    return to_cyrillic(name) if get_language() == "sr" else name


def _locale() -> str:
    return BABEL.get(get_language() or "en", "en_GB")


def words() -> dict[str, str]:
    """The fixed words that outputs print around the content."""
    return {
        "contents": _("Contents"),
        "matrix": _("Matrix"),
        "figure": _("Figure"),
        "page": _("Page"),
        "draft": _("Draft"),
        "draft_notice": _("Draft, not cleared for publication"),
        "published": _("Published"),
        "edition": _("Edition"),
        "correction": _("Correction"),
        "notes": _("Notes"),
        "data": _("The figures of this chart"),
        "skip": _("Skip to content"),
        "nothing": _("Nothing has been written here yet."),
        "status_neutral": _(
            "All references to Kosovo, whether to the territory, institutions or population, are to be understood "
            "in full compliance with United Nations Security Council Resolution 1244."
        ),
    }
