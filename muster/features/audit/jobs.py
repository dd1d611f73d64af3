"""The whole trail is verified once a day, and when somebody asks for it."""

from __future__ import annotations

from datetime import timedelta

from django.db import transaction
from django.utils import timezone
from procrastinate.contrib.django import app

from muster.core import jobs
from muster.core.jobs import COMES_AGAIN
from muster.features.audit import actions
from muster.features.audit.models import Verification

EVERY = timedelta(days=1)


@app.task(name=actions.VERIFY, retry=COMES_AGAIN)
def verify(verification: int) -> None:
    """One that was asked for; a job that comes twice finds it done."""
    asked = Verification.objects.get(pk=verification)
    if asked.ended_at is None:
        actions.verify(asked)


@jobs.sweep
def verify_daily() -> None:
    """Once a day by itself; one whose job is gone is taken up again."""
    last = Verification.objects.order_by("-pk").first()  # not by the time: a clock may have been ahead
    if last is not None and last.ended_at and timedelta() <= timezone.now() - last.asked_at < EVERY:
        return
    if jobs.queued([actions.LOCK]):
        return
    with transaction.atomic():
        again = last if last is not None and last.ended_at is None else Verification.objects.create()
        jobs.defer(actions.VERIFY, lock=actions.LOCK, verification=again.pk)
