"""One record of any data set, found by its code and key as the person sees it."""

from __future__ import annotations

from dataclasses import dataclass
from typing import Any

from django.core.exceptions import ObjectDoesNotExist, PermissionDenied
from django.utils.translation import gettext as _

from muster.core.data_sets import DataSet, data_sets
from muster.core.models import Unit
from muster.features.accounts.models import User
from muster.features.accounts.rights import Subject, Verb, may
from muster.features.accounts.vocabulary import RIGHTS


@dataclass(frozen=True, slots=True)
class Record:
    data_set: DataSet
    key: int
    row: Any

    @property
    def code(self) -> str:
        return self.data_set.code

    @property
    def name(self) -> str:
        return self.data_set.name_of(self.row)

    @property
    def unit(self) -> Unit | None:
        """Where rights over it are asked; none of a record that belongs to no unit."""
        return getattr(self.row, "unit", None)

    @property
    def address(self) -> str:
        return self.data_set.address(self.key)


def find(code: str, key: int) -> Record:
    """The record, as the present identity sees it. Raises `ObjectDoesNotExist`."""
    data_set = data_sets().get(code)
    row = data_set.record(key) if data_set and 0 < key < 2**63 else None
    if data_set is None or row is None:
        raise ObjectDoesNotExist(key)
    return Record(data_set, key, row)


def may_change(person: User, record: Record) -> bool:
    """Whether the person may change what a record says; of one that carries no marking, whoever protects the data."""
    if may(person, Verb.CHANGE, Subject.PERSONAL_DATA, record.unit):
        return True
    known = record.code in Subject and Verb.CHANGE in RIGHTS[Subject(record.code)]
    return known and may(person, Verb.CHANGE, Subject(record.code), record.unit)


def require_change(person: User, record: Record) -> None:
    """Raises `PermissionDenied` with a sentence."""
    if not may_change(person, record):
        raise PermissionDenied(_("Your role does not include this."))
