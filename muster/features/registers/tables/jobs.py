"""Tables are checked and loaded by jobs, on behalf of who brought them."""

from __future__ import annotations

from collections.abc import Callable

from procrastinate.contrib.django import app

from muster.core.bringing import forget_undecided, worked_on
from muster.core.jobs import COMES_AGAIN, sweep
from muster.features.registers.actions import tables
from muster.features.registers.tables.models import Load


@app.task(name=tables.READ, retry=COMES_AGAIN)
def read_table(load: int) -> None:
    """Go on with checking a table, unless it was dropped meanwhile."""
    _work(load, tables.read_table)


@app.task(name=tables.LOAD, retry=COMES_AGAIN)
def load_table(load: int) -> None:
    """Keep a table; a job that comes twice finds it kept."""
    _work(load, tables.load_table)


@sweep
def forget_tables() -> None:
    """Those about which nobody decided."""
    forget_undecided(Load.objects.all(), tables.drop_table)


def _work(load: int, work: Callable[[Load], None]) -> None:
    table = Load.objects.select_related("register__unit", "register__current", "form", "uploaded_by__unit").get(pk=load)
    with worked_on(table):
        work(table)
