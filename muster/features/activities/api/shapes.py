"""What goes in and out of the API of the register."""

from __future__ import annotations

from datetime import date, datetime
from typing import Any

from ninja import Field, Schema

from muster.features.activities import queries
from muster.features.activities.values import VALUE_NAMES

LARGEST_PAGE = 200  # entries
Key = int


class Values(Schema):
    """The values of an entry; every one may be left out of a change, which leaves it as it is."""

    unit: str = Field(description="code of the structure")
    theme: str = Field(description="code A01 … B99")
    kind: str
    column: str = Field(description="information_exchange, training or analysis")
    role: str = ""
    title: str
    narrative: str = ""
    start: str | None = Field(None, description="2016-04-15, 2016-04 or 2016")
    end: str | None = None
    dates: list[tuple[str, str]] = Field([], description="further [start, end] where disjoint dates are stated")
    sessions: int | None = Field(None, le=1_000_000)
    participants: int | None = Field(None, le=1_000_000)
    women: int | None = Field(None, le=1_000_000)
    men: int | None = Field(None, le=1_000_000)
    places: list[str] = []
    partners: list[str] = []
    period: tuple[date, date] | None = Field(None, description="first and last day of its report, without any date")
    reference: str = ""


class SomeValues(Schema):
    """What is to change, and the version that was seen."""

    version: int
    values: dict[str, Any] = Field(description="some fields of an entry: " + ", ".join(VALUE_NAMES))


class ActivityOut(Values):
    """An entry of the register."""

    id: Key
    version: int
    category: str
    events: int = Field(description="what it counts for: its sessions, else 1")
    period_start: date = Field(description="the first day of where the entry belongs, stated or not")
    period_end: date
    place_codes: list[str]
    origin: str
    marking: str = Field(description="public, internal, restricted or confidential")
    tlp: str = Field(description="clear, green, amber, amber+strict, red, or empty")
    counted: bool = Field(description="false for one that is merged or withdrawn")
    merged_into: Key | None
    updated_at: datetime


class ActivityPage(Schema):
    """Some entries in their order. `after` is the cursor of the next page, null on the last one."""

    items: list[ActivityOut]
    after: str | None
    count: int = Field(description="entries that the filters find; with `exact` false there are more")
    events: int
    exact: bool


class FilterParameters(Schema):
    """What entries must be; several values of one parameter mean any of them."""

    q: str = Field("", description="words in any script; the last one may be a beginning")
    unit: list[str] = Field([], description="codes of structures")
    since: str = Field("", description="2016-04-15, 2016-04 or 2016")
    until: str = ""
    by: str = Field("", description="touching (as without) or starting: how entries meet that time")
    category: list[str] = []
    theme: list[str] = []
    kind: list[str] = []
    column: list[str] = []
    role: list[str] = []
    place: list[str] = Field([], description="codes of places, or names in any script, or parts of names")
    partner: list[str] = Field([], description="any name of a partner, or a part of one")
    origin: list[str] = []
    marking: list[str] = Field([], description="public, internal, restricted or confidential")
    tlp: list[str] = Field([], description="clear, green, amber, amber+strict or red")
    source: str = Field("", description="with or without a document")
    sex: str = Field("", description="stated or missing: numbers of women and men")
    women_from: str = Field("", description="share of women, percent")
    women_to: str = ""
    people_from: str = Field("", description="participants")
    people_to: str = ""
    document: str = Field("", description="key of a document that the entry was read from")
    standing: str = Field("", description="merged, withdrawn or any; what counts without it")


class ListParameters(FilterParameters):
    sort: str = Field("newest", description=", ".join(queries.SORTS))
    after: str = Field("", description="cursor from the page before")
    limit: int = Field(50, ge=1, le=LARGEST_PAGE)


class ChangeOut(Schema):
    """One write: who, when, what; a field's value before and after."""

    at: datetime
    person: str
    version: int
    standing: str = Field(description="registered, merged, apart, withdrawn, restored, or empty")
    reason: str
    changes: dict[str, tuple[Any, Any]]


class PairOut(Schema):
    """Two entries that may be one activity, and why."""

    first: Key
    second: Key
    score: float = Field(description="probability, 0 to 1")
    reasons: list[str]
    state: str


class MergeIn(Schema):
    """Entries to be made one: which stays, the version seen of each, values that stay where not those of `kept`."""

    kept: Key
    versions: dict[int, int]
    values: dict[str, Any] = {}


class MergeOut(Schema):
    id: Key
    kept: Key
    merged: list[Key]
    undone: bool
    left_as_changed: list[str] = Field([], description="fields changed since the merge, which taking apart left so")


class Keys(Schema):
    activities: list[Key]


class Withdrawal(Schema):
    version: int
    reason: str = Field(min_length=1, max_length=300)


class Seen(Schema):
    version: int
