"""What follows for a record from what is erased of it: its files go, unless somebody else keeps the same bytes; it is
found by what is left."""

from __future__ import annotations

from muster.core import jobs
from muster.domain.forms.answers import joined
from muster.features.intake.erasing import REMOVE
from muster.features.registers.beside import Beside
from muster.features.registers.models import Attachment, Personal, Record
from muster.features.registers.searching import search_vector
from muster.features.registers.standing import keep_known, standing


def take_files_away(key: int) -> dict[str, str]:
    """A job removes each as soon as this is committed. No further column of the record changes."""
    for attachment in Attachment.objects.filter(record=key):
        sha256 = attachment.original_id
        attachment.delete()
        jobs.defer(REMOVE, lock=f"original-{sha256}", sha256=sha256)
    return {}


def found_by_what_is_left(key: int) -> None:
    """Its search words, its keys and whom it names are made of what the record says now."""
    record = Record.objects.select_related("form").select_for_update(of=("self",)).get(pk=key)
    personal = Personal.objects.filter(record=record).first()
    record.search = search_vector(Beside().of(record.form).form, record.name, record.data)
    record.save(update_fields=["search"])
    keep_known(record, joined(record.data, personal.data if personal else {}), standing(record))
