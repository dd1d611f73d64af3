"""Writes of the matrix: keeping a matrix that was published earlier."""

from __future__ import annotations

from dataclasses import dataclass

from django.db import transaction

from muster.core.models import Unit
from muster.domain.counting.published import Published
from muster.features.accounts.models import User
from muster.features.accounts.rights import Subject, Verb, require
from muster.features.matrix.models import PublishedMatrix


@dataclass(frozen=True, slots=True)
class Publication:
    """What a published matrix is of: whose (as printed, and the structure where it is one of ours), when, and where."""

    scope: str
    year: int
    source: str
    unit: Unit | None = None


def keep_published(person: User, published: Published, publication: Publication) -> tuple[PublishedMatrix, bool]:
    """Keep it; one of the same scope and year is replaced (its history stays). Also answers whether it was new."""
    require(person, Verb.PUBLISH, Subject.MATRIX, publication.unit)
    values = {
        "unit": publication.unit,
        "source": publication.source,
        "cells": published.matrix.to_json(),
        "row_totals": dict(published.row_totals),
        "totals": dict(published.totals),
        "shares": {name: dict(shares) for name, shares in published.shares.items()},
        "remarks": [remark.to_json() for remark in published.remarks],
        "loaded_by": person,
    }
    with transaction.atomic():
        return PublishedMatrix.objects.update_or_create(values, scope=publication.scope, year=publication.year)


def remove_published(person: User, matrix: PublishedMatrix) -> None:
    """Take it out of the comparison; its history stays."""
    require(person, Verb.PUBLISH, Subject.MATRIX, matrix.unit)
    matrix.delete()
