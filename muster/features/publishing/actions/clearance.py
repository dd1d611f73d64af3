"""The head of a structure clears its chapter: these words, these numbers."""

from __future__ import annotations

import pghistory
from django.core.exceptions import ValidationError
from django.db import transaction
from django.utils.translation import gettext as _

from muster.core.conflicts import Conflict
from muster.domain.publishing.content import fingerprint
from muster.domain.publishing.states import Finding, clearance_stopped_by
from muster.features.accounts.models import User
from muster.features.publishing.actions.editing import refuse_published, require_clearing, take_back, typed
from muster.features.publishing.composing import compose_chapter, substance
from muster.features.publishing.models import Chapter, ChapterState, Clearance, ParagraphEntry, Report
from muster.features.publishing.queries import chapter_findings


class NotReady(Exception):
    """What stands in the way, chapter by chapter."""

    def __init__(self, findings: list[tuple[Chapter, Finding]]) -> None:
        super().__init__(_("This cannot be done yet."))
        self.findings = findings


def clear_chapter(person: User, chapter: Chapter, version: int) -> Clearance:
    """Clear the chapter as `version` was. Raises `Conflict` where it was edited since, `NotReady` with what stops."""
    with transaction.atomic(), pghistory.context(user=person.pk):
        current = _locked(person, chapter)
        refuse_published(current.report)
        if not current.written:
            raise ValidationError(_("This chapter is made from the others and needs no clearance."))
        if current.version != version:
            raise Conflict(current, {})
        tree = compose_chapter(person, current)
        stopping = clearance_stopped_by(chapter_findings(person, current, tree))
        if stopping:
            raise NotReady([(current, finding) for finding in stopping])
        kept = substance(tree)
        take_back(person, current, _("cleared again"))
        current.state, current.note = ChapterState.CLEARED, ""
        current.save(update_fields=["state", "note"])
        told = ParagraphEntry.objects.filter(paragraph__chapter=current).values_list("activity_id", flat=True)
        return Clearance.objects.create(
            chapter=current, by=person, fingerprint=fingerprint(kept), content=kept, told=sorted(set(told))
        )


def withdraw_clearance(person: User, chapter: Chapter, why: str) -> None:
    """Whoever may clear may take a clearance back, and says why."""
    with transaction.atomic(), pghistory.context(user=person.pk):
        current = _locked(person, chapter)
        refuse_published(current.report)
        if current.state != ChapterState.CLEARED:
            raise ValidationError(_("This chapter is not cleared."))
        if not typed(why):
            raise ValidationError(_("Say why the clearance is taken back."))
        take_back(person, current, typed(why))
        current.state = ChapterState.EDITED
        current.save(update_fields=["state", "note"])


def _locked(person: User, chapter: Chapter) -> Chapter:
    require_clearing(person, chapter)
    report = Report.objects.select_for_update(of=("self",)).get(pk=chapter.report_id)
    locked = Chapter.objects.select_for_update(of=("self",)).select_related("unit").get(pk=chapter.pk)
    locked.report = report
    return locked
