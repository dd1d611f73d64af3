"""Registers that come with Muster: their sheets as CSV files, one folder each. A mission changes them like its own."""

from __future__ import annotations

import json
from pathlib import Path
from typing import Any

from muster.domain.forms.book import as_xlsx, read_csv
from muster.domain.forms.model import Form, Kind

FOLDER = Path(__file__).parent


def codes() -> list[str]:
    """Of all of them, in alphabetical order."""
    return sorted(path.parent.name for path in FOLDER.glob("*/survey.csv"))


def workbook(code: str) -> bytes:
    """The register as an XLSForm, as a keeper would load it."""
    return as_xlsx(read_csv(FOLDER / code))


def invented(code: str) -> list[dict[str, Any]]:
    """Answers of records for demonstrations by the names of fields, all invented; `_state` is how far each has come."""
    return list(json.loads((FOLDER / code / "demo.json").read_text("utf-8")))


def by_path(form: Form, named: dict[str, Any], repeat: str = "") -> dict[str, Any]:
    """Answers that are written by the names of fields."""
    found = {}
    for name, value in named.items():
        field = next((one for one in form.by_name.get(name, ()) if one.repeat == repeat), None)
        if field is not None:  # others are remarks
            below = field.path[len(repeat) + 1 :] if repeat else field.path
            inside = field.kind == Kind.REPEAT
            found[below] = [by_path(form, one, field.path) for one in value] if inside else value
    return found
