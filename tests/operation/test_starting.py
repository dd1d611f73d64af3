"""What cannot be helped at the start is a sentence; what a command starts it stops."""

import os
import socket
import subprocess
import tempfile
from pathlib import Path

import pytest

from tests.end_to_end.running import processes_of
from tests.operation.installation import Installation, installation


@pytest.fixture(scope="module")
def made():
    with installation() as one:
        yield one


def assert_sentence(done, words):
    assert done.returncode == 1
    assert words in done.stderr
    assert "Traceback" not in done.stderr
    assert done.stderr.strip().count("\n") == 0, done.stderr


@pytest.mark.parametrize(
    "command", [("migrate",), ("up",), ("worker",), ("backup", "/tmp/none.tar"), ("database", "start")]
)
def test_a_data_folder_that_cannot_be_written_to(command):
    assert_sentence(Installation(Path("/sys/muster")).run(*command, check=False), "may not be written to")


def test_a_data_folder_that_is_a_file(tmp_path):
    (tmp_path / "file").touch()
    assert_sentence(Installation(tmp_path / "file").run("migrate", check=False), "is no folder")


def test_a_port_that_somebody_has(made):
    with socket.socket() as taken:
        taken.bind(("127.0.0.1", 0))
        taken.listen()
        port = taken.getsockname()[1]
        assert_sentence(made.run("up", "--port", str(port), check=False), f"Port {port} is taken")


@pytest.mark.parametrize("command", [("up",), ("prepare",), ("audit", "verify")])
def test_a_database_that_is_down(tmp_path, command):
    there = Installation(tmp_path, DATABASE_URL="postgresql://muster:secret@127.0.0.1:1/muster")
    done = there.run(*command, check=False)
    assert_sentence(done, "does not answer")
    assert "secret" not in done.stderr + done.stdout


def test_a_full_disk(made):
    with tempfile.TemporaryDirectory(prefix="muster-full-") as folder:
        if subprocess.run(["mount", "-t", "tmpfs", "-o", "size=8m,mode=755", "none", folder], check=False).returncode:
            pytest.skip("no small disk can be mounted here")
        try:
            assert_sentence(Installation(Path(folder)).run("up", check=False), "is full")
        finally:
            subprocess.run(["umount", folder], check=True)


def test_a_wrong_setting(tmp_path):
    done = Installation(tmp_path, DATABASE_URL="mysql://x", MUSTER_LOG_FORMAT="xml").run("check", check=False)
    assert done.returncode == 1
    assert "Traceback" not in done.stderr


def test_an_installation_whose_restore_was_cut_off_does_not_start(made):
    (made.folder / "restoring").touch()
    try:
        for command in ("up", "site"):
            assert_sentence(made.run(command, check=False), "restore was cut off")
    finally:
        (made.folder / "restoring").unlink()


def test_a_command_leaves_no_server_that_it_started(made):
    made.run("manage", "makemigrations", "--check", "--dry-run")
    assert processes_of(made.folder) == {}


def test_a_command_leaves_the_server_that_it_found(made):
    made.run("database", "start")
    made.run("manage", "check")
    with made.database() as connection:
        assert connection.execute("SELECT 1").fetchone() == (1,)
    made.run("database", "stop")
    assert processes_of(made.folder) == {}


def test_the_database_keeps_no_statements_in_its_log(made):
    """What a statement was refused for may hold a name: the server's own log has neither."""
    import psycopg

    made.run("database", "start")
    mark = f"Arben{os.getpid()}personal"
    for statement in (f"SELECT '{mark}'::integer", f"SELECT {mark}", f"DO $$ BEGIN RAISE WARNING '{mark}'; END $$"):
        with made.database() as connection, pytest.raises(psycopg.Error) if "DO" not in statement else connection:
            connection.execute(statement)
    made.run("database", "stop")
    assert mark not in (made.folder / "postgres" / "server.log").read_text()
