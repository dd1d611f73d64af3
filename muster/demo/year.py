"""The demonstration mission's year, lived through by its invented people: review, merging, clearance, publication.

Every decision goes through the action that a person's click would call, in that person's name.
"""

from __future__ import annotations

import time
import tomllib
from collections.abc import Iterator
from importlib.resources import files
from typing import Any

from muster.core.models import Unit
from muster.demo.loading import officer_of, reporting_officer
from muster.demo.source import mission, reports
from muster.domain.counting.period import Period
from muster.features.accounts.models import User
from muster.features.accounts.queries import people_with
from muster.features.activities.actions.merging import merge_activities
from muster.features.activities.choosing import choices, taken
from muster.features.activities.queries import pair_groups
from muster.features.intake.models import UNDER_WAY, Document, Stage
from muster.features.publishing.actions.abbreviations import explain_abbreviation
from muster.features.publishing.actions.clearance import clear_chapter
from muster.features.publishing.actions.paragraphs import add_paragraph
from muster.features.publishing.actions.publication import publish_report
from muster.features.publishing.actions.reports import start_report
from muster.features.publishing.models import INTRODUCTION, Chapter, ChapterKind, Kind, Report
from muster.features.review.actions.deciding import Seen
from muster.features.review.actions.decisions import accept_all
from muster.features.review.queries import sure_drafts

PATIENCE = 20 * 60  # seconds that reading the reports may take before this gives up
# What the officers have not come to yet, so that the queue shows what a queue looks like.
LEFT_IN_THE_QUEUE = {"2025-12-prizren", "2025-11-gjilan-gnjilane", "2025-annual"}
TWICE = 0.35  # the likelihood from which two entries of these reports are one activity
SURE = 0.5  # the confidence from which the demonstration's officers accept without a change


def wait_for_reading() -> Iterator[str]:
    """Until the worker has read every report; yields the progress when it moved. Raises `TimeoutError`."""
    told, until = "", time.monotonic() + PATIENCE
    while left := Document.objects.filter(stage__in=UNDER_WAY).count():
        if time.monotonic() > until:
            raise TimeoutError(f"{left} reports are still not read; is the worker running?")
        if (now := f"reading the reports: {left} left") != told:
            yield (told := now)
        time.sleep(0.5)


def review() -> Iterator[str]:
    """The officers review what was read, but for a few documents that stay in the queue."""
    waiting = {report.file_name for report in reports() if report.name in LEFT_IN_THE_QUEUE}
    for document in Document.objects.filter(stage=Stage.READY).exclude(file_name__in=waiting).order_by("period_start"):
        if document.unit is None:
            continue
        officer = officer_of(document.unit)
        sure = sure_drafts(officer, document, SURE).ready
        if sure:
            count = accept_all(officer, document, [Seen(draft.pk, draft.version) for draft in sure])
            yield f"{document.file_name}: {count} activities accepted by {officer}"


def merge_told_twice() -> Iterator[str]:
    """The reporting officer makes one of what two reports tell, as suggested; the last quarter stays to be decided."""
    author, last_quarter = reporting_officer(), Period.of_quarter(int(mission()["mission"]["year"]), 4)
    for group in pair_groups(author):
        if min(pair.score for pair in group.pairs) < TWICE or group.entries[0].period_start >= last_quarter.start:
            continue
        versions = {entry.pk: entry.version for entry in group.entries}
        suggested = {each.name: offer.key for each in choices(group.entries) for offer in each.offers if offer.reason}
        values = taken(group.entries, suggested)
        merge_activities(author, group.entries[0].pk, versions, values)
        yield f"told {len(versions)} times: {values.title}"


def annual_report() -> Report:
    """The annual report: drawn from the register, introduced, cleared by every head of structure, published."""
    year = int(mission()["mission"]["year"])
    found = Report.objects.filter(kind=Kind.ANNUAL, period_start__year=year).first()
    if found:
        return found
    author = reporting_officer()
    report = start_report(author, Kind.ANNUAL, Period.of_year(year), Unit.objects.filter(reports=True))
    words = _words()
    for short, meaning in words["abbreviations"].items():
        explain_abbreviation(author, report, short, meaning)
    for chapter in report.chapters.select_related("unit"):
        _introduce(chapter, words)
        if chapter.written:
            _clear(chapter)
    report.refresh_from_db()
    publish_report(author, report, report.version)
    report.refresh_from_db()
    return report


def quarterly_report() -> None:
    """The fourth quarter's report, just started."""
    year = int(mission()["mission"]["year"])
    period = Period.of_quarter(year, 4)
    if not Report.objects.filter(kind=Kind.QUARTERLY, period_start=period.start).exists():
        start_report(reporting_officer(), Kind.QUARTERLY, period, Unit.objects.filter(reports=True))


def _words() -> dict[str, Any]:
    return tomllib.loads((files("muster.demo") / "annual_report.toml").read_text(encoding="utf-8"))


def _introduce(chapter: Chapter, words: dict[str, Any]) -> None:
    texts = {
        ChapterKind.FOREWORD: words["foreword"],
        ChapterKind.SUMMARY: words["summary"],
        ChapterKind.STRUCTURE: [words["introductions"].get(chapter.unit.code if chapter.unit else "", "")],
    }.get(ChapterKind(chapter.kind), [])
    for text in filter(None, texts):
        add_paragraph(_author(chapter), chapter, INTRODUCTION, text=text)


def _clear(chapter: Chapter) -> None:
    chapter.refresh_from_db()
    clear_chapter(_head(chapter), chapter, chapter.version)


def _author(chapter: Chapter) -> User:
    return officer_of(chapter.unit) if chapter.unit else reporting_officer()


def _head(chapter: Chapter) -> User:
    if chapter.unit is None:
        return reporting_officer()
    return people_with("head_of_structure", chapter.unit).get()
