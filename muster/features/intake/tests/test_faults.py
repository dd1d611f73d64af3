"""Processes are killed in the middle of their work: nothing that was accepted is lost, and nothing is doubled."""

import signal
import socket
import subprocess
import sys
import time
from pathlib import Path

import psycopg
import pytest
from django.db import connection

from muster.core.connection import role_settings
from muster.features.intake import actions
from muster.features.intake.models import AT_WORK, Document, Draft, Stage
from muster.features.intake.tests.conftest import REPORT

pytestmark = [pytest.mark.faults, pytest.mark.django_db(transaction=True)]

REPORTS = 10
PATIENCE = 90  # seconds


@pytest.fixture
def worker(environment):
    """Starts workers; whatever is left of them at the end is killed."""
    started = []

    def start():
        process = subprocess.Popen([sys.executable, "-m", "django", "worker"], env=environment)
        started.append(process)
        return process

    yield start
    for process in started:
        process.kill()
        process.wait()


@pytest.fixture
def handed_in(officer, clean_queue):
    body = REPORT.split("\n\n", 1)[1]
    for number in range(REPORTS):
        more = "\n".join(body.replace("hate speech", f"hate speech {number} {chapter}") for chapter in range(12))
        actions.hand_in(
            officer, [f"Monthly report, October 2016\nField Office North\n\n{more}".encode()], f"{number}.txt"
        )


def wait_for(condition):
    end = time.monotonic() + PATIENCE
    while not condition():
        assert time.monotonic() < end, list(Document.objects.values_list("file_name", "stage", "error_params"))
        time.sleep(0.02)


def wait_until_done():
    wait_for(lambda: not Document.objects.exclude(stage=Stage.READY).exists())


def at_work():
    return Document.objects.filter(stage__in=AT_WORK).exists()


def everything_is_there_once():
    assert Document.objects.filter(stage=Stage.READY).count() == REPORTS
    counts = [document.drafts.count() for document in Document.objects.all()]
    assert counts == [counts[0]] * REPORTS
    assert counts[0] > 0
    positions = Draft.objects.values_list("document", "position")
    assert len(set(positions)) == len(positions)


def test_workers_killed_again_and_again_lose_nothing_and_double_nothing(handed_in, worker):
    for seconds in (0, 0.05, 0.1, 0.2):  # into the work
        before = set(Document.objects.filter(stage__in=AT_WORK).values_list("pk", "run"))
        process = worker()
        wait_for(lambda before=before: set(_at_work_now()) - before)
        time.sleep(seconds)
        process.kill()
        process.wait()
    assert Document.objects.exclude(stage=Stage.READY).exists()
    worker()
    wait_until_done()
    everything_is_there_once()


def test_a_worker_outlives_the_loss_of_its_database_connections(handed_in, worker):
    process = worker()
    for _round in range(3):
        wait_for(at_work)
        with connection.cursor() as cursor:
            cursor.execute(
                "SELECT pg_terminate_backend(pid) FROM pg_stat_activity"
                " WHERE datname = current_database() AND pid <> pg_backend_pid()"
            )
        time.sleep(0.3)
    wait_until_done()
    everything_is_there_once()
    assert process.poll() is None


@pytest.fixture
def deaf_queue(clean_queue):
    """Takes down the end of no job, as on a full disk; hears again when called."""
    role = role_settings(owner=True)
    whom = {name: role[name.upper()] for name in ("host", "port", "user", "password")}
    with psycopg.connect(**whom, dbname=connection.settings_dict["NAME"], autocommit=True) as owner:
        owner.execute("""
            CREATE FUNCTION deaf() RETURNS trigger LANGUAGE plpgsql AS
                $$ BEGIN RAISE 'no space left' USING ERRCODE = 'disk_full'; END $$;
            CREATE TRIGGER deaf BEFORE UPDATE OR DELETE ON procrastinate_jobs FOR EACH ROW
                WHEN (OLD.status = 'doing') EXECUTE FUNCTION deaf()
        """)
        yield lambda: owner.execute("DROP FUNCTION IF EXISTS deaf CASCADE")
        owner.execute("DROP FUNCTION IF EXISTS deaf CASCADE")


