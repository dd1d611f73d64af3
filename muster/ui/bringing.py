"""What pages about tables that people bring show alike (`muster.core.bringing`): `ui/table_brought.html` draws it."""

from __future__ import annotations

from collections import Counter
from collections.abc import Callable, Iterator
from typing import Any

from django.contrib import messages
from django.core.exceptions import ValidationError
from django.core.files.uploadedfile import UploadedFile
from django.db.models import QuerySet
from django.http import HttpRequest, HttpResponse, HttpResponseBase
from django.shortcuts import redirect
from django.utils.translation import gettext as _

from muster.core.bringing import Brought, BroughtRow, RowState
from muster.core.web.numbers import whole
from muster.ui.sheets import csv_response

SHOWN = 50  # rows of one page
Rows = QuerySet[Any]  # of `BroughtRow`
Told = Callable[[Any], Iterator[str]]  # what is wrong with a row: sentences that name the place


def taken(request: HttpRequest, take: Callable[[UploadedFile[Any]], Brought]) -> tuple[Brought | None, str]:
    """What was made of the file `table` that was sent, or why nothing was."""
    upload = request.FILES.get("table")
    if upload is None:
        return None, _("Choose a file first.")
    try:
        return take(upload), ""
    except ValidationError as error:
        return None, " ".join(error.messages)


def preview(request: HttpRequest, load: Brought, rows: Rows, counts: Counter[str]) -> tuple[dict[str, Any], list[Any]]:
    """What its page is drawn by, and the rows of the state (`rows`) and the `page` that are asked for."""
    wanted = request.GET.get("rows", "")
    first = next((name for name in RowState.values if counts[name]), RowState.NEW.value)
    state = wanted if wanted in RowState.values else first
    page = whole(request.GET.get("page", "")) or 1
    context = {
        "load": load,
        "counts": [(name, label, counts[name]) for name, label in RowState.choices],
        **{name: counts[name] for name in RowState.values},
        "total": counts.total(),
        "state": state,
        "page": page,
        "more": page * SHOWN < counts[state],
    }
    return context, list(rows.filter(state=state)[(page - 1) * SHOWN : page * SHOWN])


def wrong_rows(load: Brought, rows: Rows, told: Told) -> HttpResponseBase:
    """The rows that are wrong as a table, with what is wrong, to be mended and brought again."""
    width = len(load.head)

    def cells(row: BroughtRow) -> list[Any]:
        return [*(row.cells + [""] * width)[:width], row.number, " ".join(told(row))]

    wrong = rows.filter(state=RowState.WRONG).iterator(chunk_size=500)
    return csv_response("wrong-rows.csv", [*load.head, _("Row"), _("What is wrong")], map(cells, wrong))


def decided(request: HttpRequest, decide: Callable[[], object], page: str, load: Brought) -> HttpResponse:
    """Back to its page, which says why nothing was done where it could not be."""
    try:
        decide()
    except ValidationError as error:
        messages.error(request, " ".join(error.messages))
    return redirect(page, load.pk)
