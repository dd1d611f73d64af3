"""What is measured of documents and drafts."""

from __future__ import annotations

from django.db.models import Count

from muster.core.operation.metrics import Readings, measure
from muster.features.intake.models import Document, Draft, DraftState


@measure("muster_documents", "Documents by where they are on their way.", "stage")
def documents() -> Readings:
    counts = Document.objects.order_by().values_list("stage").annotate(Count("pk"))
    return {(stage,): float(count) for stage, count in counts}


@measure("muster_drafts_waiting", "Drafts that nobody has decided on yet.")
def drafts_waiting() -> Readings:
    return {(): float(Draft.objects.filter(state=DraftState.OPEN).count())}
