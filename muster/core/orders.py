"""What a person orders and a job does: kept until it is done, with how far it is, or why it could not be done.

Taking an order counts `run` up, and only the newest run may go on: a job whose worker was wrongly taken for dead, or
whose order was dropped, does no harm. What the work keeps, it keeps in one transaction with the end of its order.
"""

from __future__ import annotations

import logging
from collections.abc import Callable, Mapping
from datetime import timedelta
from typing import Any, ClassVar, TypeVar

from django.conf import settings
from django.db import models, transaction
from django.utils import timezone
from procrastinate.exceptions import JobAborted

from muster.core import jobs
from muster.core.operation.logs import Word

logger = logging.getLogger(__name__)

WAITING, FAILED = "waiting", "failed"  # steps of every order
ATTEMPTS = 5  # workers that may die over one order before it is given up
FORGOTTEN = 30  # seconds after which an order without a job has lost it


class Order(models.Model):
    """A concrete one says what it is about, in a one-to-one key, and the steps of its work, in `step`."""

    JOB: ClassVar[str]  # the name of the task that does it; gets the order's key as `order`
    LOCK: ClassVar[str]  # what the locks of its jobs begin with

    version = models.PositiveIntegerField()  # of what it is about, as the person saw it
    by = models.ForeignKey(settings.AUTH_USER_MODEL, models.PROTECT, related_name="+")
    at = models.DateTimeField(default=timezone.now)
    step = models.CharField(max_length=10, default=WAITING)
    progress = models.PositiveSmallIntegerField(default=0)  # percent
    run = models.PositiveIntegerField(default=0)
    attempts = models.PositiveSmallIntegerField(default=0)  # workers that took it since the person asked
    error = models.CharField(max_length=20, blank=True)  # a key of the sentences that its feature has for it

    class Meta:
        abstract = True

    @property
    def lock(self) -> str:
        """Of its job: one at a time."""
        return f"{self.LOCK}-{self.pk}"

    @property
    def under_way(self) -> bool:
        return self.step != FAILED


O = TypeVar("O", bound=Order)  # noqa: E741 -- of one sort
ShouldAbort = Callable[[], bool]  # whether the worker is asked to stop
Tell = Callable[[str, int], None]  # is told the step that begins and percent; raises where the work is to end


class NoLongerWanted(Exception):
    """The order was dropped, or another job has taken it."""


def place(sort: type[O], person: models.Model, version: int, **about: Any) -> O:
    """Order it, with its job, in the transaction under way; joins the one that is under way already."""
    standing = sort._default_manager.filter(**about).first()
    if standing and standing.under_way:
        return standing
    wanted = {"version": version, "by": person, "at": timezone.now(), "step": WAITING, "progress": 0, "attempts": 0}
    order, _new = sort._default_manager.update_or_create(defaults={**wanted, "error": ""}, **about)
    defer(order)
    return order


def defer(order: Order) -> None:
    """Put its job in the queue, in the transaction under way."""
    jobs.defer(order.JOB, lock=order.lock, order=order.pk)


def take(sort: models.QuerySet[O], pk: int, step: str) -> O | None:
    """The order at its first step, if it is still to be done; no other run may go on from now."""
    free = sort.filter(pk=pk).exclude(step=FAILED)
    if not free.update(step=step, progress=0, run=models.F("run") + 1, attempts=models.F("attempts") + 1):
        return None
    order = sort.get(pk=pk)
    if order.attempts > ATTEMPTS:
        _fail(order, "gave-up")
        return None
    return order


def held(order: O) -> models.QuerySet[O]:
    """The order's row while this run may go on; no row otherwise."""
    return type(order)._default_manager.filter(pk=order.pk, run=order.run)


def work(
    order: O, should_abort: ShouldAbort, act: Callable[[O, Tell], object], errors: Mapping[type[Exception], str]
) -> None:
    """Do it, or keep why it could not be (`errors`, by what was raised). Raises `NoLongerWanted`, and what leaves the
    order as it is: a worker that stops, a lost database."""

    def tell(step: str, percent: int) -> None:
        if should_abort():
            raise JobAborted
        if not held(order).update(step=step, progress=percent):
            raise NoLongerWanted

    try:
        act(order, tell)
    except (NoLongerWanted, JobAborted, *jobs.DATABASE_TROUBLE):
        raise
    except tuple(errors) as error:
        _fail(order, next(word for kind, word in errors.items() if isinstance(error, kind)))
    except Exception:
        logger.exception("Order %s of %s could not be done", order.pk, Word(order.JOB))
        _fail(order, "unexpected")


def finish(taken: O | None, do: Callable[[O, ShouldAbort], None], should_abort: ShouldAbort) -> None:
    """What a job does with the order that it took, if it got one; `do` is `work` with what the order asks for."""
    if taken is None:
        return
    try:
        do(taken, should_abort)
    except NoLongerWanted:
        return
    except JobAborted:  # its worker was asked to stop
        held(taken).update(step=WAITING, progress=0, attempts=models.F("attempts") - 1)
        raise


def without_job(sort: type[O], *, older_than: float) -> list[O]:
    """Orders under way for so many seconds that no job in the queue is for."""
    old = sort._default_manager.exclude(step=FAILED).filter(at__lt=timezone.now() - timedelta(seconds=older_than))
    orders = {order.lock: order for order in old}
    queued = jobs.queued(orders)
    return [order for lock, order in orders.items() if lock not in queued]


def find_forgotten(sort: type[O]) -> None:
    """Give every order its job again that has lost it, by whatever accident."""
    for lost in without_job(sort, older_than=FORGOTTEN):
        with transaction.atomic():
            order = _locked(sort, lost.pk)
            if order and order.under_way:
                logger.warning("Order %s of %s had lost its job", order.pk, Word(order.JOB))
                defer(order)


def _locked(sort: type[O], pk: Any) -> O | None:
    return sort._default_manager.select_for_update(skip_locked=True, of=("self",)).filter(pk=pk).first()


def _fail(order: Order, error: str) -> None:
    held(order).update(step=FAILED, error=error)
