"""Several workers keep house without treading on each other's feet."""

import psycopg
import pytest

from muster.core import jobs
from muster.core.files import Unavailable
from muster.core.operation import programs


@pytest.fixture
def swept(monkeypatch):
    done = []
    monkeypatch.setattr(jobs, "_sweeps", [lambda: done.append("one"), lambda: done.append("two")])
    return done


@pytest.fixture
def another_worker(transactional_db):
    with programs.connected() as connection:
        yield connection


def test_while_one_worker_mends_another_does_not(another_worker, swept):
    another_worker.execute("SELECT pg_advisory_lock(%s)", [jobs.SWEEPING])
    jobs._sweep()
    assert swept == []
    another_worker.execute("SELECT pg_advisory_unlock(%s)", [jobs.SWEEPING])
    jobs._sweep()
    assert swept == ["one", "two"]


def test_it_lets_go_afterwards_also_when_something_fails(another_worker, swept, monkeypatch):
    def fails():
        raise psycopg.OperationalError

    monkeypatch.setattr(jobs, "_sweeps", [fails])
    with pytest.raises(psycopg.OperationalError):
        jobs._sweep()
    assert another_worker.execute("SELECT pg_try_advisory_lock(%s)", [jobs.SWEEPING]).fetchone() == (True,)


def test_a_store_out_of_reach_does_not_keep_the_rest_from_being_mended(transactional_db, swept, monkeypatch):
    def unreachable():
        raise Unavailable

    monkeypatch.setattr(jobs, "_sweeps", [unreachable, *jobs._sweeps])
    jobs._sweep()
    assert swept == ["one", "two"]
