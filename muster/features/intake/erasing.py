"""What becomes of a document that is erased: its file goes, its drafts go, its row and its number stay."""

from __future__ import annotations

from contextlib import suppress

from django.db import transaction
from django.db.models import F, ProtectedError

from muster.core import files, jobs
from muster.core.locks import hold
from muster.features.intake.models import UNDER_WAY, Document, Original, Stage, folded

REMOVE = "intake.remove_original"  # the name of the job


def take_away(key: int) -> dict[str, str]:
    """Put a file that says no more than that in the original's place; what the document's columns become by that.

    A job removes the original itself as soon as this is committed. Nothing of what is being read is stored any more.
    """
    document = Document.objects.select_for_update(no_key=True).get(pk=key)
    kept = files.keep([f"Erased: document {key}\n".encode()])
    Original.objects.get_or_create(sha256=kept.sha256, defaults={"size": kept.size, "media_type": "text/plain"})
    if document.original_id != kept.sha256:
        jobs.defer(REMOVE, lock=f"original-{document.original_id}", sha256=document.original_id)
    if document.stage in UNDER_WAY:
        Document.objects.filter(pk=key).update(stage=Stage.STOPPED)
    document.drafts.all().delete()
    return {"original_id": kept.sha256}


def fold(key: int) -> None:
    """Find it by the words that it has now; whoever corrects it saw what it was before, and is told."""
    document = Document.objects.get(pk=key)
    Document.objects.filter(pk=key).update(search=folded(document.title, document.file_name), version=F("version") + 1)


def remove_original(sha256: str) -> None:
    """Unless somebody has handed in the same bytes since: then they are that document's."""
    with transaction.atomic():
        hold(sha256)
        if Document.objects.filter(original=sha256).exists():
            return
        with suppress(ProtectedError), transaction.atomic():  # other apps keep files, too
            Original.objects.filter(sha256=sha256).delete()
            files.remove(sha256)
