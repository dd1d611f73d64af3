"""Records that leave as a file, whichever door they leave by."""

from __future__ import annotations

from collections.abc import Sequence
from itertools import chain
from typing import Any

from django.core.exceptions import ValidationError
from django.http import HttpResponseBase
from django.utils.translation import gettext as _

from muster.features.accounts.models import User
from muster.features.accounts.rights import Verb, may
from muster.features.registers import queries
from muster.features.registers.filters import Filters
from muster.features.registers.models import Register
from muster.features.registers.tables.writing import Writer, file_name
from muster.ui.sheets import Sheet, TooManyRows, csv_response, together_as_xlsx, together_as_zip

FORMS = ("csv", "xlsx")


def as_file(viewer: User, register: Register, filters: Filters, form: str, *, labels: bool) -> HttpResponseBase:
    """`form` is of `FORMS`. CSV of a register with repeats is a ZIP of one file for each sheet."""
    records = queries.tables.to_take_away(viewer, register, filters)
    writer = Writer(register, personal=may(viewer, Verb.IDENTIFY, register.subject), labels=labels)
    name, rows = file_name(register, records, labels=labels), writer.rows(records)
    if form == "csv" and len(writer.pages) == 1:
        page = writer.pages[0]
        return csv_response(f"{name}.csv", [one.name for one in page.columns], chain([page.labels], map(_cells, rows)))
    sheets = [Sheet(page.name, page.columns, under=page.labels) for page in writer.pages]
    if form == "csv":
        return together_as_zip(f"{name}.zip", sheets, rows)
    try:
        return together_as_xlsx(f"{name}.xlsx", sheets, rows)
    except TooManyRows as error:
        raise ValidationError(_("These are more rows than a workbook holds: take them as CSV.")) from error


def _cells(row: tuple[int, Sequence[Any]]) -> Sequence[Any]:
    return row[1]
