"""Reads of what people decided of records that look alike: that they are not the same."""

from __future__ import annotations

from dataclasses import dataclass

from django.db.models import Q, QuerySet

from muster.features.accounts.models import User
from muster.features.registers.models import Difference, Record


@dataclass(frozen=True, slots=True)
class Decided:
    """A decision beside one of its two records; `other` is the other one."""

    difference: Difference
    other: Record


def between(record: Record) -> QuerySet[Difference]:
    """What holds of a record, from whichever of the two sides it was decided."""
    return Difference.objects.filter(Q(record=record) | Q(other=record), ended_at=None)


def decided(viewer: User, record: Record) -> list[Decided]:
    """What holds; only those whose other record the viewer sees, too."""
    found = between(record).select_related("by", "record", "other").defer(*_HEAVY)
    return [Decided(one, one.other if one.record_id == record.pk else one.record) for one in found]


def difference(viewer: User, record: Record, pk: int) -> Difference:
    """One that was decided of the record, whether it still holds or not. Raises `Difference.DoesNotExist`."""
    return Difference.objects.get(Q(record=record) | Q(other=record), pk=pk)


def told_apart(record: Record) -> set[int]:
    """The keys of records that are not the same as this one."""
    pairs = between(record).values_list("record", "other")
    return {key for pair in pairs for key in pair} - {record.pk}


_HEAVY = tuple(f"{side}__{name}" for side in ("record", "other") for name in ("data", "search"))
