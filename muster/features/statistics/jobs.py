"""The jobs of statistics: facts of a register that counts something more, and counting what is released."""

from __future__ import annotations

import logging
from collections.abc import Callable

from django.core.exceptions import ValidationError
from django.db import models, transaction
from procrastinate import JobContext
from procrastinate.contrib.django import app
from procrastinate.exceptions import JobAborted

from muster.core.jobs import COMES_AGAIN, DATABASE_TROUBLE, sweep
from muster.features.registers.models import Register
from muster.features.statistics import keeping, queries
from muster.features.statistics.actions import releases
from muster.features.statistics.actions.counting import Changed, count_release
from muster.features.statistics.models import Layout, Order, Step
from muster.features.statistics.protecting import TooMuch

logger = logging.getLogger(__name__)

ATTEMPTS = 5  # workers that may die over one release before it is given up
FORGOTTEN = 30  # seconds after which an order without a job has lost it


class NoLongerWanted(Exception):
    """The order was dropped, or another job has taken it."""


@app.task(name=keeping.MAKE, retry=COMES_AGAIN, pass_context=True)
def make_facts(context: JobContext, register: int) -> None:
    """Of all records that are there. Made twice, they are the same."""
    for _last in keeping.make_facts(register):
        if context.should_abort():
            raise JobAborted
    Layout.objects.filter(register=register).update(made=True)


@app.task(name=releases.COUNT, retry=COMES_AGAIN, pass_context=True)
def count(context: JobContext, order: int) -> None:
    """Count and protect what was ordered, from the beginning."""
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
    if not free.update(step=Step.COUNTING, run=models.F("run") + 1, attempts=models.F("attempts") + 1):
        return None
    order = Order.objects.select_related("release").get(pk=pk)
    if order.attempts > ATTEMPTS:
        fail(order, "gave-up")
        return None
    return order


def held(order: Order) -> models.QuerySet[Order]:
    """The order's row while this run may go on; no row otherwise."""
    return Order.objects.filter(pk=order.pk, run=order.run)


def work(order: Order, should_abort: Callable[[], bool]) -> None:
    """Count, or keep why it could not be. A worker that stops or a lost database leaves the order as it is."""

    def tell(step: Step, percent: int) -> None:
        if should_abort():
            raise JobAborted
        if not held(order).update(step=step, progress=percent):
            raise NoLongerWanted

    try:
        count_release(order, tell)
    except (NoLongerWanted, JobAborted, *DATABASE_TROUBLE):
        raise
    except TooMuch:
        fail(order, "too-much")
    except Changed:
        fail(order, "changed")
    except ValidationError:
        fail(order, "refused")
    except Exception:
        logger.exception("Release %s could not be counted", order.release_id)
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
                logger.warning("The counting of release %s had lost its job", order.release_id)
                releases.defer(order)


@sweep
def lay_out_registers() -> None:
    """Registers that were there before there were statistics."""
    for register in Register.objects.filter(current__isnull=False).exclude(pk__in=Layout.objects.values("register")):
        keeping.lay_out(register)
