"""A report as its content tree, from its paragraphs, the register's counts and the structures' facts."""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterable, Iterator, Sequence
from dataclasses import dataclass, field, replace
from typing import Any

from django.utils import timezone, translation
from django.utils.translation import gettext as _

from muster.core.models import Unit
from muster.core.units import mission
from muster.domain.counting.matrix import CATEGORIES, Matrix, matrix_of
from muster.domain.periods import show_range
from muster.domain.publishing import abbreviations, content
from muster.domain.publishing.emphasis import runs, split_paragraphs
from muster.domain.publishing.numbering import numbered
from muster.domain.reference.codes import code_list
from muster.features.matrix import queries as counted
from muster.features.publishing import figures, tables
from muster.features.publishing.entries import Viewer, as_reported, closed_to
from muster.features.publishing.models import INTRODUCTION, Chapter, ChapterKind, Paragraph, ParagraphKind, Report
from muster.features.publishing.wording import label, not_shown, period_label, words

WITH_NUMBER = frozenset({ChapterKind.STRUCTURE, ChapterKind.MATRIX})


@dataclass(slots=True)
class Made:
    """A report's tree and the SVG of its charts by SHA-256."""

    book: content.Book
    images: dict[str, bytes] = field(default_factory=dict)


def compose(viewer: Viewer, report: Report, *, draw: bool = True) -> Made:
    """The whole report in its own language; without `draw` charts have their words and figures but no image."""
    with translation.override(report.language):
        studio = figures.Studio(draw)
        chapters = list(report.chapters.select_related("unit", "report"))
        matrices = {chapter.pk: chapter_matrix(viewer, chapter) for chapter in chapters if chapter.unit}
        written = [_written(viewer, chapter, matrices.get(chapter.pk), studio) for chapter in chapters]
        made = [_made(report, each, written, list(matrices.values()), studio) for each in written]
        numbers = (chapter.kind in WITH_NUMBER for chapter in chapters)
        tree = numbered(zip(made, numbers, strict=True))
        return Made(content.printable(replace(_book(report), chapters=tree)), studio.images)


def compose_chapter(viewer: Viewer, chapter: Chapter, studio: figures.Studio | None = None) -> content.Chapter:
    """One written chapter; its charts have an image where a `studio` draws them."""
    with translation.override(chapter.report.language):
        matrix = chapter_matrix(viewer, chapter) if chapter.unit else None
        written = _written(viewer, chapter, matrix, studio or figures.Studio(draw=False))
        return content.printable(written.tree)


def chapter_matrix(viewer: Viewer, chapter: Chapter) -> Matrix:
    """What the register counts for the chapter's structure in the report's period."""
    assert chapter.unit
    with as_reported(viewer):
        return counted.matrix(viewer, units=[chapter.unit], period=chapter.report.period)


def substance(chapter: content.Chapter) -> dict[str, Any]:
    """What a clearance stands by: words, tables and counts, without printed numbering and images."""
    blocks = [replace(block, number=None) if isinstance(block, content.Table) else block for block in chapter.blocks]
    kept = tuple(block for block in blocks if not isinstance(block, content.Figure))
    return content.chapter_data(replace(chapter, number="", blocks=kept))


@dataclass(frozen=True, slots=True)
class _Written:
    chapter: Chapter
    tree: content.Chapter


def _book(report: Report) -> content.Book:
    return content.Book(
        title=report.title,
        subtitle=str(report.get_kind_display()),
        mission=mission_name(),
        period=period_label(report),
        language=report.language,
        edition=report.edition,
        state=report.state,
        dated=_dated(report),
        notice=_correction_notice(report),
        words=words(),
    )


def mission_name() -> str:
    """The name of the unit that all structures belong to; empty where there is none."""
    top = mission()
    return top.name if top else ""


def _dated(report: Report) -> str:
    return show_range(timezone.localdate(), None, language=report.language)


def _correction_notice(report: Report) -> str:
    if not report.corrects_id:
        return ""
    return _("Edition %(edition)s. It replaces edition %(earlier)s and corrects: %(reason)s") % {
        "edition": report.edition,
        "earlier": report.edition - 1,
        "reason": report.correction_reason,
    }


def _written(viewer: Viewer, chapter: Chapter, matrix: Matrix | None, studio: figures.Studio) -> _Written:
    blocks: list[content.Block] = []
    if chapter.unit and matrix:
        blocks = [*_structure_blocks(chapter, matrix, studio, closed_to(viewer, chapter))]
    elif chapter.written:
        blocks = [*_section(chapter.paragraphs.all())]
    counts = _counts(matrix) if matrix else ()
    return _Written(chapter, content.Chapter(chapter.key, chapter.title, "", tuple(blocks), counts))


