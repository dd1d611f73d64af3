"""What goes in and out of the API about records that may be the same."""

from __future__ import annotations

from datetime import datetime

from ninja import Field, Schema

from muster.features.registers.api.shapes import Key, RecordLine
from muster.features.registers.api.shapes_work import Seen
from muster.features.registers.models import Difference

LONGEST = Difference._meta.get_field("why").max_length


class ReasonOut(Schema):
    """Why a record is named."""

    path: str = Field(description="of the field that is alike")
    label: str
    said: str = Field(description="what the other record says there; empty where it is closed")
    why: str = Field(description="in what it is alike, in words")


class TwinOut(RecordLine):
    """Another record that may be the same."""

    reasons: list[ReasonOut]


class DifferenceOut(Schema):
    """That another record is not the same, as somebody decided."""

    id: Key
    record: Key = Field(description="number of the other record")
    name: str
    why: str
    by: str
    at: datetime


class Twins(Schema):
    """The likeliest first; `apart` are those of which somebody decided that they are not the same."""

    items: list[TwinOut]
    apart: list[DifferenceOut]


class NewDifference(Seen):
    other: Key = Field(description="number of the other record")
    why: str = Field(min_length=1, max_length=LONGEST)
