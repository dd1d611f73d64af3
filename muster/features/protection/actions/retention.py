"""Deciding whether records are still needed."""

from __future__ import annotations

from collections.abc import Sequence

from django.core.exceptions import ValidationError
from django.db import transaction
from django.utils import timezone
from django.utils.translation import gettext as _

from muster.domain.protection.retention import DISPOSE, RESTRICT, add_years, years_of
from muster.features.accounts.models import User
from muster.features.accounts.rights import Subject, Verb, require
from muster.features.protection.actions.erasing import Ground, erase_record
from muster.features.protection.actions.restricting import restrict
from muster.features.protection.models import Holding, Outcome
from muster.features.protection.queries import sheet
from muster.features.protection.records import Record

RESTRICTED_YEARS = 1  # after which a restricted record is looked at again


def decide(person: User, records: Sequence[Record], outcome: str, rationale: str) -> int:
    """Decide on records at once, all or none; how many. Raises `ValidationError` with a sentence."""
    require(person, Verb.CHANGE, Subject.PERSONAL_DATA)
    if outcome not in Outcome or not rationale.strip():
        raise ValidationError(_("Choose what becomes of them, and say why."))
    with transaction.atomic():
        for record in records:
            _decide(person, record, outcome, rationale.strip())
    return len(records)


def _decide(person: User, record: Record, outcome: str, rationale: str) -> None:
    require(person, Verb.CHANGE, Subject.PERSONAL_DATA, record.unit)
    today = timezone.localdate()
    if outcome == DISPOSE:
        erase_record(person, record, Ground(rationale, _("The time for which it may be kept is over.")))
        review_on = None
    elif outcome == RESTRICT:
        restrict(person, record, rationale)
        review_on = add_years(today, RESTRICTED_YEARS)
    else:
        review_on = add_years(today, years_of(outcome, sheet(record.data_set).years))
    Holding.objects.update_or_create(
        code=record.code,
        key=record.key,
        defaults={
            "outcome": outcome,
            "rationale": rationale,
            "review_on": review_on,
            "decided_by": person,
            "decided_at": timezone.now(),
        },
    )
