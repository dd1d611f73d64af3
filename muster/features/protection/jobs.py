"""What a worker sees to."""

from __future__ import annotations

import time

from muster.core import erasures
from muster.core.jobs import sweep
from muster.features.protection.actions.erasing import as_erasure
from muster.features.protection.models import Erased, Tombstone

EVERY = 60.0  # seconds
_last = 0.0


@sweep
def write_down_in_time() -> None:
    """Once a minute."""
    global _last
    if time.monotonic() - _last > EVERY:
        _last = time.monotonic()
        write_down_missed()


def write_down_missed() -> None:
    """Erasures of whole records that are not in the file of this machine: done on another one, or a crash came."""
    there = {one.mark for one in erasures.written_down()}
    for stone in Tombstone.objects.filter(what=Erased.RECORD, again_at=None).order_by("at"):
        if str(stone.mark) not in there:
            erasures.write_down(as_erasure(stone))
