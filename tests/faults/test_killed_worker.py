"""Workers are killed in the middle of what a person asked for: it is found again, and done as a whole, once."""

from __future__ import annotations

import contextlib
import os
import signal
import time
from collections.abc import Iterator

import psycopg
import pytest

from tests.faults.whole import PATIENCE, Whole, whole_muster

pytestmark = pytest.mark.faults

ROWS = 1_300  # 500 are kept at a time
SET_UP = """
from datetime import date
from muster.core.identity import SYSTEM, acting_as
from muster.core.models import Unit
from muster.features.accounts.models import Assignment, Role, User
from muster.features.registers.tests.openrosa_register import made
with acting_as(SYSTEM):
    unit = Unit.objects.get(code="FO-PR")
    keeper, clerk = (User.objects.create(username=name, full_name=name, unit=unit) for name in ("keeper", "clerk"))
    for person, role in ((keeper, "administrator"), (keeper, "desk_officer"), (clerk, "officer")):
        Assignment.objects.create(person=person, role=Role.objects.get(code=role), start=date(2000, 1, 1))
    made(keeper)
print("made")
"""
TAKE = """
from django.core.files.uploadedfile import SimpleUploadedFile
from muster.features.accounts.models import User
from muster.features.registers.actions.tables import take_table
from muster.features.registers.models import Register
rows = "".join(f"Case {{number}},red,3\\n" for number in range({rows}))
clerk, register = User.objects.get(username="clerk"), Register.objects.get(code="seizures-by-day")
load = take_table(clerk, register, SimpleUploadedFile("cases.csv", b"case,seal,pieces\\n" + rows.encode()))
print("load", load.pk)
"""
LOAD = """
from muster.features.accounts.models import User
from muster.features.registers.actions.tables import start_loading
from muster.features.registers.tables.models import Load
start_loading(User.objects.get(username="clerk"), Load.objects.select_related("register").get(pk={load}))
print("begun")
"""
ORDER = """
from muster.core.models import Unit
from muster.domain.counting.period import Period
from muster.features.accounts.models import User
from muster.features.publishing.actions.clearance import clear_chapter
from muster.features.publishing.actions.paragraphs import add_paragraph
from muster.features.publishing.actions.publication import order_publication
from muster.features.publishing.actions.reports import start_report
person, head = (User.objects.get(username=name) for name in ("reporting", "head.pristina"))
report = start_report(person, "monthly", Period.of_month(2016, 5), [Unit.objects.get(code="FO-PR")])
for chapter in report.chapters.filter(kind__in=("foreword", "summary", "structure")):
    by = head if chapter.unit else person
    add_paragraph(by, chapter, "intro", text="It was a quiet month.")
    chapter.refresh_from_db()
    clear_chapter(by, chapter, chapter.version)
report.refresh_from_db()
print("order", order_publication(person, report, report.version).pk)
"""


@pytest.fixture(scope="module")
def muster() -> Iterator[Whole]:
    with whole_muster() as running:
        said = running.inside(SET_UP)
        assert said.endswith("made\n"), said
        yield running


def kill_workers(muster: Whole) -> None:
    for pid in muster.processes("worker"):
        os.kill(pid, signal.SIGKILL)


def kill_where(muster: Whole, statement: str, *values: object) -> None:
    """As soon as this is true of the database."""
    until = time.monotonic() + PATIENCE
    while not muster.ask(statement, *values)[0][0]:
        assert time.monotonic() < until, f"never came to: {statement}"
        time.sleep(0.02)
    kill_workers(muster)


def wait(muster: Whole, what: str, statement: str, *values: object) -> None:
    def is_so() -> bool:
        with contextlib.suppress(psycopg.Error):
            return bool(muster.ask(statement, *values)[0][0])
        return False

    muster.wait_for(is_so, what)


def test_a_table_is_taken_whole_and_once_although_workers_are_killed_while_it_is_checked_and_kept(muster):
    said = muster.inside(TAKE.format(rows=ROWS))
    assert "load " in said, said
    load = int(said.rpartition("load ")[2])
    of_it = "FROM registers_load WHERE id = %s"
    for share in (0.0, 0.5):
        kill_where(muster, f"SELECT state = 'reading' AND rows_done > %s {of_it}", ROWS * share, load)
    wait(muster, "all rows checked", f"SELECT state = 'ready' {of_it}", load)
    assert muster.ask(f"SELECT counts {of_it}", load) == [({"new": ROWS},)]
    assert muster.ask("SELECT count(*), count(DISTINCT number) FROM registers_loadrow") == [(ROWS, ROWS)]
    said = muster.inside(LOAD.format(load=load))
    assert said.endswith("begun\n"), said
    kill_where(muster, "SELECT EXISTS (SELECT 1 FROM registers_load WHERE id = %s AND rows_done > 0)", load)
    wait(muster, "all rows kept", f"SELECT state = 'done' {of_it}", load)
    kept = "SELECT count(*), count(DISTINCT name) FROM registers_record"
    assert muster.ask(kept) == [(ROWS, ROWS)]
    assert muster.ask("SELECT count(*) FROM registers_submission") == [(ROWS,)]
    assert muster.ask("SELECT count(*) FROM registers_loadrow") == [(0,)]


def test_what_was_ordered_is_published_once_although_its_worker_is_killed(muster):
    said = muster.inside(ORDER)
    assert "order " in said, said
    kill_where(muster, "SELECT EXISTS (SELECT 1 FROM publishing_order WHERE step IN ('pdf', 'docx') AND attempts = 1)")
    wait(muster, "another worker at it", "SELECT EXISTS (SELECT 1 FROM publishing_order WHERE attempts = 2)")
    wait(muster, "all of it done", "SELECT count(*) = 0 FROM publishing_order")
    assert muster.ask("SELECT count(*) FROM publishing_publication") == [(1,)]
    assert muster.ask("SELECT DISTINCT state FROM publishing_report") == [("published",)]