def test_a_job_whose_end_could_not_be_taken_down_is_not_under_way_for_good(handed_in, worker, deaf_queue):
    process = worker()
    wait_for(at_work)
    wait_for(lambda: not at_work())
    time.sleep(1)
    assert "doing" in _jobs()
    deaf_queue()
    wait_for(lambda: not _jobs())
    everything_is_there_once()
    assert process.poll() is None


def test_a_worker_that_is_asked_to_stop_ends_soon_and_another_goes_on(handed_in, worker):
    process = worker()
    wait_for(at_work)
    process.send_signal(signal.SIGTERM)
    assert process.wait(timeout=20) == 0
    assert not Document.objects.filter(stage__in=(Stage.FAILED, Stage.STOPPED)).exists()
    worker()
    wait_until_done()
    everything_is_there_once()


def test_two_workers_share_the_work(handed_in, worker):
    worker()
    worker()
    wait_until_done()
    everything_is_there_once()


def test_the_readers_of_a_killed_worker_end_too(handed_in, worker):
    process = worker()
    wait_for(lambda: _children(process.pid))
    readers = _children(process.pid)
    process.kill()
    process.wait()
    wait_for(lambda: not any(Path(f"/proc/{pid}").exists() for pid in readers))


def test_a_server_killed_while_it_receives_leaves_nothing_half_stored(officer, environment, originals, clean_queue):
    """The site is killed in the middle of an upload: no document, no original, and the file can be handed in again."""
    with socket.socket() as probe:
        probe.bind(("127.0.0.1", 0))
        port = probe.getsockname()[1]
    command = [sys.executable, "-m", "django", "runserver", "--noreload", f"127.0.0.1:{port}"]
    site = subprocess.Popen(command, env={**environment, "MUSTER_PLAIN_STATIC": "1"}, stderr=subprocess.DEVNULL)
    try:
        _send_half(port, officer)
        site.kill()
    finally:
        site.kill()
        site.wait()
    assert not Document.objects.exists()
    assert not [path for path in originals.rglob("*") if path.is_file() and "incoming" not in path.parts]
    assert actions.hand_in(officer, [b"x" * 3_000_000], "big.txt").new


def _send_half(port, person):
    """Begin to send 3 MB over the API as this person, and leave off in the middle."""
    from importlib import import_module

    from django.conf import settings
    from django.contrib.auth import BACKEND_SESSION_KEY, HASH_SESSION_KEY, SESSION_KEY

    session = import_module(settings.SESSION_ENGINE).SessionStore()
    session[SESSION_KEY], session[HASH_SESSION_KEY] = str(person.pk), person.get_session_auth_hash()
    session[BACKEND_SESSION_KEY] = settings.AUTHENTICATION_BACKENDS[0]
    session.save()
    head = (
        '--b\r\nContent-Disposition: form-data; name="reports"; filename="big.txt"\r\nContent-Type: text/plain\r\n\r\n'
    )
    request = (
        f"POST /reports/hand-in/ HTTP/1.1\r\nHost: 127.0.0.1:{port}\r\nContent-Length: {3_000_000 + len(head)}\r\n"
        f"Content-Type: multipart/form-data; boundary=b\r\nCookie: sessionid={session.session_key}\r\n\r\n{head}"
    )
    wait_for(lambda: _answers(port))
    with socket.create_connection(("127.0.0.1", port), timeout=5) as line:
        line.sendall(request.encode() + b"x" * 1_500_000)
        time.sleep(0.5)


def _answers(port):
    with socket.socket() as probe:
        return probe.connect_ex(("127.0.0.1", port)) == 0


def _jobs():
    with connection.cursor() as cursor:
        cursor.execute("SELECT status FROM procrastinate_jobs")
        return [status for (status,) in cursor.fetchall()]


def _children(pid):
    lists = [path.read_text() for path in Path(f"/proc/{pid}/task").glob("*/children")]
    return [int(child) for children in lists for child in children.split()]


def _at_work_now():
    return Document.objects.filter(stage__in=AT_WORK).values_list("pk", "run")
