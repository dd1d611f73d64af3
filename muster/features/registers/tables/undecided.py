"""Tables that nobody decided about are forgotten after a time: their rows and their files may name people."""

from __future__ import annotations

import logging
from datetime import timedelta

from django.utils import timezone

from muster.core.jobs import sweep
from muster.features.registers.actions.tables import drop_table
from muster.features.registers.tables.models import KEPT_DAYS, UNDECIDED, Load

AT_ONCE = 100
logger = logging.getLogger(__name__)


@sweep
def forget_undecided() -> None:
    """As if their persons had dropped them; on the day that their pages say."""
    over = timezone.localdate() - timedelta(days=KEPT_DAYS)
    waiting = Load.objects.filter(state__in=UNDECIDED, uploaded_at__date__lte=over).select_related("uploaded_by")
    for load in waiting.order_by("pk")[:AT_ONCE]:
        logger.info("Table %s was dropped: nobody decided about it", load.pk)
        drop_table(load.uploaded_by, load)
