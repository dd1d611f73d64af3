"""What every edit of a chapter has in common: the right, the lock, the state after it."""

from __future__ import annotations

from collections.abc import Iterator
from contextlib import contextmanager

import pghistory
from django.core.exceptions import ValidationError
from django.db import transaction
from django.utils import timezone
from django.utils.translation import gettext as _

from muster.core.models import Unit
from muster.domain.publishing.states import State, after_edit
from muster.features.accounts.models import User
from muster.features.accounts.rights import Subject, Verb, may, require
from muster.features.publishing.models import Chapter, Report


def require_writing(person: User, chapter: Chapter) -> None:
    """A structure's chapter is written by its people, what belongs to no structure by those who publish."""
    require(person, *_right(chapter, Verb.CHANGE))


def may_write(person: User, chapter: Chapter) -> bool:
    return not chapter.report.published and may(person, *_right(chapter, Verb.CHANGE))


def require_clearing(person: User, chapter: Chapter) -> None:
    """As for writing: the head of the structure, or for what belongs to none those who publish."""
    require(person, *_right(chapter, Verb.CLEAR))


def may_clear(person: User, chapter: Chapter) -> bool:
    return not chapter.report.published and may(person, *_right(chapter, Verb.CLEAR))


def _right(chapter: Chapter, verb: Verb) -> tuple[Verb, Subject, Unit | None]:
    return (verb if chapter.unit else Verb.PUBLISH, Subject.REPORT, chapter.unit)


def typed(text: str) -> str:
    """What a person typed, as it is kept: one kind of line end, no space around it, no null that a database refuses."""
    return text.replace("\x00", "").replace("\r\n", "\n").strip()


def refuse_published(report: Report) -> None:
    """Raises `ValidationError`; the database would refuse the change too, less kindly."""
    if report.published:
        raise ValidationError(_("This report is published and never changes. Make a correction."))


@contextmanager
def edit(person: User, chapter: Chapter) -> Iterator[Chapter]:
    """The chapter, locked, of a report not yet published, for a person who may write it; one transaction."""
    require_writing(person, chapter)
    with transaction.atomic(), pghistory.context(user=person.pk):
        report = Report.objects.select_for_update(of=("self",)).get(pk=chapter.report_id)
        locked = Chapter.objects.select_for_update(of=("self",)).select_related("unit").get(pk=chapter.pk)
        locked.report = report
        require_writing(person, locked)
        refuse_published(report)
        yield locked


def touch(person: User, chapter: Chapter, why: str) -> None:
    """The chapter was edited: it is no longer a plain draft, and a clearance is taken back with a note."""
    was = State(chapter.state)
    if was is State.CLEARED:
        take_back(person, chapter, why)
    chapter.state = after_edit(was).value
    chapter.version += 1
    chapter.edited_by, chapter.edited_at = person, timezone.now()
    chapter.save(update_fields=["state", "version", "note", "edited_by", "edited_at"])


def take_back(person: User, chapter: Chapter, why: str) -> None:
    """End the clearance in force; the caller saves the chapter."""
    chapter.note = _("Clearance taken back by %(person)s: %(why)s") % {"person": person, "why": why}
    chapter.clearances.filter(taken_back_at=None).update(
        taken_back_at=timezone.now(), taken_back_by=person, taken_back_why=why
    )
