"""On which day an assignment was used last: that one of its rights let somebody do something."""

from __future__ import annotations

import logging
from datetime import date

from django.contrib.auth.models import AnonymousUser
from django.db import Error, transaction

from muster.core.identity import SYSTEM, acting_as
from muster.features.accounts.models import Assignment, User

logger = logging.getLogger(__name__)


def keep(person: User | AnonymousUser) -> None:
    """Write down what `rights.require` remembered; what is marked today is not remembered, so once a day at most."""
    if not isinstance(person, User) or not (used := person.used_assignments):
        return
    today = date.today()
    try:
        # People may not write about their own roles: the machine does, and nothing but the day.
        with acting_as(SYSTEM), transaction.atomic():
            Assignment.objects.filter(pk__in=used).exclude(used_on=today).update(used_on=today)
    except Error:  # what the person came for is done, and is not to fail for this
        logger.warning("The use of a role could not be written down.")
