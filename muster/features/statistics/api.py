"""Statistics over the API: what can be counted, tables of the records that one reads, releases and their tables."""

from __future__ import annotations

from datetime import date, datetime
from functools import partial
from typing import Any, Literal

from django.core.exceptions import ObjectDoesNotExist, ValidationError
from django.http import HttpRequest
from django.utils.translation import gettext as _
from ninja import Field, Query, Router
from ninja import Schema as Shape
from ninja.errors import HttpError

from muster.core.identity import SYSTEM, acting_as
from muster.core.web import operations
from muster.domain.disclosure import TOTAL
from muster.features.accounts.models import User
from muster.features.accounts.rights import Verb, may, require, signed_in
from muster.features.registers.api.finding import register_at
from muster.features.statistics import queries
from muster.features.statistics.axes import Axis, Names, Schema
from muster.features.statistics.models import Release
from muster.features.statistics.published import release_json
from muster.features.statistics.selection import COUNT, read_selection
from muster.features.statistics.showing import label
from muster.features.statistics.tables import counted, notes_on

router = Router(tags=["statistics"])
operation = partial(operations.operation, router)
Key = int


class CountedRegister(Shape):
    code: str
    title: str
    publishes: bool = Field(description="whether you publish its statistics")


class AxisOut(Shape):
    """Something that records can be counted by."""

    key: str
    name: str
    what: Literal["field", "period", "unit", "place", "region"]
    repeat: str = Field(description="path of the repeat whose entries are counted by it; empty where records are")
    several: bool = Field(description="whether a record may count in several categories")
    personal: bool = Field(description="counted over the records alone whose personal fields you see")
    categories: dict[str, str] = Field(
        description="what its codes are called; empty for periods, `` who did not answer"
    )


class MeasureOut(Shape):
    key: str
    name: str
    repeat: str


class Counts(Shape):
    """What a register counts. A table is by up to three axes, of one measure."""

    code: str
    title: str
    ready: bool = Field(description="false while what is counted is made anew: numbers are too low until then")
    axes: list[AxisOut]
    measures: list[MeasureOut]


class TableParameters(Shape):
    """Beside these, `only.KEY=code` for an axis of which only one category counts."""

    by: list[str] = Field([], description="keys of up to three axes; the first of the register where there is none")
    measure: str = Field(COUNT, description="`count`, `rate` (per 100,000 people), or the key of a measure")
    since: str = Field("", description="2026-04")
    until: str = ""


class SideOut(Shape):
    key: str
    name: str
    categories: dict[str, str]


class NumberOut(Shape):
    position: list[str] = Field(description=f"a code for each dimension; `{TOTAL}` for all of them")
    records: int = Field(description="or entries, where entries of a repeat are counted")
    value: float | None = Field(description="null where there is none, such as a mean of nothing")


class TableOut(Shape):
    """Positions that are not there count nothing."""

    measure: str
    dimensions: list[SideOut]
    notes: list[str]
    numbers: list[NumberOut]


class ReleaseLine(Shape):
    id: Key
    titles: dict[str, str]
    state: str
    start: date
    end: date
    published_at: datetime | None


class ReleaseOut(ReleaseLine):
    """`content` has its tables as everybody gets them, with the numbers hidden that must be."""

    register_code: str
    version: int
    content: dict[str, Any]


@operation("get", "/", "List registers that are counted", list[CountedRegister])
def list_counted(request: HttpRequest) -> Any:
    """Those whose records you may read, or whose statistics you publish."""
    viewer = signed_in(request)
    return [
        {"code": one.code, "title": str(one), "publishes": may(viewer, Verb.PUBLISH, one.subject)}
        for one in queries.registers(viewer)
    ]


@operation("get", "/releases/{release}", "One release", ReleaseOut, 404)
def get_release(request: HttpRequest, release: Key) -> Any:
    """For who publishes statistics of its register; what is published has an address of its own for everybody."""
    viewer = signed_in(request)
    try:
        found = queries.release(viewer, release)
    except (ObjectDoesNotExist, OverflowError):
        raise HttpError(404, _("There is no such release.")) from None
    require(viewer, Verb.PUBLISH, found.register.subject)
    more = {"register_code": found.register.code, "version": found.version, "content": release_json(found)}
    return {**_release_line(found), **more}


@operation("get", "/{code}", "What a register counts", Counts, 404)
def get_counts(request: HttpRequest, code: str) -> Any:
    schema = _schema(signed_in(request), code)
    names = Names(schema)
    return {
        "code": schema.register.code,
        "title": str(schema.register),
        "ready": schema.layout.made,
        "axes": [_axis(names, axis) for axis in schema.axes.values()],
        "measures": [{"key": one.key, "name": one.name, "repeat": one.repeat} for one in schema.amounts.values()],
    }


@operation("get", "/{code}/table", "A table", TableOut, 404, 422)
def get_table(request: HttpRequest, code: str, parameters: Query[TableParameters]) -> Any:
    """Of the records that you see. 422 with a sentence where these cannot be counted together."""
    viewer = signed_in(request)
    schema = _schema(viewer, code)
    selection, problems = read_selection(schema, request.GET)
    if problems:
        raise ValidationError(problems)
    found = counted(viewer, schema, selection)
    pairs = zip(selection.axes, found.sides, strict=True)
    return {
        "measure": found.value_name,
        "dimensions": [
            {"key": axis.key, "name": side.name, "categories": dict(side.categories)} for axis, side in pairs
        ],
        "notes": notes_on(schema, selection, found.people_sources()),
        "numbers": [
            {"position": list(position), "records": number.count, "value": found.value(position)}
            for position, number in found.numbers.items()
        ],
    }


@operation("get", "/{code}/releases", "List releases", list[ReleaseLine], 404)
def list_releases(request: HttpRequest, code: str) -> Any:
    """Of one register, those in preparation too: for who publishes them."""
    viewer = signed_in(request)
    register = register_at(viewer, code)
    require(viewer, Verb.PUBLISH, register.subject)
    return [_release_line(one) for one in queries.releases(viewer, register)]


def _schema(viewer: User, code: str) -> Schema:
    register = register_at(viewer, code)
    require(viewer, Verb.READ, register.subject)
    with acting_as(SYSTEM):
        found = queries.schema(viewer, register)
    if found is None:
        raise HttpError(404, _("Nothing of this register is counted."))
    return found


def _axis(names: Names, axis: Axis) -> dict[str, Any]:
    said = (
        {}
        if axis.what == "period"
        else {code: label(axis.key, names.words(axis, code), code) for code in names.order(axis)}
    )
    told = {name: getattr(axis, name) for name in ("key", "name", "what", "repeat", "personal")}
    return {**told, "several": axis.many, "categories": said}


def _release_line(one: Release) -> dict[str, Any]:
    same = {name: getattr(one, name) for name in ("titles", "state", "start", "end", "published_at")}
    return {"id": one.pk, **same}
