"""Writes about access reviews: somebody looked whether a role is still needed."""

from __future__ import annotations

from collections.abc import Sequence
from datetime import timedelta

import pghistory
from django.core.exceptions import PermissionDenied
from django.db import transaction
from django.utils import timezone
from django.utils.translation import gettext as _

from muster.features.accounts.actions.assignments import end_role, own
from muster.features.accounts.models import AccessReview, Assignment, User
from muster.features.accounts.rights import Subject, Verb, require_at


def review(person: User, assignments: Sequence[Assignment], *, kept: bool, remark: str) -> None:
    """Keep them, or end them at once: all or none. One that begins today or later ends with its first day."""
    for assignment in assignments:
        require_at(person, Verb.GRANT, Subject.ACCOUNT, assignment.unit)
        if own(person, assignment.person):
            raise PermissionDenied(_("Nobody reviews their own roles, or those of somebody they act for."))
    yesterday = timezone.localdate() - timedelta(days=1)
    with transaction.atomic(), pghistory.context(user=person.pk, why=remark or None):
        for assignment in assignments:
            AccessReview.objects.create(assignment=assignment, kept=kept, remark=remark, by=person)
            if not kept:
                end_role(person, assignment, max(yesterday, assignment.start), remark)
