"""What people say of abbreviations that the text does not define."""

from __future__ import annotations

from django.db import transaction

from muster.features.accounts.models import User
from muster.features.accounts.rights import Subject, Verb, require
from muster.features.publishing.actions.editing import refuse_published, typed
from muster.features.publishing.models import Abbreviation, Report


def explain_abbreviation(person: User, report: Report, short: str, words: str, *, ignored: bool = False) -> None:
    """Its words, or that it is no abbreviation; with neither, what was said before is forgotten."""
    require(person, Verb.CHANGE, Subject.REPORT)
    with transaction.atomic():
        current = Report.objects.select_for_update().get(pk=report.pk)
        refuse_published(current)
        if not typed(words) and not ignored:
            current.abbreviations.filter(short=typed(short)).delete()
            return
        said = {"words": typed(words)[:200], "ignored": ignored}
        Abbreviation.objects.update_or_create(report=current, short=typed(short)[:20], defaults=said)
