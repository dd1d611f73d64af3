"""Jobs of the register: large spreadsheets are read and loaded, and what they tell twice is found."""

from __future__ import annotations

from django.db import transaction
from procrastinate.contrib.django import app

from muster.core.bringing import forget_undecided, worked_on
from muster.core.jobs import COMES_AGAIN, sweep
from muster.features.activities import actions
from muster.features.activities.actions import pairs, tables
from muster.features.activities.models import Activity, TableLoad


@app.task(name=tables.READ, retry=COMES_AGAIN)
def read_table(load: int) -> None:
    """Compare a spreadsheet with the register, unless it was dropped meanwhile."""
    table = _table(load)
    with worked_on(table):
        tables.read_table(table)


@app.task(name=tables.LOAD, retry=COMES_AGAIN)
def load_table(load: int, which: str) -> None:
    """Load a spreadsheet; a job that comes twice finds it loaded."""
    table = _table(load)
    with worked_on(table):
        tables.load_table(table, which.split(","))


@sweep
def forget_tables() -> None:
    """Those about which nobody decided."""
    forget_undecided(TableLoad.objects.defer("content"), tables.drop_table)


def _table(load: int) -> TableLoad:
    return TableLoad.objects.select_related("uploaded_by").get(pk=load)


@app.task(name=tables.FIND, retry=COMES_AGAIN)
def find_pairs_of_table(load: int) -> None:
    """Propose what a loaded spreadsheet tells that the register had already."""
    loaded = TableLoad.objects.get(pk=load)
    entries = Activity.objects.filter(created_by=loaded.uploaded_by, origin="table", counted=True)
    if loaded.finished_at:
        entries = entries.filter(created_at__gte=loaded.uploaded_at, created_at__lte=loaded.finished_at)
    for year, units in actions.years_and_units(entries).items():
        actions.find_all_pairs(year, units)


@app.task(name=pairs.LOOK, retry=COMES_AGAIN)
def look_for_pairs(entries: str) -> None:
    """Propose what many entries tell twice, some at a time, so that nobody waits for the locks of all of them."""
    keys = [int(key) for key in entries.split(",")]
    for at in range(0, len(keys), pairs.AT_ONCE):
        with transaction.atomic():
            actions.look_for_pairs(keys[at : at + pairs.AT_ONCE])
