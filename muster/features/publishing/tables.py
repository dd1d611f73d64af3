"""The printed tables of a report: the matrix, budget and staff, abbreviations, contacts."""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Mapping

from django.utils.translation import gettext as _
from django.utils.translation import pgettext

from muster.core.models import Unit
from muster.domain.counting.matrix import CATEGORIES, COLUMNS, Matrix
from muster.domain.counting.matrix import Row as Counted
from muster.domain.names import search_key
from muster.domain.publishing.content import Row, Table
from muster.features.publishing.models import FundSource, Report, UnitYear
from muster.features.publishing.wording import label, number, percent


def matrix(counts: Matrix, whose: str, period: str, *, every_theme: bool) -> Table:
    """The activities matrix; without `every_theme` themes in which nothing was counted are left out."""
    return Table(
        name="matrix",
        caption=f"{whose}, {period}",  # outputs print “Matrix 1.” before it
        head=(_("Activities on"), *(label(column, "columns") for column in COLUMNS), _("Total"), _("Share")),
        rows=tuple(_matrix_rows(counts, every_theme)),
        note=_("Events; a series of sessions counts each session."),
    )


def _matrix_rows(counts: Matrix, every_theme: bool) -> Iterator[Row]:
    for category in CATEGORIES:
        yield _matrix_row(counts, counts.sums(category), label(category, "categories"), "group")
        for row in counts.of_category(category):
            if every_theme or row.total:
                yield _matrix_row(counts, row, label(row.theme, "themes"), "body")
    yield _matrix_row(counts, counts.sums(), _("Total"), "total")


def _matrix_row(counts: Matrix, row: Counted, name: str, kind: str) -> Row:
    cells = (*(number(row.counts[column]) for column in COLUMNS), number(row.total), percent(counts.share(row)))
    return Row(name, cells, kind)


def budget(unit: Unit, report: Report) -> Table | None:
    """Budget and staff of the year and the one before, each fund source by itself; None where nothing is known."""
    year = report.period_end.year
    known = {
        (each.year, each.fund_source): each for each in UnitYear.objects.filter(unit=unit, year__in=(year - 1, year))
    }
    if not known:
        return None
    years = (year - 1, year)
    rows = [
        Row(f"{measure}, {source.value}", tuple(number(_fact(known.get((y, source.value)), name)) for y in years))
        for name, measure in (("budget", _("Budget (EUR)")), ("staff", _("Staff")))
        for source in FundSource
        if any(_fact(known.get((y, source.value)), name) is not None for y in years)
    ]
    return Table(
        name="budget",
        caption=_("Budget and staff"),
        head=("", *(str(y) for y in years)),
        rows=tuple(rows),
        note=_("UB: unified budget. ExB: extra-budgetary; shown apart and never added to the unified budget."),
    )


def _fact(known: UnitYear | None, name: str) -> int | None:
    value = getattr(known, name) if known else None
    return None if value is None else round(value)


def abbreviations(known: Mapping[str, str]) -> Table:
    rows = tuple(Row(short, (known[short],)) for short in sorted(known, key=search_key))
    return Table(
        "abbreviations", _("Abbreviations"), (_("Abbreviation"), pgettext("of an abbreviation", "Words")), rows
    )


def contacts(units: Iterable[Unit]) -> Table:
    rows = tuple(Row(unit.name, (" ".join(unit.address.split()), unit.email, unit.telephone)) for unit in units)
    head = (_("Structure"), _("Address"), _("E-mail"), _("Telephone"))
    return Table("contacts", _("Contacts"), head, rows)
