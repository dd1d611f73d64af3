"""Records that carry a marking, whatever data set they are of: found by its code and their key."""

from __future__ import annotations

from typing import Any

from muster.core.data_sets import DataSet, data_sets
from muster.features.accounts.rights import Subject
from muster.features.accounts.vocabulary import RIGHTS, Verb, kind_of


class NoSuchRecord(Exception):
    """There is none, or the person may not see it: which of the two is told to nobody."""


def marked_sets() -> dict[str, DataSet]:
    """The data sets whose records are marked, by their code, which is the subject of rights to them."""
    return {code: one for code, one in data_sets().items() if one.marked and Verb.MARK in _verbs(code)}


def marked_set(code: str) -> DataSet:
    """Raises `NoSuchRecord`."""
    found = marked_sets().get(code)
    if found is None:
        raise NoSuchRecord(code)
    return found


def seen(code: str, key: int) -> Any:
    """A record as far as the present identity may see it. Raises `NoSuchRecord`."""
    found = marked_set(code).record(key)
    if found is None:
        raise NoSuchRecord(code, key)
    return found


def brought_by(record: Any) -> int | None:
    """The key of who brought a record."""
    found: int | None = getattr(record, "uploaded_by_id", None) or getattr(record, "created_by_id", None)
    return found


def kind_of_record(code: str, record: Any) -> str:
    """Of the records of a data set that has kinds, such as a register's code; else empty."""
    return marked_set(code).kind_of(record)


def subject_of(code: str, kind: str = "") -> str:
    """What rights to records of this kind are to."""
    return kind_of(Subject(code), kind) if kind else Subject(code)


def right_to(code: str, record: Any) -> str:
    """What rights to this record are to."""
    return subject_of(code, kind_of_record(code, record))


def _verbs(code: str) -> tuple[Verb, ...]:
    return RIGHTS[Subject(code)] if code in Subject.values else ()
