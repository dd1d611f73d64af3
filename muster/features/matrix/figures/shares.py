"""Shares by structure: categories, columns, women and men."""

from __future__ import annotations

from collections.abc import Sequence

from django.utils.translation import gettext as _
from django.utils.translation import ngettext

from muster.domain.counting.matrix import CATEGORIES, COLUMNS
from muster.domain.counting.shares import percent
from muster.features.matrix import queries
from muster.features.matrix.figures.model import (
    Asked,
    Figure,
    count_head,
    count_phrase,
    title_of,
)
from muster.features.matrix.tables import Cell, Head, Table
from muster.ui import charts
from muster.ui.charts import Parts
from muster.ui.templatetags.show import label, short_label


def categories(asked: Asked) -> Figure:
    parts = [(row.unit.name, dict(row.categories)) for row in asked.structures]
    title = title_of(asked, _("%(what)s by category and structure, %(period)s"))
    series = [(code, label(code, "categories")) for code in CATEGORIES]
    return _shares(
        asked, "categories", title, series, parts, [(code, label(code, "categories")) for code in CATEGORIES]
    )


def columns(asked: Asked) -> Figure:
    parts = [(row.unit.name, dict(row.columns)) for row in asked.structures]
    title = title_of(asked, _("%(what)s by column and structure, %(period)s"))
    series = [(code, short_label(code, "columns")) for code in COLUMNS]
    return _shares(asked, "columns", title, series, parts, [(code, label(code, "columns")) for code in COLUMNS])


def _shares(
    asked: Asked,
    key: str,
    title: str,
    series: Sequence[tuple[str, str]],
    parts: list[tuple[str, dict[str, int]]],
    names: Sequence[tuple[str, str]],
) -> Figure:
    """Shares of `series` in each structure, everything together on top."""
    codes = [code for code, _name in series]
    everything = {code: sum(counts.get(code, 0) for _name, counts in parts) for code in codes}
    if len(parts) > 1:
        parts = [(_("All together"), everything), *parts]
    drawn = [
        Parts(name, counts, count_phrase(asked.selection.measure, sum(counts.values())))
        for name, counts in parts
        if sum(counts.values())
    ]
    heads = [
        Head(_("Structure"), "#org+name", width=40),
        *(count_head(asked, name, code) for code, name in names),
        count_head(asked, _("Total"), "total"),
        *(Head(_("%(name)s, %%") % {"name": name}, f"#indicator+pct+{code}", "integer") for code, name in series),
    ]
    rows = [_share_row(name, [counts.get(code, 0) for code in codes]) for name, counts in parts]
    whole = sum(everything.values())
    spoken = "; ".join(f"{name} {percent(everything[code], whole)} %" for code, name in series) if whole else ""
    description = f"{count_phrase(asked.selection.measure, whole)}: {spoken}." if whole else ""
    chart = charts.shares_bar(drawn, series, title=title, description=description) if whole else None
    sums, own = (rows[:1], rows[1:]) if len(parts) > 1 else ([], rows)
    notes = [_("Each share is rounded on its own, so they need not add up to 100 %.")]
    return Figure(key, title, chart, Table(title, heads, own, sums), notes)


def _share_row(name: str, counts: Sequence[int]) -> list[Cell]:
    whole = sum(counts)
    return [name, *counts, whole, *(percent(count, whole) for count in counts)]


LEAST_STATING = 0.1  # of the activities; a picture of fewer would be taken for all of them


def sexes(asked: Asked) -> Figure:
    """Women and men among the participants of entries that state both; the rest is said, not reckoned."""
    found = queries.participation(asked.viewer, **asked.of)
    title = _("Women and men among participants, %(period)s") % {"period": asked.selection.period_name}
    together = _together(found)
    lines = [(_("All together"), together)] if len(found) > 1 else []
    lines += [(row.unit.name, _stated(row)) for row in found]
    series = [("women", _("Women")), ("men", _("Men"))]
    drawn = [
        Parts(name, {"women": stated[3], "men": stated[4]}, _stating(stated[2], stated[0]))
        for name, stated in lines
        if stated[3] + stated[4]
    ]
    share = percent(together[3], together[3] + together[4])
    description = _("Women %(share)s %%, where both are stated: %(stating)s.") % {
        "share": share,
        "stating": _stating(together[2], together[0]),
    }
    telling = together[2] >= LEAST_STATING * together[0]
    chart = charts.women_men(drawn, series, title=title, description=description) if drawn and telling else None
    heads = [
        Head(_("Structure"), "#org+name", width=40),
        Head(_("Activities"), "#indicator+num+activities", "integer"),
        Head(_("Participants, as far as stated"), "#reached", "integer"),
        Head(_("Activities that state women and men"), "#indicator+num+activities+stated", "integer"),
        Head(_("Women"), "#reached+f", "integer"),
        Head(_("Men"), "#reached+m", "integer"),
        Head(_("Women, %"), "#indicator+pct+f", "integer"),
    ]
    rows = [[name, *stated, percent(stated[3], stated[3] + stated[4])] for name, stated in lines]
    sums, own = (rows[:1], rows[1:]) if len(found) > 1 else ([], rows)
    missing = together[0] - together[2]
    note = ngettext(
        "%(n)s activity does not state both women and men; it is not in the shares.",
        "%(n)s activities do not state both women and men; they are not in the shares.",
        missing,
    )
    return Figure("sexes", title, chart, Table(title, heads, own, sums), [note % {"n": missing}] if missing else [])


def _stated(row: queries.Participation) -> tuple[int, int, int, int, int]:
    return (row.entries, row.participants, row.both_stated, row.women, row.men)


def _together(found: Sequence[queries.Participation]) -> tuple[int, int, int, int, int]:
    rows = [_stated(row) for row in found]
    entries, participants, both, women, men = (sum(row[at] for row in rows) for at in range(5))
    return (entries, participants, both, women, men)


def _stating(both: int, entries: int) -> str:
    return _("stated by %(both)s of %(n)s") % {"both": both, "n": entries}
