"""A small mission with one of everything that the API has addresses for."""

from __future__ import annotations

from datetime import date
from typing import Any

from muster.core.models import Unit
from muster.domain.counting.period import Period
from muster.domain.documents.model import SourceText
from muster.features.accounts.models import User
from muster.features.activities.actions import ActivityValues, register_activity
from muster.features.intake.models import Document, DocumentText, Draft, Original, Stage
from muster.features.publishing.actions.paragraphs import add_paragraph
from muster.features.publishing.actions.reports import start_report

LINES = (
    "On 15 April, the Mission facilitated a workshop on hate crime for 24 officers in Prizren.",
    "In May, the Mission met the mayors of four municipalities.",
)
TEXT = "\n".join([*LINES, ""])


def make_world(person: User, unit: Unit) -> dict[str, list[int]]:
    """Keys of what there is, by what their parameters are called in the API's paths."""
    entries = [register_activity(person, values(unit, title)).pk for title in ("Workshop on hate crime", "A workshop")]
    document = make_document(person, unit)
    drafts = [make_draft(document, position) for position in range(len(LINES))]
    report = start_report(person, "annual", Period.of_year(2026), [unit])
    chapter = report.chapters.get(unit=unit)
    paragraph = add_paragraph(person, chapter, "intro", text="It met mayors.")
    return {
        "activity": entries,
        "pk": [document.pk, *drafts],
        "report_id": [report.pk],
        "chapter_id": [chapter.pk],
        "paragraph_id": [paragraph.pk],
    }


def values(unit: Unit, title: str, **more: Any) -> ActivityValues:
    """What an entry of this title says."""
    told = {
        "unit": unit,
        "theme": "A10",
        "kind": "workshop",
        "column": "training",
        "title": title,
        "narrative": "A workshop for 24 police officers.",
        "start": "2026-04-15",
        "participants": 24,
        "places": ("Prizren",),
        "partners": ("Kosovo Police",),
    }
    return ActivityValues(**{**told, **more})


def make_document(
    person: User, unit: Unit | None, text: str = TEXT, original: Original | None = None, **told: Any
) -> Document:
    """A document that was read. Its original is nowhere, but where one is given."""
    given = {
        "file_name": "april.txt",
        "title": "Report of April",
        "period_start": date(2026, 4, 1),
        "period_end": date(2026, 4, 30),
        "stage": Stage.READY,
        **told,
    }
    kept = original or Original.objects.create(sha256="a" * 64, size=len(text), media_type="text/plain")
    made = Document.objects.create(original=kept, unit=unit, uploaded_by=person, **given)
    lines = [[one.start, one.end, one.page, None, None, None] for one in SourceText.from_plain(text).lines]
    DocumentText.objects.create(document=made, text=text, lines=lines, pages=1, fingerprint=f"print-{made.pk}")
    return made


def make_draft(document: Document, position: int) -> int:
    """An open draft of one line of it."""
    text = document.content.text
    line = text.splitlines()[position]
    start, title = text.index(line), line[:60]
    read = {"value": title, "spans": [[start, start + len(title)]], "confidence": 0.9, "reason": "rule"}
    draft = Draft.objects.create(
        document=document,
        position=position,
        spans=[[start, start + len(line)]],
        first_line=position + 1,
        last_line=position + 1,
        proposed={"title": read},
        fields={"title": read},
        confidence=0.9,
    )
    return draft.pk
