"""The register as a file: every field of everything that the filters find, streamed."""

from __future__ import annotations

from collections.abc import Iterator
from typing import Any

from django.db.models import QuerySet
from django.http import HttpResponseBase
from django.utils.translation import get_language, override
from django.utils.translation import gettext as _

from muster.core.markings import OPEN_TO_CLOSED, Marks, highest
from muster.core.models import Marking, Tlp
from muster.features.activities.models import Activity
from muster.features.activities.naming import partners
from muster.features.activities.tables.columns import HEADS, cells_of, head, sheet_columns
from muster.ui.sheets import Sheet, csv_response, xlsx_response

CHUNK = 1000  # entries read at a time


def as_csv(entries: QuerySet[Activity]) -> HttpResponseBase:
    return csv_response(f"{_name(entries)}.csv", [head(name) for name in HEADS], _rows(entries))


def as_xlsx(entries: QuerySet[Activity]) -> HttpResponseBase:
    return xlsx_response(f"{_name(entries)}.xlsx", [Sheet(_("Activities"), sheet_columns(), _rows(entries))])


def _name(entries: QuerySet[Activity]) -> str:
    """Of the file: where it holds closed entries, or such as are not to be passed on, its name says so."""
    pairs = entries.order_by().values_list("marking", "tlp").distinct()
    held = [Marks(marking, tlp) for marking, tlp in pairs] or [Marks()]
    most = highest(held)
    said = [Marking(most.marking).name.lower()] if most.closed else []
    said += ["tlp", *Tlp(most.tlp).name.lower().split("_")] if most.tlp in OPEN_TO_CLOSED[3:] else []
    return "-".join(["activities", *said])


def _rows(entries: QuerySet[Activity]) -> Iterator[list[Any]]:
    """A row for each entry, in the language of whoever asked, also while the answer is being sent."""
    language = get_language() or "en"
    newest_first = entries.select_related("unit").defer("search").order_by("-period_start", "-pk")

    known = partners()

    def rows() -> Iterator[list[Any]]:
        for entry in newest_first.iterator(chunk_size=CHUNK):
            with override(language):
                yield cells_of(entry, known)

    return rows()
