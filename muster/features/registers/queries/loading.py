"""What a read leaves out: the text of versions, which may be of megabytes and is remembered by `definition_of`."""

from __future__ import annotations

from typing import TypeVar

from django.db.models import Model, QuerySet

Of = TypeVar("Of", bound=Model)
TEXTS = ("xform", "sheet", "remarks")


def without_texts(rows: QuerySet[Of], *versions: str) -> QuerySet[Of]:
    """Rows that are read with versions, named as `select_related` names them."""
    return rows.select_related(*versions).defer(*(f"{version}__{text}" for version in versions for text in TEXTS))
