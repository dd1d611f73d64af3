"""What waits for a person, what is late or due, what was published."""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass
from datetime import date
from typing import Any

from django.db.models import Q, QuerySet, Sum

from muster.core.models import Unit
from muster.core.units import open_on
from muster.domain.counting.period import Period
from muster.domain.deadlines import Standing, next_due, standing
from muster.features.accounts.models import User
from muster.features.accounts.rights import Subject, Verb, may, require
from muster.features.activities.queries import open_pair_count
from muster.features.intake.models import Document, ReportKind, Stage
from muster.features.protection.queries import waiting as protection_waiting
from muster.features.publishing.models import Chapter, ChapterState, Comment, Publication, ReportState
from muster.features.registers.queries import work
from muster.features.registers.queries.warnings import may_attend_somewhere
from muster.features.review.queries import to_review

SHOWN = 5  # rows of a list on the first page
CHAPTERS_SHOWN = 12


@dataclass(frozen=True, slots=True)
class Row:
    """A month with the structures whose report of it is late, or who have sent none since."""

    month: Period
    units: list[Unit]


@dataclass(frozen=True, slots=True)
class Monthly:
    """How the structures stand with their monthly reports."""

    late: list[Row]  # the latest month first
    silent: list[Row]  # those who have been longest silent last
    never: list[Unit]
    expected: bool  # whether anybody's next report is


def reviews(viewer: User) -> QuerySet[Document]:
    """Documents with open drafts that this person may review, one's own structure first."""
    waiting = to_review(viewer) if may(viewer, Verb.REVIEW, Subject.DOCUMENT) else to_review(viewer).none()
    return waiting.filter(Q(unit=viewer.unit_id) | Q(unit=None)) if viewer.unit_id else waiting


def troubled(viewer: User) -> QuerySet[Document]:
    """Reports that could not be read, or wait for a person to name their period."""
    require(viewer, Verb.READ, Subject.DOCUMENT)
    found = Document.objects.filter(stage__in=(Stage.FAILED, Stage.ASKING)).select_related("unit")
    return found.filter(Q(unit=viewer.unit_id) | Q(uploaded_by=viewer)) if viewer.unit_id else found


def monthly_reports(viewer: User, today: date) -> Monthly:
    """Who is late, silent, or has not begun; for a person of a structure, that structure."""
    require(viewer, Verb.READ, Subject.DOCUMENT)
    standings = _standings(viewer, today)
    late = [(month, unit) for unit, found in standings for month in found.late]
    silent = [(found.last, unit) for unit, found in standings if found.silent and found.last]
    never = [unit for unit, found in standings if found.last is None]
    return Monthly(_rows(late), _rows(silent), never, expected=len(silent) < len(standings))


def _standings(viewer: User, today: date) -> list[tuple[Unit, Standing]]:
    """A quarterly or annual report does not stand for a monthly one."""
    units = list(_structures(viewer, today))
    found = Document.objects.filter(kind=ReportKind.MONTHLY, unit__in=units)
    months: dict[int, set[date]] = {unit.pk: set() for unit in units}
    for unit, start in found.values_list("unit", "period_start").distinct().order_by():
        months[unit] |= {start.replace(day=1)} if start else set()
    return [(unit, standing(months[unit.pk], today)) for unit in units]


def _rows(pairs: Iterable[tuple[Period, Unit]]) -> list[Row]:
    by_month: dict[Period, list[Unit]] = {}
    for month, unit in pairs:
        by_month.setdefault(month, []).append(unit)
    return [Row(month, by_month[month]) for month in sorted(by_month, reverse=True)]


def due(today: date) -> tuple[Period, date]:
    """The month whose report is due next, and by when."""
    return next_due(today)


def chapters_to_write(viewer: User) -> QuerySet[Chapter]:
    """Chapters of reports in preparation that wait for this person: to be edited or to be cleared."""
    require(viewer, Verb.READ, Subject.DOCUMENT)
    if not may(viewer, Verb.CHANGE, Subject.REPORT):
        return Chapter.objects.none()
    waiting = Chapter.objects.filter(report__state=ReportState.DRAFT, unit__isnull=False)
    if viewer.unit_id:
        waiting = waiting.filter(unit=viewer.unit_id)
    if may(viewer, Verb.CLEAR, Subject.REPORT) or may(viewer, Verb.PUBLISH, Subject.REPORT):
        return waiting.exclude(state=ChapterState.CLEARED).select_related("report", "unit")
    return waiting.filter(state=ChapterState.DRAFT).select_related("report", "unit")


def open_comments(viewer: User) -> int:
    """Comments without an answer in the chapters that are this person's business."""
    require(viewer, Verb.READ, Subject.DOCUMENT)
    found = Comment.objects.filter(parent=None, resolved_at=None, paragraph__chapter__report__state=ReportState.DRAFT)
    return (found.filter(paragraph__chapter__unit=viewer.unit_id) if viewer.unit_id else found).count()


def published(viewer: User) -> QuerySet[Publication]:
    """What was published, the latest first."""
    require(viewer, Verb.READ, Subject.DOCUMENT)
    return Publication.objects.select_related("report").prefetch_related("files").order_by("-published_at")


def today(viewer: User, day: date) -> dict[str, Any]:
    """Everything on the first page."""
    waiting, chapters, trouble = reviews(viewer), chapters_to_write(viewer), troubled(viewer)
    return {
        "reviews": waiting[:SHOWN],
        "review_count": waiting.count(),
        "drafts_waiting": waiting.aggregate(total=Sum("waiting"))["total"] or 0,
        "troubled": trouble[:SHOWN],
        "chapters": chapters.order_by("report", "position")[:CHAPTERS_SHOWN],
        "chapter_count": chapters.count(),
        "comments": open_comments(viewer),
        "told_twice": open_pair_count(viewer) if may(viewer, Verb.MERGE, Subject.ACTIVITY) else 0,
        "may_hand_in": may(viewer, Verb.CREATE, Subject.DOCUMENT),
        "may_clear": may(viewer, Verb.CLEAR, Subject.REPORT),
        "monthly": monthly_reports(viewer, day),
        "due": due(day),
        "published": published(viewer)[:SHOWN],
        "protection": protection_waiting(viewer, day),
        "warned": may_attend_somewhere(viewer),
        "work": work.waiting(viewer, day),
    }


def _structures(viewer: User, today: date) -> QuerySet[Unit]:
    """Those that report; of one that is closed nobody waits for a report any more."""
    every = open_on(today).filter(reports=True)
    return every.filter(pk=viewer.unit_id) if viewer.unit_id else every
