"""The embedded server, really started, killed and started again."""

import os
import shutil
import signal
import tempfile
from pathlib import Path

import psycopg
import pytest

from muster.core import embedded


@pytest.fixture
def cluster(monkeypatch):
    folder = Path(tempfile.mkdtemp(prefix="muster-test-"))  # not tmp_path: `nobody` must be able to enter it
    folder.chmod(0o755)
    monkeypatch.setenv("MUSTER_DATA", str(folder))
    yield folder
    embedded.stop("immediate")
    shutil.rmtree(folder, ignore_errors=True)


@pytest.mark.skipif(os.geteuid() != 0, reason="only as root does the server run as somebody else")
def test_as_root_it_runs_also_where_nobody_may_not_enter(cluster):
    cluster.chmod(0o700)
    try:
        embedded.ensure_running()
        with connect() as connection:
            assert connection.execute("SELECT 1").fetchone() == (1,)
    finally:
        embedded.stop("immediate")
        shutil.rmtree(embedded._home())


def connect(*, owner=True):
    where = embedded.address(owner=owner)
    return psycopg.connect(
        dbname=where["NAME"], user=where["USER"], password=where["PASSWORD"], host=where["HOST"], port=where["PORT"]
    )


def test_what_was_committed_survives_a_killed_server(cluster):
    embedded.ensure_running()
    with connect() as connection:
        connection.execute("CREATE TABLE kept (word text)")
        connection.execute("INSERT INTO kept VALUES ('accepted')")
    process = int((cluster / "postgres" / "cluster" / "postmaster.pid").read_text().splitlines()[0])
    os.kill(process, signal.SIGKILL)
    embedded.ensure_running()
    with connect() as connection:
        assert connection.execute("SELECT word FROM kept").fetchall() == [("accepted",)]


def test_the_application_may_not_change_the_schema(cluster):
    embedded.ensure_running()
    with connect(owner=False) as connection, pytest.raises(psycopg.errors.InsufficientPrivilege):
        connection.execute("CREATE TABLE forbidden (word text)")


def test_a_cluster_whose_making_was_cut_off_is_made_anew(cluster):
    (cluster / "postgres" / "cluster").mkdir(parents=True)
    (cluster / "postgres" / "cluster" / "leftover").touch()
    embedded.ensure_running()
    assert embedded.is_running()


def test_starting_twice_is_harmless(cluster):
    embedded.ensure_running()
    embedded.ensure_running()
    assert embedded.is_running()
