"""Random faults while people hand in, review and publish: nothing accepted is lost or doubled, the trail stays whole.

A round: people work, a fault comes at a random moment, they go on a little; then whatever ended is started again,
and once nothing is left to do, the database is compared with what people were told. All rounds share one Muster.
The choices follow from the seed (MUSTER_SEED), the times do not: processes run as they run.
"""

from __future__ import annotations

import hashlib
import json
import os
import random
import threading
import time
from collections.abc import Iterator
from typing import Any

import pytest

from tests.faults.checks import what_is_wrong
from tests.faults.harm import FAULTS, Fault
from tests.faults.journal import Journal
from tests.faults.people import NEVER, SIGN_IN, Desk, HandingIn, Person, Publishing, Reviewing
from tests.faults.whole import Whole, whole_muster
from tests.rounds import rounds

pytestmark = pytest.mark.faults

SEED = os.environ.get("MUSTER_SEED", "2016")
NAMES = ["reporting", "reporting.deputy", "officer.pristina", "head.pristina"]
BEFORE, AFTER = 2.5, 1.0  # seconds that people work at most before a fault, and after it
BUSY = """
    SELECT (SELECT count(*) FROM procrastinate_jobs WHERE status IN ('todo', 'doing'))
         + (SELECT count(*) FROM intake_document WHERE stage IN ('waiting', 'reading', 'recognising', 'extracting'))
         + (SELECT count(*) FROM publishing_order WHERE step <> 'failed')
"""
LEFT = (
    "SELECT now()",
    "SELECT id, status, task_name, lock, attempts, scheduled_at, worker_id FROM procrastinate_jobs",
    "SELECT id, last_heartbeat FROM procrastinate_workers",
    "SELECT id, stage, run, attempts, queued_at FROM intake_document WHERE stage NOT IN ('ready', 'failed')",
    "SELECT id, step, run, error FROM publishing_order",
    "SELECT pid, state, wait_event_type, wait_event, pg_blocking_pids(pid), now() - xact_start, left(query, 200) "
    "FROM pg_stat_activity WHERE backend_type = 'client backend' AND pid <> pg_backend_pid()",
)
PAST_EVERYTHING = "SET session_replication_role = replica"  # no trigger, no foreign key
UNREAD = "SELECT id FROM intake_document WHERE stage = 'failed' AND error_code IN ('too-much-memory', 'reader-stopped')"


def deck(number: int) -> Iterator[Fault]:
    """Faults in an order by chance, each once before one comes again."""
    chance = random.Random(f"{SEED}-deck")
    while number > 0:
        faults = list(FAULTS)
        chance.shuffle(faults)
        yield from faults[:number]
        number -= len(faults)


def signed_in(muster: Whole) -> dict[str, Person]:
    """All who work, with new sessions: those of before a clock jumped may have ended."""
    keys = json.loads(muster.inside(SIGN_IN % (NAMES, NEVER)).splitlines()[-1])
    return {name: Person(muster.web_line.port, *key) for name, key in keys.items()}


def desks(people: dict[str, Person], journal: Journal, chance: random.Random) -> list[Desk]:
    def own() -> random.Random:
        return random.Random(chance.random())

    head = people["head.pristina"]
    return [
        HandingIn(people["officer.pristina"], journal, own()),
        HandingIn(people["reporting"], journal, own()),
        Reviewing(people["reporting"], journal, own()),
        Reviewing(head, journal, own()),
        Publishing(people["reporting.deputy"], head, journal, own()),
    ]


def work_and_harm(muster: Whole, at_work: list[Desk], fault: Fault, chance: random.Random) -> str:
    """People work and the fault comes; what was done, and when."""
    over = threading.Event()
    threads = [threading.Thread(target=desk.work_until, args=(over,)) for desk in at_work]
    for thread in threads:
        thread.start()
    moment = chance.uniform(0, BEFORE)
    time.sleep(moment)
    done, take_away = fault.do(muster, chance)
    time.sleep(AFTER)
    over.set()
    take_away_first = "full" in fault.name  # who waits for an answer gets one
    if take_away_first:
        take_away()
    for thread in threads:
        thread.join()
    if not take_away_first:
        take_away()
    return f"{done}, {moment:.2f} s into the round"


def become_well(muster: Whole, people: dict[str, Person]) -> None:
    """Wait until nothing is left to do; somebody tries again what asks for it."""
    muster.wait_for(muster.well, "everything runs and the site answers")

    def idle() -> bool:
        for (pk,) in muster.ask(UNREAD):  # its reader was killed, and somebody presses "Try again"
            again = people["reporting"].send(f"/api/documents/{pk}/retry/", {})
            assert again.good, again
        return muster.ask(BUSY) == [(0,)]

    try:
        muster.wait_for(idle, "all work done")
    except AssertionError as error:
        for statement in LEFT:
            error.add_note(f"{statement}: {muster.ask(statement)}")
        raise


