"""A version of a register as its form and settings, made of what is stored; versions never change, so it is kept."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from functools import lru_cache

from muster.core.identity import SYSTEM, acting_as
from muster.domain.forms.book import Book, Row, Sheet
from muster.domain.forms.model import Form
from muster.domain.forms.settings import SHEET, Settings
from muster.domain.forms.statements import read_settings
from muster.domain.forms.xform import read_xform
from muster.features.registers.models import Version

REMEMBERED = 64  # versions a process


@dataclass(frozen=True)
class Definition:
    form: Form
    settings: Settings


def definition_of(version: Version) -> Definition:
    """Of a version that the caller sees."""
    return _made(version.pk, version.original_id)


def rows_as_kept(book: Book) -> dict[str, dict[str, str]]:
    """The rows of the sheet `register` as `Version.sheet` has them."""
    return {str(row.number): dict(row.cells) for row in book.rows(SHEET)}


@lru_cache(maxsize=REMEMBERED)
def _made(key: int, _sha256: str) -> Definition:
    with acting_as(SYSTEM):  # it is kept for whoever comes next
        xform, sheet = Version.objects.values_list("xform", "sheet").get(pk=key)
    form = read_xform(xform)
    return Definition(form, read_settings(_book(sheet), form))


def _book(sheet: Mapping[str, Mapping[str, str]]) -> Book:
    rows = sorted((Row(int(number), cells) for number, cells in sheet.items()), key=lambda row: row.number)
    return Book({SHEET: Sheet(SHEET, (), tuple(rows))})
