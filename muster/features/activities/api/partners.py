"""The partners of the register over the API: listed with all their names, joined, taken apart."""

from __future__ import annotations

from typing import Any

from django.http import HttpRequest
from ninja import Field, Schema, Status

from muster.features.accounts.rights import signed_in
from muster.features.activities import actions, queries
from muster.features.activities.api.operations import operation


class NameOut(Schema):
    key: str = Field(description="the name folded; `join_partners` and `part_partner` take it")
    name: str = Field(description="as entries write it")


class PartnerOut(Schema):
    """A partner: all its names, the one that it is known by first, and how many activities have it."""

    names: list[NameOut]
    activities: int


class Joining(Schema):
    partners: list[str] = Field(description="keys, one of each partner")
    known_as: str = Field(description="key of the name that stays")


class Parting(Schema):
    name: str = Field(description="key of the name that is to be a partner of its own again")


@operation("get", "/partners", "The partners", list[PartnerOut])
def list_partners(request: HttpRequest, q: str = "") -> Any:
    """All of them, or those with `q` in one of their names; what most activities have comes first."""
    found = queries.known_partners(signed_in(request), q)
    return [{"names": one.names, "activities": one.entries} for one in found]


@operation("post", "/partners/join", "Make partners one", None, 422, status=204)
def join_partners(request: HttpRequest, wanted: Joining) -> Any:
    """All their names mean one partner from now on; entries keep what they write."""
    actions.join_partners(signed_in(request), wanted.partners, wanted.known_as)
    return Status(204, None)


@operation("post", "/partners/part", "Take a name of a partner apart", None, 422, status=204)
def part_partner(request: HttpRequest, wanted: Parting) -> Any:
    """What a person joined is as before; what a rule joined stays apart from now on."""
    actions.part_partner(signed_in(request), wanted.name)
    return Status(204, None)
