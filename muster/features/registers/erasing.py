"""What becomes of the files of a record that is erased: they go, unless somebody else keeps the same bytes."""

from __future__ import annotations

from muster.core import jobs
from muster.features.intake.erasing import REMOVE
from muster.features.registers.models import Attachment


def take_files_away(key: int) -> dict[str, str]:
    """A job removes each as soon as this is committed. No further column of the record changes."""
    for attachment in Attachment.objects.filter(record=key):
        sha256 = attachment.original_id
        attachment.delete()
        jobs.defer(REMOVE, lock=f"original-{sha256}", sha256=sha256)
    return {}
