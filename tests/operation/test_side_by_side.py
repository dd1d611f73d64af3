"""Several web and several worker processes at once: each job is done once, and all are counted together."""

import os
import re
import signal
import socket
import time
import urllib.request
from pathlib import Path

import pytest

from tests.operation.installation import installation
from tests.operation.test_restore_drill import FILL

REPORTS = 12
PATIENCE = 180  # seconds


def free_port():
    with socket.socket() as probe:
        probe.bind(("127.0.0.1", 0))
        return probe.getsockname()[1]


def get(address):
    with urllib.request.urlopen(address, timeout=30) as answer:
        return answer.read().decode()


def wait_for(condition):
    end = time.monotonic() + PATIENCE
    while not condition():
        assert time.monotonic() < end
        time.sleep(0.25)


def answers(address):
    try:
        return bool(get(address))
    except OSError:
        return False


@pytest.fixture(scope="module")
def made():
    port, metrics = free_port(), free_port()
    settings = {
        "MUSTER_LISTEN": f"127.0.0.1:{port}",
        "MUSTER_METRICS_ADDRESS": f"127.0.0.1:{metrics}",
        "MUSTER_WEB_PROCESSES": "2",
        "MUSTER_WORKER_DEAD_AFTER": "10",
        "MUSTER_LOG_FORMAT": "json",
        "MUSTER_LOG_LEVEL": "INFO",
    }
    with installation(**settings) as one:
        one.site, one.metrics = f"http://127.0.0.1:{port}", f"http://127.0.0.1:{metrics}/metrics"
        one.run("database", "start")
        one.run("prepare")
        yield one


def test_three_workers_do_each_job_once(made):
    logs = [made.folder / f"worker-{number}.log" for number in range(3)]
    workers = []
    for log in logs:
        with log.open("w") as said:
            workers.append(made.start("worker", stderr=said))
    with made.database() as connection:
        connection.autocommit = True
        # All wait for work before there is any: else the first to come up may do all of it before the others are there.
        wait_for(lambda: connection.execute("SELECT count(*) FROM procrastinate_workers").fetchone()[0] == len(logs))
        made.ask(FILL % REPORTS)
        wait_for(
            lambda: (
                connection.execute("SELECT count(*) FROM intake_document WHERE stage = 'ready'").fetchone()[0]
                == REPORTS
            )
        )
        # Long enough that each of them has kept house several times.
        time.sleep(6)
        done = connection.execute("SELECT DISTINCT run, attempts FROM intake_document").fetchall()
        drafts = connection.execute("SELECT count(*) FROM intake_draft GROUP BY document_id").fetchall()
        left = connection.execute("SELECT count(*) FROM procrastinate_jobs").fetchone()[0]
    for worker in workers:
        worker.terminate()
        worker.wait(30)
    assert done == [(1, 1)]
    assert drafts == [(1,)] * REPORTS
    assert left == 0
    assert "whole" in made.run("verify").stdout
    said = [log.read_text() for log in logs]
    assert sum("job_success" in text or "success" in text for text in said) > 1, "one worker did everything"
    for text in said:
        assert "hate crime" not in text
        assert "Field Office" not in text
        assert ".txt" not in text


def test_two_web_processes_count_together_also_over_one_that_was_killed(made):
    made.start("site")
    wait_for(lambda: answers(f"{made.site}/livez"))
    before = counted(made)
    for _ in range(20):
        get(f"{made.site}/livez")
    assert counted(made) == before + 20
    os.kill(one_of(made), signal.SIGKILL)
    wait_for(lambda: answers(f"{made.site}/livez"))
    assert counted(made) >= before + 21
    assert not answers(f"{made.site}/metrics")
    assert not answers(made.metrics.replace("/metrics", "/sign-in/"))


def counted(made):
    found = re.search(
        r'^muster_requests_total\{method="GET",status="200",view="livez"\} (\d+)', get(made.metrics), re.M
    )
    return int(found[1])


def one_of(made):
    """A web process: a child of gunicorn's first."""
    master = made.started[-1].pid
    children = Path(f"/proc/{master}/task/{master}/children").read_text().split()
    assert len(children) == 2
    return int(children[0])