def _structure_blocks(
    chapter: Chapter, matrix: Matrix, studio: figures.Studio, closed: Counter[str]
) -> Iterator[content.Block]:
    assert chapter.unit
    sections: dict[str, list[Paragraph]] = {}
    for paragraph in chapter.paragraphs.all():
        sections.setdefault(paragraph.section, []).append(paragraph)
    budget = tables.budget(chapter.unit, chapter.report)
    if budget:
        yield budget
    yield from _section(sections.get(INTRODUCTION, []))
    for category in CATEGORIES:
        yield from _category(category, sections, closed)
    yield content.Heading(2, _("Activities in figures"))
    alone = not chapter.report.chapters.filter(kind=ChapterKind.MATRIX).exists()
    yield tables.matrix(matrix, chapter.unit.name, period_label(chapter.report), every_theme=alone)
    yield from studio.of_structure(matrix, chapter.unit.name)
    if alone:  # there is no chapter that tells all structures together
        yield from studio.themes(matrix)


def _category(category: str, sections: dict[str, list[Paragraph]], closed: Counter[str]) -> Iterator[content.Block]:
    themes = [theme for theme, entry in code_list("themes").items() if entry.category == category]
    told = [theme for theme in themes if sections.get(theme) or closed[theme]]
    if told:
        yield content.Heading(2, label(category, "categories"))
    for theme in told:
        yield content.Heading(3, label(theme, "themes"))
        yield from _section(sections.get(theme, []))
        if closed[theme]:
            yield content.Paragraph(runs(not_shown(closed[theme])))


def _section(paragraphs: Iterable[Paragraph]) -> Iterator[content.Block]:
    for paragraph in paragraphs:
        parts = tuple(content.Paragraph(runs(text)) for text in split_paragraphs(paragraph.text))
        if paragraph.kind == ParagraphKind.BOX:
            yield content.Box(paragraph.title, parts)
        else:
            yield from parts


def _counts(matrix: Matrix) -> tuple[content.Count, ...]:
    return tuple(
        content.Count(row.theme, column, events)
        for row in matrix.rows
        for column, events in row.counts.items()
        if events
    )


def _made(
    report: Report,
    written: _Written,
    everything: Sequence[_Written],
    matrices: Sequence[Matrix],
    studio: figures.Studio,
) -> content.Chapter:
    """Chapters that are made from the others; a written one as it is."""
    tree = written.tree
    match written.chapter.kind:
        case ChapterKind.MATRIX:
            blocks = tuple(_overall(report, everything, matrices, studio))
            return replace(tree, blocks=blocks, counts=_counts(sum_of(matrices)))
        case ChapterKind.ABBREVIATIONS:
            return replace(tree, blocks=(abbreviation_table(report, [each.tree for each in everything]),))
        case ChapterKind.CONTACTS:
            return replace(tree, blocks=(tables.contacts(_units(everything)),))
    return tree


def sum_of(matrices: Iterable[Matrix]) -> Matrix:
    """The structures' matrices added, so that the whole is always the sum of what the chapters print."""
    return matrix_of(
        (row.theme, column, events) for each in matrices for row in each.rows for column, events in row.counts.items()
    )


def _overall(
    report: Report, everything: Sequence[_Written], matrices: Sequence[Matrix], studio: figures.Studio
) -> Iterator[content.Block]:
    total = sum_of(matrices)
    yield tables.matrix(total, _("All structures"), period_label(report), every_theme=True)
    yield from studio.of_structure(total, _("All structures"))
    yield from studio.structures([(unit.short_name, m) for unit, m in zip(_units(everything), matrices, strict=True)])
    yield from studio.themes(total)


def abbreviation_table(report: Report, chapters: Iterable[content.Chapter]) -> content.Table:
    """Sorted: what the text defines, and what a person said in addition; what is undefined is not printed."""
    found = abbreviations.find(content.words_of(chapter) for chapter in chapters)
    given = {each.short: each for each in report.abbreviations.all()}
    known = found.defined | {short: each.words for short, each in given.items() if each.words}
    used = found.used.keys() | found.defined.keys()
    shown = {s: w for s, w in known.items() if s in used and not (s in given and given[s].ignored)}
    return tables.abbreviations(shown)


def _units(everything: Iterable[_Written]) -> list[Unit]:
    return [each.chapter.unit for each in everything if each.chapter.unit]
