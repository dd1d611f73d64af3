"""The matrix, the charts' figures and published matrices as JSON. Parameters are those of the pages' addresses."""

from __future__ import annotations

from typing import Any

from django.http import HttpRequest
from django.shortcuts import get_object_or_404
from django.utils.translation import gettext as _
from ninja import Field, File, Form, Query, Router, Schema, Status, UploadedFile
from ninja.errors import HttpError

from muster.domain.counting.published import SIZE_LIMIT, PublishedError, read_published
from muster.features.accounts.models import User
from muster.features.accounts.rights import Subject, Verb, require, signed_in
from muster.features.matrix import queries
from muster.features.matrix.actions import Publication, keep_published
from muster.features.matrix.figures import KEYS, figure
from muster.features.matrix.models import PublishedMatrix
from muster.features.matrix.selection import FIRST_YEAR, LAST_YEAR, Selection, compared, read_selection
from muster.features.matrix.sentences import sentence

router = Router(tags=["matrix"])


class Wanted(Schema):
    """Structures, period, what is counted, and what it is compared with."""

    unit: list[str] = Field([], description="Codes of structures; none: all of them")
    year: str = Field("", description="A year; left out: the latest with entries, unless since and until are given")
    part: str = Field("", description="Part of the year: q1 to q4, m1 to m12")
    since: str = Field("", description="First day, month or year (ISO)")
    until: str = Field("", description="Last day, month or year (ISO)")
    count: str = Field("events", description="events, activities or participants")
    against: str = Field(
        "",
        description="Empty: the year before (as published where the register holds little of it); nothing; a year; "
        "published-<number>",
    )


@router.get("/", operation_id="matrix", summary="Theme by column", response=dict[str, Any])
def matrix(request: HttpRequest, wanted: Query[Wanted]) -> dict[str, Any]:
    """Every theme's counts by column, sums, shares, and the matrix that it is compared with."""
    viewer, selection = _asked(request)
    counted = queries.matrix(viewer, units=selection.units, period=selection.period, measure=selection.measure)
    against = compared(viewer, selection)
    return {
        **counted.to_json(),
        "category_shares_percent": counted.category_shares(),
        "column_shares_percent": counted.column_shares(),
        "against": {"name": against.name, **against.matrix.to_json()} if against else None,
    }


@router.get("/charts/", operation_id="charts", summary="The charts there are", response=list[str])
def charts(request: HttpRequest) -> list[str]:
    """Their names, for `/charts/{name}`."""
    return list(KEYS)


@router.get("/charts/{name}", operation_id="chart", summary="The figures of one chart", response=dict[str, Any])
def chart(request: HttpRequest, name: str, wanted: Query[Wanted]) -> dict[str, Any]:
    """The chart's table: columns with their HXL hashtags, rows, and notes on what is left out."""
    if name not in KEYS:
        raise HttpError(404, _("There is no chart “%(name)s”.") % {"name": name[:60]})
    viewer, selection = _asked(request)
    found = figure(viewer, name, selection)
    description = found.chart.description if found.chart else ""
    return {**found.table.to_json(), "description": description, "notes": list(found.notes)}


@router.get(
    "/published/", operation_id="published_matrices", summary="Published matrices", response=list[dict[str, Any]]
)
def published_matrices(request: HttpRequest) -> list[dict[str, Any]]:
    """Matrices of earlier years that were loaded, the latest first."""
    return [_published(matrix) for matrix in queries.published(signed_in(request))]


@router.get(
    "/published/{number}", operation_id="published_matrix", summary="One published matrix", response=dict[str, Any]
)
def published_matrix(request: HttpRequest, number: int) -> dict[str, Any]:
    """Its cells, the totals as printed, and a sentence for everything that does not add up."""
    found = get_object_or_404(queries.published(signed_in(request)), pk=number)
    return {
        **_published(found),
        "matrix": found.matrix.to_json(),
        "printed_row_totals": found.row_totals,
        "printed_totals": found.totals,
        "printed_shares_percent": found.shares,
        "remarks": [sentence(remark) for remark in found.remarks],
    }


class PublicationIn(Schema):
    """What the published matrix is of."""

    scope: str = Field(max_length=120, min_length=1, description="Whose matrix it is, as printed")
    year: int = Field(ge=FIRST_YEAR, le=LAST_YEAR)
    source: str = Field("", max_length=300, description="Where it was published; empty: as the file says")
    unit: str = Field("", description="Code of the structure, where it is one of ours")


@router.post("/published/", operation_id="load_published_matrix", response={201: dict[str, Any]})
def load_published(request: HttpRequest, publication: Form[PublicationIn], file: File[UploadedFile]) -> Status[Any]:
    """Load a published matrix (JSON or CSV); one of the same scope and year is replaced.

    422 has a sentence for every mistake in the file; 403 where your role does not publish.
    """
    person = require(signed_in(request), Verb.PUBLISH, Subject.MATRIX)
    try:
        published = read_published(file.read(SIZE_LIMIT + 1))
    except PublishedError as error:
        raise HttpError(422, " ".join(sentence(finding.to_json()) for finding in error.findings)) from error
    unit = get_object_or_404(queries.structures(person), code=publication.unit) if publication.unit else None
    source = publication.source or published.source[:300] or publication.scope
    kept, _new = keep_published(person, published, Publication(publication.scope, publication.year, source, unit))
    return Status(201, published_matrix(request, kept.pk))


def _published(matrix: PublishedMatrix) -> dict[str, Any]:
    unit = matrix.unit.code if matrix.unit else None
    return {"number": matrix.pk, "scope": matrix.scope, "unit": unit, "year": matrix.year, "source": matrix.source}


def _asked(request: HttpRequest) -> tuple[User, Selection]:
    """Raises `HttpError` 422 with a sentence where something in the address is not understood."""
    viewer = signed_in(request)
    selection, problems = read_selection(viewer, request.GET)
    if problems:
        raise HttpError(422, " ".join(problems))
    return viewer, selection