@pytest.fixture(scope="module")
def muster() -> Iterator[Whole]:
    with whole_muster() as running:
        yield running


@pytest.fixture(scope="module")
def journal() -> Journal:
    return Journal()


def test_nothing_accepted_is_lost_or_doubled_whatever_fails(
    muster: Whole, journal: Journal, record_property: Any
) -> None:
    number = rounds(4, 200)
    tried: list[str] = []
    for place, fault in enumerate(deck(number)):
        if why := fault.possible(muster):
            tried.append(f"round {place} left out ({fault.name}): {why}")
            continue
        chance = random.Random(f"{SEED}-{place}")
        people = signed_in(muster)
        began = time.monotonic()
        done = work_and_harm(muster, desks(people, journal, chance), fault, chance)
        tried.append(f"round {place} of seed {SEED}: {done}")
        worked = time.monotonic()
        become_well(muster, people)
        well = time.monotonic()
        wrong = what_is_wrong(muster, journal)
        took = f"{worked - began:.1f}+{well - worked:.1f}+{time.monotonic() - well:.1f} s"
        print(f"{tried[-1]} ({took})", flush=True)
        assert not wrong, "\n".join([*tried[-5:], *wrong])
    for (kind, outcome), count in sorted(journal.outcomes.items()):
        record_property(f"{kind} {outcome}", count)
        print(f"{kind} {outcome}: {count}")
    for kind, least in (("hand in", number), ("accept", number), ("publish", number // 8)):
        assert journal.outcomes[kind, "accepted"] >= least, f"hardly anybody got to {kind}: the rounds prove nothing"


def clear(journal: Journal, table: str) -> str:
    """The rows of a table of which people were told all: of what was asked for without a clear answer, one row more or
    less is as it may be."""
    doubtful = [(kind, key) for (kind, key), tally in journal.kept.items() if tally.unknown]
    if table == "intake_delivery":
        files = [hashlib.sha256(key).hexdigest() for kind, key in doubtful if kind == "hand in"]
        return f"document_id NOT IN (SELECT id FROM intake_document WHERE original_id = ANY('{{{','.join(files)}}}'))"
    if table == "review_decision":
        drafts = [str(key[0]) for _kind, key in doubtful if isinstance(key, tuple)]
        return (
            f"NOT EXISTS (SELECT FROM jsonb_array_elements(before) b WHERE b->>'draft' = ANY('{{{','.join(drafts)}}}'))"
        )
    return "true"


@pytest.mark.parametrize("table", ["intake_delivery", "intake_draft", "review_decision"])
def test_what_is_lost_would_be_found(muster: Whole, journal: Journal, table: str) -> None:
    """After the rounds one row goes, past everything, and comes back."""
    assert not what_is_wrong(muster, journal)
    first = f"SELECT * FROM {table} WHERE {clear(journal, table)} ORDER BY id LIMIT 1"
    muster.ask(f"{PAST_EVERYTHING}; CREATE TABLE aside AS {first}")
    muster.ask(f"{PAST_EVERYTHING}; DELETE FROM {table} WHERE id = (SELECT id FROM aside)")
    assert what_is_wrong(muster, journal)
    muster.ask(f"{PAST_EVERYTHING}; INSERT INTO {table} SELECT * FROM aside; DROP TABLE aside")
    assert not what_is_wrong(muster, journal)


@pytest.mark.parametrize("table", ["intake_delivery", "review_decision", "activities_activity"])
def test_what_is_doubled_would_be_found(muster: Whole, journal: Journal, table: str) -> None:
    first = f"SELECT * FROM {table} WHERE {clear(journal, table)} ORDER BY id LIMIT 1"
    muster.ask(f"CREATE TABLE aside AS {first}; UPDATE aside SET id = id + 1000000")
    generated = ("events", "counted")
    names = muster.ask("SELECT attname FROM pg_attribute WHERE attrelid = 'aside'::regclass AND attnum > 0")
    columns = ", ".join(f'"{name}"' for (name,) in names if name not in generated)
    muster.ask(f"{PAST_EVERYTHING}; INSERT INTO {table} ({columns}) SELECT {columns} FROM aside; DROP TABLE aside")
    assert what_is_wrong(muster, journal)
    muster.ask(f"{PAST_EVERYTHING}; DELETE FROM {table} WHERE id > 1000000")
    assert not what_is_wrong(muster, journal)
