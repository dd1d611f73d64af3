"""Reads of publishing. Every read takes the viewer first."""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass
from typing import Any

from django.core.signing import BadSignature
from django.db.models import Count, Q, QuerySet
from django.utils import translation

from muster.core.identity import SYSTEM, acting_as
from muster.core.models import Unit
from muster.domain.publishing import abbreviations, content
from muster.domain.publishing.comparing import Change, chapter_differences, differences
from muster.domain.publishing.content import Book, fingerprint
from muster.domain.publishing.states import ChapterFacts, Finding, State, findings, may_be_published
from muster.features.accounts.rights import Subject, Verb, require
from muster.features.activities.filters import UP_TO_INTERNAL, Filters
from muster.features.activities.queries import open_pairs_within
from muster.features.matrix import queries as counted
from muster.features.publishing.composing import Made, abbreviation_table, compose, compose_chapter, substance
from muster.features.publishing.entries import Standing, Viewer, as_reported, closed_to, standing
from muster.features.publishing.figures import Studio
from muster.features.publishing.models import (
    INTRODUCTION,
    SIGNER,
    Abbreviation,
    Chapter,
    ChapterKind,
    Comment,
    Handout,
    HouseTemplate,
    Order,
    Paragraph,
    Publication,
    PublicationFile,
    Report,
    UnitYear,
)
from muster.features.publishing.outputs.html import chapter_view
from muster.features.publishing.wording import words


def reports(viewer: Viewer) -> QuerySet[Report]:
    """All reports, the latest period first."""
    require(viewer, Verb.READ, Subject.REPORT)
    return Report.objects.select_related("publication", "order", "corrects", "created_by").annotate(
        structures=Count("chapters", filter=Q(chapters__unit__isnull=False)),
        cleared=Count("chapters", filter=Q(chapters__unit__isnull=False, chapters__state__in=("cleared", "published"))),
    )


def report(viewer: Viewer, pk: int) -> Report:
    """One report; raises `Report.DoesNotExist`."""
    return reports(viewer).get(pk=pk)


def handouts(viewer: Viewer, report: Report) -> QuerySet[Handout]:
    """The links by which its files were handed out, the newest first."""
    require(viewer, Verb.DISCLOSE, Subject.REPORT)
    return report.handouts.select_related("made_by")


def handout_of(token: str) -> Handout:
    """The link that works by this token, for whoever has it; raises `Handout.DoesNotExist` for any other."""
    try:
        key = int(SIGNER.unsign(token))
    except (BadSignature, ValueError):
        raise Handout.DoesNotExist from None
    with acting_as(SYSTEM):  # the link is the right
        found = Handout.objects.select_related("report").get(pk=key)
    if not found.works:
        raise Handout.DoesNotExist
    return found


def chapter(viewer: Viewer, pk: int) -> Chapter:
    """One chapter with its report; raises `Chapter.DoesNotExist`."""
    require(viewer, Verb.READ, Subject.REPORT)
    return Chapter.objects.select_related("report", "unit", "edited_by").get(pk=pk)


def paragraph(viewer: Viewer, pk: int) -> Paragraph:
    """One paragraph with its chapter and report; raises `Paragraph.DoesNotExist`."""
    require(viewer, Verb.READ, Subject.REPORT)
    return Paragraph.objects.select_related("chapter__report", "chapter__unit", "updated_by").get(pk=pk)


def comment(viewer: Viewer, pk: int) -> Comment:
    require(viewer, Verb.READ, Subject.REPORT)
    return Comment.objects.select_related("paragraph__chapter__report", "paragraph__chapter__unit").get(pk=pk)


def paragraphs(viewer: Viewer, of: Chapter) -> list[Paragraph]:
    """The chapter's paragraphs with their entries and comments."""
    require(viewer, Verb.READ, Subject.REPORT)
    found = of.paragraphs.select_related("updated_by")
    return list(
        found.prefetch_related("entries", "comments__author", "comments__resolved_by", "comments__replies__author")
    )


