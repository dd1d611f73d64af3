"""A report is started from the register, discarded while it is a draft, corrected once it is published."""

from __future__ import annotations

from collections.abc import Iterable
from copy import copy
from typing import Any

import pghistory
from django.core.exceptions import ValidationError
from django.db import IntegrityError, transaction
from django.utils import translation
from django.utils.translation import gettext as _

from muster.core.identity import SYSTEM, acting_as
from muster.core.models import Unit
from muster.domain.counting.period import Period
from muster.features.accounts.models import User
from muster.features.accounts.rights import Subject, Verb, require
from muster.features.activities.models import Activity
from muster.features.publishing.actions.editing import refuse_published, typed
from muster.features.publishing.entries import drawn, entries_of
from muster.features.publishing.models import (
    Chapter,
    ChapterKind,
    Kind,
    Paragraph,
    ParagraphEntry,
    Report,
)
from muster.features.publishing.wording import period_label

BEFORE = (ChapterKind.FOREWORD, ChapterKind.SUMMARY)
AFTER = (ChapterKind.MATRIX, ChapterKind.ABBREVIATIONS, ChapterKind.CONTACTS)  # the first of several structures only


def start_report(
    person: User, kind: str, period: Period, units: Iterable[Unit], *, language: str = "en", title: str = ""
) -> Report:
    """A draft with a chapter for each structure, its paragraphs drawn from the register.

    Raises `ValidationError` where no structure is named or the same report was started before.
    """
    require(person, Verb.PUBLISH, Subject.REPORT)
    chosen = list(units)
    if not chosen:
        raise ValidationError(_("Choose at least one structure."))
    for unit in chosen:
        require(person, Verb.READ, Subject.REPORT, unit)
    with transaction.atomic(), pghistory.context(user=person.pk):
        report = Report(kind=kind, period_start=period.start, period_end=period.end, language=language)
        report.title = typed(title)[:200] or default_title(report)
        report.created_by = person
        _save_first(report)
        _add_chapters(person, report, chosen)
    return report


def _save_first(report: Report) -> None:
    """The first edition of its kind, period and language: the database knows whether there is one by now."""
    try:
        with transaction.atomic():
            report.save()
    except IntegrityError:
        raise ValidationError(_("There is already a report of this kind, period and language.")) from None


def default_title(report: Report) -> str:
    with translation.override(report.language):
        titles = {
            Kind.ANNUAL: _("Annual Report on Police-Related Activities %(period)s"),
            Kind.QUARTERLY: _("Quarterly Report on Police-Related Activities, %(period)s"),
            Kind.MONTHLY: _("Monthly Report on Police-Related Activities, %(period)s"),
        }
        return titles[Kind(report.kind)] % {"period": period_label(report)}


def _add_chapters(person: User, report: Report, units: list[Unit]) -> None:
    before = BEFORE if report.kind == Kind.ANNUAL else BEFORE[1:]
    plan: list[tuple[ChapterKind, Unit | None]] = [(kind, None) for kind in before]
    plan += [(ChapterKind.STRUCTURE, unit) for unit in units]
    plan += [(kind, None) for kind in (AFTER if len(units) > 1 else AFTER[1:])]
    for position, (kind, unit) in enumerate(plan):
        chapter = Chapter.objects.create(report=report, kind=kind, unit=unit, position=position)
        _draw(person, chapter)


def _draw(person: User, chapter: Chapter) -> None:
    by_theme: dict[str, list[Activity]] = {}
    for entry in entries_of(person, chapter).values():
        by_theme.setdefault(entry.theme, []).append(entry)
    for theme, entries in by_theme.items():
        add_drawn(person, chapter, theme, entries, first=0)


