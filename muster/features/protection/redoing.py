"""Erasing again what a restored backup brought back."""

from __future__ import annotations

from dataclasses import dataclass, field
from pathlib import Path

from django.core.exceptions import ObjectDoesNotExist

from muster.core import erasures
from muster.core.erasures import Erasure
from muster.features.protection.actions.erasing import erase_again
from muster.features.protection.models import Tombstone
from muster.features.protection.records import Record, find


@dataclass(slots=True)
class Redone:
    again: int = 0
    gone: int = 0  # the record is not in the backup, or is another one by now
    unreadable: list[Erasure] = field(default_factory=list)


def redo(source: Path | None = None) -> Redone:
    """Every erasure of the list that the database knows nothing of; for the machine itself. Raises `ValueError`."""
    done = Redone()
    known = {str(mark) for mark in Tombstone.objects.values_list("mark", flat=True)}
    for erasure in erasures.written_down(source):
        if erasure.mark in known:
            continue
        words = erasures.shown(erasure.words) if erasure.words else None
        if erasure.words and words is None:
            done.unreadable.append(erasure)
        elif (record := _the_same(erasure)) is None:
            done.gone += 1
        else:
            erase_again(erasure, record, words)
            done.again += 1
        known.add(erasure.mark)
    return done


def _the_same(erasure: Erasure) -> Record | None:
    """The record that was erased; None where its number is another one's by now, which was made later."""
    try:
        record = find(erasure.code, erasure.key)
    except ObjectDoesNotExist:
        return None
    born = getattr(record.row, record.data_set.born) if record.data_set.born else None
    return record if born is None or born <= erasure.moment else None