@dataclass(frozen=True, slots=True)
class ChapterStanding:
    """A chapter with what stands in its way and what is pointed out."""

    chapter: Chapter
    findings: list[Finding]

    @property
    def stops(self) -> list[Finding]:
        return [finding for finding in self.findings if finding.stops]

    @property
    def remarks(self) -> list[Finding]:
        return [finding for finding in self.findings if not finding.stops]


@dataclass(frozen=True, slots=True)
class Checklist:
    """What stands between a report and its publication."""

    chapters: list[ChapterStanding]
    undefined: dict[str, int]  # abbreviations without words, and how often they are used
    told_twice: int  # pairs of its entries that may be one activity, and nobody has decided

    @property
    def ready(self) -> bool:
        return all(may_be_published(each.findings) for each in self.chapters)

    @property
    def waiting(self) -> list[ChapterStanding]:
        return [each for each in self.chapters if each.stops]


def checklist(viewer: Viewer, of: Report, made: Made | None = None) -> Checklist:
    """Chapter by chapter, against the words and numbers of `made` (composed here where it is not given)."""
    trees = {tree.key: tree for tree in (made or compose(viewer, of, draw=False)).book.chapters}
    chapters = [
        ChapterStanding(each, chapter_findings(viewer, each, trees[each.key]))
        for each in of.chapters.select_related("unit", "report")
    ]
    units = [each.chapter.unit_id for each in chapters if each.chapter.unit_id]
    told_twice = 0 if of.published else open_pairs_within(viewer, units, of.period_start, of.period_end)
    return Checklist(chapters, undefined(of, trees.values()), told_twice)


def undefined(of: Report, chapters: Iterable[content.Chapter]) -> dict[str, int]:
    """Abbreviations that neither the text nor a person explains."""
    found = abbreviations.find(content.words_of(chapter) for chapter in chapters)
    said = {each.short for each in of.abbreviations.all() if each.words or each.ignored}
    return {short: times for short, times in found.undefined.items() if short not in said}


def chapter_findings(viewer: Viewer, of: Chapter, tree: content.Chapter | None = None) -> list[Finding]:
    """What stands in the chapter's way, then what is pointed out."""
    if of.report.published or not of.written:
        return []
    tree = tree or compose_chapter(viewer, of)
    own = list(of.paragraphs.prefetch_related("entries"))
    introduced = any(each.text.strip() for each in own if each.section == INTRODUCTION)
    has_text = any(each.text.strip() for each in own)
    clearance = of.clearances.filter(taken_back_at=None).first()
    register = standing(viewer, of, own)
    return findings(
        ChapterFacts(
            state=State(of.state),
            needs_clearance=has_text or of.kind != ChapterKind.FOREWORD,  # a foreword may be left out
            has_text=has_text,
            has_introduction=of.kind != ChapterKind.STRUCTURE or introduced,
            has_budget=of.kind != ChapterKind.STRUCTURE or any(_is_budget(block) for block in tree.blocks),
            same_as_cleared=clearance is not None and clearance.fingerprint == fingerprint(substance(tree)),
            open_comments=open_comments(of),
            gone=register.gone + closed_to(viewer, of).total(),
            outdated=register.count - register.gone,
        )
    )


def _is_budget(block: content.Block) -> bool:
    return isinstance(block, content.Table) and block.name == "budget"


def open_comments(of: Chapter) -> int:
    return Comment.objects.filter(paragraph__chapter=of, parent=None, resolved_at=None).count()


def chapter_standing(viewer: Viewer, of: Chapter, found: list[Paragraph]) -> Standing:
    """The paragraphs against the register; nothing to say of a published report."""
    require(viewer, Verb.READ, Subject.REPORT)
    return Standing({}, {}) if of.report.published else standing(viewer, of, found)


def changed_since_clearance(viewer: Viewer, of: Chapter) -> list[Change]:
    """What the chapter says otherwise than when it was last cleared."""
    last = of.clearances.first()
    if last is None:
        return []
    return chapter_differences(content.chapter_from_data(last.content), compose_chapter(viewer, of))


def book(viewer: Viewer, of: Report) -> Made:
    """The report's tree and charts: of a published one as it was frozen, of a draft as it stands now."""
    require(viewer, Verb.READ, Subject.REPORT)
    publication = Publication.objects.filter(report=of).first()
    if publication is None:
        return compose(viewer, of)
    charts = publication.files.filter(format="svg").select_related("file")
    return Made(content.from_data(publication.content), {each.file_id: bytes(each.file.content) for each in charts})