def add_drawn(person: User, chapter: Chapter, theme: str, entries: list[Activity], *, first: int) -> None:
    """Paragraphs for these entries at the end of a theme's section, from position `first`."""
    by_key = {entry.pk: entry for entry in entries}
    for position, piece in enumerate(drawn(entries, chapter.report.language), start=first):
        paragraph = Paragraph.objects.create(
            chapter=chapter,
            section=theme,
            position=position,
            text=piece.text,
            drawn_text=piece.text,
            updated_by=person,
        )
        link_entries(paragraph, [by_key[key] for key in piece.entries])


def link_entries(paragraph: Paragraph, entries: Iterable[Activity]) -> None:
    """Keep which entries the paragraph tells, as they are now."""
    ParagraphEntry.objects.bulk_create(
        ParagraphEntry(
            paragraph=paragraph,
            activity_id=entry.pk,
            activity_version=entry.version,
            title=entry.title,
            position=position,
        )
        for position, entry in enumerate(entries)
    )


def rename_report(person: User, report: Report, title: str) -> None:
    require(person, Verb.PUBLISH, Subject.REPORT)
    with transaction.atomic(), pghistory.context(user=person.pk):
        current = Report.objects.select_for_update().get(pk=report.pk)
        refuse_published(current)
        if not typed(title):
            raise ValidationError(_("A report needs a title."))
        current.title = typed(title)[:200]
        current.version += 1
        current.save(update_fields=["title", "version"])


def discard_report(person: User, report: Report) -> None:
    """Remove a draft with all its chapters; its history stays."""
    require(person, Verb.PUBLISH, Subject.REPORT)
    with transaction.atomic(), pghistory.context(user=person.pk):
        current = Report.objects.select_for_update().get(pk=report.pk)
        refuse_published(current)
        with acting_as(SYSTEM):  # paragraphs that the person does not see go with it
            current.delete()


def correct_report(person: User, report: Report, reason: str) -> Report:
    """A further edition that says what it corrects; its chapters begin as they were published, with their clearances.

    A clearance is of words and numbers: where the register has moved since, the chapter has to be cleared again.
    """
    require(person, Verb.PUBLISH, Subject.REPORT)
    if not typed(reason):
        raise ValidationError(_("Say what is corrected, and why."))
    if not report.published:
        raise ValidationError(_("Only a published report is corrected; this one can still be edited."))
    with transaction.atomic(), pghistory.context(user=person.pk):
        Report.objects.select_for_update().get(pk=report.pk)  # a second correction at this moment waits for the first
        if Report.objects.filter(corrects=report).exists():
            raise ValidationError(_("A correction of this edition has been started already."))
        made = Report.objects.create(
            kind=report.kind,
            period_start=report.period_start,
            period_end=report.period_end,
            language=report.language,
            title=report.title,
            edition=report.edition + 1,
            corrects=report,
            correction_reason=typed(reason),
            created_by=person,
        )
        with acting_as(SYSTEM):  # paragraphs of what was closed since go along, seen by who sees the entry
            _copy_everything(report, made)
    return made


def _copy_everything(report: Report, made: Report) -> None:
    for abbreviation in report.abbreviations.all():
        _copied(abbreviation, report=made)
    for chapter in report.chapters.all():
        clearance = chapter.clearances.filter(taken_back_at=None).first()
        paragraphs = list(chapter.paragraphs.prefetch_related("entries"))
        left_out = list(chapter.left_out.all())
        state = "cleared" if clearance else "draft"
        twin = _copied(chapter, report=made, state=state, note="")
        for each in [*filter(None, [clearance]), *left_out]:
            _copied(each, chapter=twin)
        for paragraph in paragraphs:
            links = list(paragraph.entries.all())
            new = _copied(paragraph, chapter=twin)
            for link in links:
                _copied(link, paragraph=new)


def _copied(row: Any, **changed: Any) -> Any:
    """The row once more, with these fields changed; its versions begin anew, for its history does."""
    again = copy(row)
    if hasattr(again, "version"):
        again.version = 1
    again.pk, again._state.adding = None, True
    for name, value in changed.items():
        setattr(again, name, value)
    again.save(force_insert=True)
    return again
