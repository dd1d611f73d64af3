"""The job of a publication. Its progress shows at once; what it publishes is there whole or not at all.

As with documents, taking an order counts `run` up, and only the newest run may go on: a job whose worker was wrongly
taken for dead, or whose order was dropped, does no harm.
"""

from __future__ import annotations

import logging
from collections.abc import Callable

from django.core.exceptions import PermissionDenied, ValidationError
from django.db import models, transaction
from procrastinate import JobContext
from procrastinate.contrib.django import app
from procrastinate.exceptions import JobAborted

from muster.core.conflicts import Conflict
from muster.core.identity import acting_as, of_person
from muster.core.jobs import COMES_AGAIN, DATABASE_TROUBLE, sweep
from muster.features.publishing import queries
from muster.features.publishing.actions import publication
from muster.features.publishing.actions.clearance import NotReady
from muster.features.publishing.models import Order, Step

logger = logging.getLogger(__name__)

ATTEMPTS = 5  # workers that may die over one report before it is given up
FORGOTTEN = 30  # seconds after which an order without a job has lost it


class NoLongerWanted(Exception):
    """The order was dropped, or another job has taken it."""


@app.task(name=publication.PUBLISH, retry=COMES_AGAIN, pass_context=True)
def publish(context: JobContext, order: int) -> None:
    """Publish what was ordered, from the beginning."""
    taken = take(order)
    if taken is None:
        return
    try:
        work(taken, context.should_abort)
    except NoLongerWanted:
        return
    except JobAborted:  # its worker was asked to stop
        held(taken).update(step=Step.WAITING, attempts=models.F("attempts") - 1)
        raise


def take(pk: int) -> Order | None:
    """The order, if it is still to be done; no other run may go on from now."""
    free = Order.objects.filter(pk=pk).exclude(step=Step.FAILED)
    if not free.update(step=Step.COMPOSING, run=models.F("run") + 1, attempts=models.F("attempts") + 1):
        return None
    order = Order.objects.select_related("report", "by").get(pk=pk)
    if order.attempts > ATTEMPTS:
        fail(order, "gave-up")
        return None
    return order


def held(order: Order) -> models.QuerySet[Order]:
    """The order's row while this run may go on; no row otherwise."""
    return Order.objects.filter(pk=order.pk, run=order.run)


def work(order: Order, should_abort: Callable[[], bool]) -> None:
    """Publish, or keep why it could not be. A worker that stops or a lost database leaves the order as it is."""

    def tell(step: Step) -> None:
        if should_abort():
            raise JobAborted
        if not held(order).update(step=step):
            raise NoLongerWanted

    try:
        with acting_as(of_person(order.by_id)):
            publication.publish_report(order.by, order.report, order.version, tell)
    except (NoLongerWanted, JobAborted, *DATABASE_TROUBLE):
        raise
    except NotReady:
        fail(order, "not-ready")
    except Conflict:
        fail(order, "changed")
    except (PermissionDenied, ValidationError):
        fail(order, "refused")
    except Exception:
        logger.exception("Report %s could not be published", order.report_id)
        fail(order, "unexpected")


def fail(order: Order, error: str) -> None:
    held(order).update(step=Step.FAILED, error=error)


@sweep
def find_forgotten() -> None:
    """Give every order its job again that has lost it, by whatever accident."""
    for pk in queries.orders_without_job(older_than=FORGOTTEN):
        with transaction.atomic():
            order = Order.objects.select_for_update(skip_locked=True, of=("self",)).filter(pk=pk).first()
            if order and order.under_way:
                logger.warning("The publication of report %s had lost its job", order.report_id)
                publication.defer(order)
