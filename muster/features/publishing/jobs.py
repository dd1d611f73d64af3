"""The job of a publication. Its progress shows at once; what it publishes is there whole or not at all."""

from __future__ import annotations

from django.core.exceptions import PermissionDenied, ValidationError
from procrastinate import JobContext
from procrastinate.contrib.django import app

from muster.core import orders
from muster.core.conflicts import Conflict
from muster.core.identity import acting_as, of_person
from muster.core.jobs import COMES_AGAIN, sweep
from muster.features.publishing.actions import publication
from muster.features.publishing.actions.clearance import NotReady
from muster.features.publishing.models import PROGRESS, Order, Step

ERRORS = {NotReady: "not-ready", Conflict: "changed", PermissionDenied: "refused", ValidationError: "refused"}


@app.task(name=Order.JOB, retry=COMES_AGAIN, pass_context=True)
def publish(context: JobContext, order: int) -> None:
    """Publish what was ordered, from the beginning."""
    orders.finish(take(order), work, context.should_abort)


def take(pk: int) -> Order | None:
    return orders.take(Order.objects.select_related("report", "by"), pk, Step.COMPOSING)


def work(order: Order, should_abort: orders.ShouldAbort) -> None:
    """Publish, or keep why it could not be. Raises as `orders.work`."""
    orders.work(order, should_abort, _publish, ERRORS)


def _publish(order: Order, tell: orders.Tell) -> None:
    with acting_as(of_person(order.by_id)):
        publication.publish_report(order.by, order.report, order.version, lambda step: tell(step, PROGRESS[step]))


@sweep
def find_forgotten() -> None:
    orders.find_forgotten(Order)
