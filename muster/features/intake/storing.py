"""How a job ends: what was found in a document, or why it could not be read, in one transaction."""

from __future__ import annotations

from collections.abc import Mapping
from datetime import date
from typing import Any

from django.db import transaction
from django.utils import timezone

from muster.core.locks import hold
from muster.core.models import Unit
from muster.domain.extraction.model import FIELD_NAMES
from muster.features.intake import actions
from muster.features.intake.models import AT_WORK, Document, DocumentText, Draft, ReportKind, Stage

Found = Mapping[str, Any]  # what `isolated.Desk.work` delivers


def fail(document: Document, code: str, params: Mapping[str, Any]) -> None:
    """Say why it cannot be read; nothing else of it changes."""
    Document.objects.filter(pk=document.pk, run=document.run, stage__in=AT_WORK).update(
        stage=Stage.FAILED,
        error_code=code,
        error_params={**params, "file": document.file_name},
        finished_at=timezone.now(),
    )


def store(taken: Document, found: Found) -> None:
    """Store text, recognised fields and drafts at once, unless another run has the document by now.

    Where a person gave it another year meanwhile, its activities are looked for once more.
    """
    with transaction.atomic():
        rows = Document.objects.select_for_update(of=("self",), no_key=True).select_related("uploaded_by__unit")
        document = rows.filter(pk=taken.pk, run=taken.run, stage__in=AT_WORK).first()
        if document is None:
            return
        if "source" in found:
            _store_text(document, found)
            _fill_in(document, found["recognised"])
        if "drafts" in found and document.year == found["year"]:
            _store_drafts(document, found["drafts"])
        document.stage = Stage.READY if document.year else Stage.ASKING
        document.progress, document.finished_at = 100, timezone.now()
        document.version += 1
        document.save()
        if document.year != found["year"]:
            actions.queue(document)


def as_source(content: DocumentText) -> dict[str, Any]:
    """A stored text in the form that readers hand over."""
    return {"text": content.text, "lines": content.lines, "title": None, "notes": []}


def _store_text(document: Document, found: Found) -> None:
    source = found["source"]
    fingerprint = found["identity"]["fingerprint"]
    hold(fingerprint)  # two files of one text must see each other, also when they end together
    twin = Document.objects.filter(content__fingerprint=fingerprint).exclude(pk=document.pk).order_by("pk").first()
    pages = max((line[2] for line in source["lines"]), default=1)
    DocumentText.objects.update_or_create(
        document=document,
        defaults={"text": source["text"], "lines": source["lines"], "pages": pages, **found["identity"]},
    )
    document.same_text_as = twin
    document.notes = [note if isinstance(note, list) else ["", {"text": note}] for note in source["notes"]]


def _fill_in(document: Document, recognised: Mapping[str, Any]) -> None:
    """Recognised values go where no person has put one."""
    document.recognised = dict(recognised)
    document.title = document.title or _value(recognised, "title", "")[:300]
    document.language = document.language or _value(recognised, "language", "")
    if document.period_end is None and (period := _value(recognised, "period", None)):
        document.period_start, document.period_end = map(date.fromisoformat, period[:2])
        if document.kind == ReportKind.OTHER:
            document.kind = period[2]
    if document.unit is None:
        document.unit = _unit(document, _value(recognised, "unit", None))
    document.fold()


def _value(recognised: Mapping[str, Any], field: str, default: Any) -> Any:
    return recognised[field]["value"] if field in recognised else default


def _unit(document: Document, code: str | None) -> Unit | None:
    """The structure that the text names, else that of who handed it in; where they differ, a note says so."""
    own = document.uploaded_by.unit
    named = Unit.objects.filter(code=code).first() if code else None
    if named and own and named != own:
        document.notes = [*document.notes, ["other-unit", {"unit": named.name_en, "person": str(document.uploaded_by)}]]
    return named or own


def _store_drafts(document: Document, drafts: list[dict[str, Any]]) -> None:
    """Replace the drafts, unless a person has worked on one of them."""
    present = list(document.drafts.select_for_update())
    document.notes = [note for note in document.notes if note[0] not in ("kept-decisions", "no-drafts")]
    if any(draft.touched() for draft in present):
        document.notes = [*document.notes, ["kept-decisions", {}]]
        return
    document.drafts.all().delete()
    lines = document.content.lines
    Draft.objects.bulk_create(_draft(document, position, draft, lines) for position, draft in enumerate(drafts, 1))
    if not drafts:
        document.notes = [*document.notes, ["no-drafts", {}]]


def _draft(document: Document, position: int, found: dict[str, Any], lines: list[Any]) -> Draft:
    fields = {name: found[name] for name in FIELD_NAMES}
    return Draft(
        document=document,
        position=position,
        spans=found["spans"],
        also_spans=[[lines[first - 1][0], lines[last - 1][1]] for first, last in found["also_lines"]],
        first_line=found["lines"][0],
        last_line=found["lines"][1],
        proposed=fields,
        fields=fields,
        confidence=_sureness(found),
    )


def _sureness(found: dict[str, Any]) -> float:
    """How sure a draft is as a whole: that it is an activity, and under which theme it counts."""
    themed = found["theme"]["value"] is not None
    return float(min(found["confidence"], found["theme"]["confidence"]) if themed else found["confidence"])