def order(viewer: Viewer, of: Report) -> Order | None:
    """What a person ordered and its job has not done yet, or could not do."""
    require(viewer, Verb.READ, Subject.REPORT)
    return Order.objects.select_related("by").filter(report=of).first()


def versions(viewer: Viewer, of: Report) -> QuerySet[Report]:
    """Every edition of the same report, the first one first."""
    same = {name: getattr(of, name) for name in ("kind", "period_start", "period_end", "language")}
    return reports(viewer).filter(**same).order_by("edition")


def version_differences(viewer: Viewer, of: Report) -> list[Change]:
    """What this edition says otherwise than the one that it corrects."""
    if of.corrects is None:
        return []
    return differences(_tree(viewer, of.corrects), _tree(viewer, of))


def _tree(viewer: Viewer, of: Report) -> Book:
    publication = Publication.objects.filter(report=of).first()
    return content.from_data(publication.content) if publication else compose(viewer, of, draw=False).book


def unit_years(viewer: Viewer, year: int) -> dict[tuple[int, int, str], UnitYear]:
    """Budget and staff of a year and the one before, by (unit, year, fund source)."""
    require(viewer, Verb.READ, Subject.REPORT)
    found = UnitYear.objects.filter(year__in=(year - 1, year))
    return {(each.unit_id, each.year, each.fund_source): each for each in found}


def house_template(viewer: Viewer) -> HouseTemplate | None:
    """The Word template in force; None for the one that comes with Muster."""
    require(viewer, Verb.READ, Subject.REPORT)
    return HouseTemplate.objects.first()


def files(viewer: Viewer, of: Report) -> list[PublicationFile]:
    """The frozen files of a published report, without their bytes and without charts."""
    require(viewer, Verb.READ, Subject.REPORT)
    found = PublicationFile.objects.filter(publication__report=of).exclude(format="svg")
    return list(found.select_related("file").defer("file__content").order_by("-format"))


@dataclass(frozen=True, slots=True)
class Abbreviations:
    """What a report's text defines (short, words), what it does not, and what people said."""

    printed: list[tuple[str, str]]
    undefined: dict[str, int]
    twice: dict[str, set[str]]
    said: list[Abbreviation]


def abbreviations_of(viewer: Viewer, of: Report) -> Abbreviations:
    """Over all chapters together."""
    chapters = _tree(viewer, of).chapters
    found = abbreviations.find(content.words_of(chapter) for chapter in chapters)
    printed = abbreviation_table(of, chapters)
    return Abbreviations(
        [(row.label, row.cells[0]) for row in printed.rows],
        undefined(of, chapters),
        found.twice,
        list(of.abbreviations.all()),
    )


def chapter_preview(viewer: Viewer, of: Chapter) -> dict[str, Any]:
    """Context of `publishing/book_blocks.html`: the chapter as it would be printed, charts included."""
    if of.report.published:
        made = book(viewer, of.report)
        tree = next(each for each in made.book.chapters if each.key == of.key)
        return {"chapter": chapter_view(tree, made.images), "words": made.book.words}
    studio = Studio()
    tree = compose_chapter(viewer, of, studio)
    with translation.override(of.report.language):
        return {"chapter": chapter_view(tree, studio.images), "words": words()}


@dataclass(frozen=True, slots=True)
class Headline:
    """What the register counts for a chapter: events, and each category's share in percent."""

    events: int
    shares: dict[str, int | None]
    register: Filters  # what of the register that is


def headline(viewer: Viewer, of: Chapter) -> Headline:
    """Of the chapter's structure, or of all structures of the report."""
    units = [of.unit] if of.unit else Unit.objects.filter(chapters__report=of.report)
    with as_reported(viewer):
        matrix = counted.matrix(viewer, units=units, period=of.report.period)
    seen = counted.filters(units, of.report.period, marking=UP_TO_INTERNAL)
    return Headline(matrix.total, matrix.category_shares(), seen)
