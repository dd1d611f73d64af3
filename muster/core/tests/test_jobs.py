"""What keeps the queue going whatever the clocks say."""

import pytest
from django.db import connection

from muster.core import jobs

pytestmark = pytest.mark.django_db


def ask(statement):
    with connection.cursor() as cursor:
        cursor.execute(statement)
        return cursor.fetchall()


@pytest.fixture
def put_off():
    """A job that a clock two hours ahead put off."""
    with connection.cursor() as cursor:
        cursor.execute("DELETE FROM procrastinate_jobs")  # what tests with processes of their own left
    jobs.defer("intake.read", lock="document-0", document=0)
    with connection.cursor() as cursor:
        cursor.execute("UPDATE procrastinate_jobs SET scheduled_at = now() + interval '2 hours'")


def test_a_job_put_off_by_a_clock_that_was_ahead_comes_now(put_off):
    jobs.outlive_clocks_that_jump()
    assert ask("SELECT count(*) FROM procrastinate_jobs WHERE scheduled_at <= now()") == [(1,)]


def test_a_job_put_off_for_its_next_try_stays_put_off(put_off):
    with connection.cursor() as cursor:
        cursor.execute("UPDATE procrastinate_jobs SET scheduled_at = now() + interval '2 seconds'")
    jobs.outlive_clocks_that_jump()
    assert ask("SELECT count(*) FROM procrastinate_jobs WHERE scheduled_at > now()") == [(1,)]


def test_a_worker_that_died_while_the_clock_was_ahead_is_known_for_dead():
    with connection.cursor() as cursor:
        cursor.execute("INSERT INTO procrastinate_workers (last_heartbeat) VALUES (now() + interval '2 hours')")
    jobs.outlive_clocks_that_jump()
    assert ask("SELECT count(*) FROM procrastinate_workers WHERE last_heartbeat <= now()") == [(1,)]
