"""What goes in and out of the API about who may see a record."""

from __future__ import annotations

from datetime import date
from typing import Literal

from ninja import Field, Schema

from muster.features.markings.actions.marking import REASON_LIMIT
from muster.features.registers.api.shapes import Key
from muster.features.registers.api.shapes_work import Seen

MARKINGS = Literal["public", "internal", "restricted", "confidential"]
TLP = Literal["", "clear", "green", "amber", "amber+strict", "red"]


class NamingOut(Schema):
    """A person, or whoever works at a structure, who sees the record without a role that would let them."""

    id: Key
    person: str = Field(description="user name, or empty")
    unit: str = Field(description="code of the structure, or empty")
    reason: str
    until: date | None = Field(description="the last day; null where it has no end")
    by: str


class MarkingNow(Schema):
    marking: str
    tlp: str
    version: int
    namings: list[NamingOut] = Field(description="who is named for it, as far as you learn of it")


class NewNaming(Schema):
    """One person or one structure."""

    person: str = Field("", description="user name")
    unit: str = Field("", description="code of the structure")
    reason: str = Field(min_length=1, max_length=REASON_LIMIT, description="why they need to know it")
    until: date | None = Field(None, description="the last day")


class NewMarking(Seen):
    marking: MARKINGS
    tlp: TLP = ""
    reason: str = Field("", max_length=REASON_LIMIT, description="needed where more people may see it from then on")


class MarkingOut(Schema):
    marking: str
    tlp: str
    version: int
    named: bool = Field(description="whether you are named for it, because your role does not reach so high")
