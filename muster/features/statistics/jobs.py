"""The jobs of statistics: facts of a register that counts something more, and counting what is released."""

from __future__ import annotations

from django.core.exceptions import ValidationError
from procrastinate import JobContext
from procrastinate.contrib.django import app
from procrastinate.exceptions import JobAborted

from muster.core import orders
from muster.core.jobs import COMES_AGAIN, sweep
from muster.features.registers.models import Register
from muster.features.statistics import keeping
from muster.features.statistics.actions.counting import Changed, count_release
from muster.features.statistics.models import Layout, Order, Step
from muster.features.statistics.protecting import TooMuch

ERRORS = {TooMuch: "too-much", Changed: "changed", ValidationError: "refused"}


@app.task(name=keeping.MAKE, retry=COMES_AGAIN, pass_context=True)
def make_facts(context: JobContext, register: int) -> None:
    """Of all records that are there. Made twice, they are the same."""
    for _last in keeping.make_facts(register):
        if context.should_abort():
            raise JobAborted
    Layout.objects.filter(register=register).update(made=True)


@app.task(name=Order.JOB, retry=COMES_AGAIN, pass_context=True)
def count(context: JobContext, order: int) -> None:
    """Count and protect what was ordered, from the beginning."""
    orders.finish(take(order), work, context.should_abort)


def take(pk: int) -> Order | None:
    return orders.take(Order.objects.select_related("release"), pk, Step.COUNTING)


def work(order: Order, should_abort: orders.ShouldAbort) -> None:
    """Count, or keep why it could not be. Raises as `orders.work`."""
    orders.work(order, should_abort, count_release, ERRORS)


@sweep
def find_forgotten() -> None:
    orders.find_forgotten(Order)


@sweep
def lay_out_registers() -> None:
    """Registers that were there before there were statistics."""
    for register in Register.objects.filter(current__isnull=False).exclude(pk__in=Layout.objects.values("register")):
        keeping.lay_out(register)
