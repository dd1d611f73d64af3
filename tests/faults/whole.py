"""A whole Muster under the tests' own supervisor: database, two web processes, two workers, and lines between them."""

from __future__ import annotations

import contextlib
import http.client
import itertools
import json
import os
import shutil
import signal
import socket
import subprocess
import sys
import tempfile
import threading
import time
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from pathlib import Path
from typing import Any

import psycopg

from tests.faults.line import Line

OWN = ("MUSTER_", "DJANGO_", "DATABASE_URL", "PYTEST_")
PATIENCE = 120.0  # seconds for anything to be well again
DEAD_AFTER = 2  # seconds without a sign of life
CLOCKS = ("application", "database")
SIZES = {"originals": 64, "postgres": 1536}  # MB of the small disks
COMPILER = shutil.which("cc")


INSIDE = """
import json, sys
from django.db import connections
for line in sys.stdin:
    try:
        exec(json.loads(line))
    except Exception as error:
        print(type(error).__name__, error)
    connections.close_all()
    print("done", flush=True)
"""


class Whole:
    """From `start` to `stop` whatever ends is started again at once; `ask` the database past the application."""

    def __init__(self, folder: Path) -> None:
        self.folder = folder
        self.database_line = Line(lambda: int(self.access()["port"]))
        self.web_line = Line(lambda: self.web_port)
        self.web_port = _free_port()
        self.running: dict[str, subprocess.Popen[bytes]] = {}
        self.log = (folder / "log").open("ab")
        self.shell: subprocess.Popen[bytes] | None = None
        self.stopping = threading.Event()
        self.supervisor = threading.Thread(target=self._supervise)
        self.small_disks = _mounted(folder)
        self.clock_library = _compiled(folder)
        for who in CLOCKS:
            self.set_clock(who, 0)

    def start(self) -> None:
        self.start_database()
        self.run("migrate", "--verbosity=0")
        self.run("load_demo", "--without-reports", "--password=not-used-by-anybody")
        self.supervisor.start()
        self.wait_for(self.well, "the site answers")

    def stop(self) -> None:
        self.stopping.set()
        if self.supervisor.is_alive():
            self.supervisor.join()
        for process in (*self.running.values(), self.shell):
            _kill(process)
        self.run("database", "stop", check=False)
        self.database_line.close()
        self.web_line.close()
        for disk in self.small_disks:
            subprocess.run(["umount", "-l", str(self.folder / disk)], check=False)

    def well(self) -> bool:
        """Whether everything runs and the site answers."""
        return all(self.running[name].poll() is None for name in self._commands()) and self._web_answers()

    def _supervise(self) -> None:
        """Do what a supervisor does: start again whatever ended."""
        while not self.stopping.wait(0.3):
            with contextlib.suppress(OSError, RuntimeError):
                self.start_database()
                for name, command in self._commands().items():
                    if name not in self.running or self.running[name].poll() is not None:
                        self.running[name] = self._popen(command)

    def start_database(self) -> None:
        """The server's clock is its own; what it does to become well again is PostgreSQL's."""
        if not self._database_answers():
            self.run("database", "start", clock=CLOCKS[1])

    def run(self, *arguments: str, clock: str = CLOCKS[0], check: bool = True) -> str:
        """One command of Muster, straight to the database; what it said. Raises `RuntimeError` where it fails."""
        command = [sys.executable, "-m", "muster.cli", *arguments]
        environment = self._environment(clock, straight=True)
        with tempfile.TemporaryFile() as said:  # no pipe: a server that is started here would hold it open
            done = subprocess.run(command, env=environment, stdout=said, stderr=subprocess.STDOUT, check=False)
            said.seek(0)
            text = said.read().decode(errors="replace")
        if check and done.returncode:
            raise RuntimeError(f"{arguments}: {text[-3000:]}")
        return text

    def inside(self, code: str) -> str:
        """What this code of Muster's own prints, in a process that stays: starting one takes longer than most code."""
        if self.shell is None or self.shell.poll() is not None:
            command = [sys.executable, "-m", "muster.cli", "shell", "-v0", "-c", INSIDE]
            environment = self._environment(CLOCKS[0], straight=True)
            self.shell = subprocess.Popen(
                command, env=environment, stdin=subprocess.PIPE, stdout=subprocess.PIPE, stderr=subprocess.STDOUT
            )
        assert self.shell.stdin
        assert self.shell.stdout
        self.shell.stdin.write(json.dumps(code).encode() + b"\n")
        self.shell.stdin.flush()
        lines = iter(self.shell.stdout.readline, b"")
        return b"".join(itertools.takewhile(lambda line: line != b"done\n", lines)).decode()

    def set_clock(self, who: str, seconds: int) -> None:
        """Set a clock so far ahead of the right time, or behind it."""
        with (self.folder / who).open("r+b" if (self.folder / who).exists() else "wb") as file:
            file.write(seconds.to_bytes(8, sys.byteorder, signed=True))

    def ask(self, statement: str, *values: Any) -> list[tuple[Any, ...]]:
        with self.connect() as connection:
            cursor = connection.execute(statement, values or None)
            return cursor.fetchall() if cursor.description else []

    def connect(self) -> psycopg.Connection[Any]:
        access = self.access()
        return psycopg.connect(
            host="127.0.0.1",
            port=access["port"],
            user="postgres",
            password=access["postgres"],
            dbname="muster",
            connect_timeout=5,
            autocommit=True,
        )

    def access(self) -> dict[str, Any]:
        return dict(json.loads((self.folder / "postgres" / "access.json").read_text()))

    def wait_for(self, condition: Callable[[], Any], what: str) -> None:
        until = time.monotonic() + PATIENCE
        while True:
            with contextlib.suppress(OSError, KeyError, psycopg.Error, http.client.HTTPException):
                if condition():
                    return
            assert time.monotonic() < until, f"not within {PATIENCE:.0f} s: {what}"
            time.sleep(0.1)

    def processes(self, what: str) -> list[int]:
        """Process ids of: web-master, web, worker, reader, postmaster, backend."""
        site, workers = self.running["web"], [self.running[name] for name in ("worker-1", "worker-2")]
        if what == "web-master":
            return [site.pid]
        if what == "web":
            return children(site.pid)
        if what == "worker":
            return [worker.pid for worker in workers]
        if what == "reader":
            return [child for worker in workers for child in children(worker.pid)]
        if what == "postmaster":
            return [int((self.folder / "postgres/cluster/postmaster.pid").read_text().splitlines()[0])]
        return [pid for (pid,) in self.ask("SELECT pid FROM pg_stat_activity WHERE usename = 'muster_app'")]

    def _commands(self) -> dict[str, list[str]]:
        site = [sys.executable, "-m", "gunicorn", "--config=python:muster.config.gunicorn"]
        worker = [sys.executable, "-m", "muster.cli", "worker"]
        return {"web": [*site, f"--bind=127.0.0.1:{self.web_port}"], "worker-1": worker, "worker-2": worker}

    def _popen(self, command: list[str]) -> subprocess.Popen[bytes]:
        return subprocess.Popen(
            command, env=self._environment(CLOCKS[0]), stdout=self.log, stderr=self.log, start_new_session=True
        )

    def _environment(self, clock: str, *, straight: bool = False) -> dict[str, str]:
        environment = {name: value for name, value in os.environ.items() if not name.startswith(OWN)}
        environment |= {
            "MUSTER_DATA": str(self.folder),
            "MUSTER_WORKER_DEAD_AFTER": str(DEAD_AFTER),
            "MUSTER_WEB_PROCESSES": "2",
            "MUSTER_SECOND_FACTOR": "off",
            "MUSTER_PLAIN_STATIC": "1",
            "DJANGO_SETTINGS_MODULE": "muster.config.settings",
        }
        if self.clock_library:
            environment |= {"LD_PRELOAD": str(self.clock_library), "MUSTER_TEST_CLOCK": str(self.folder / clock)}
        if not straight:
            secret = self.access()["muster_app"]
            environment["DATABASE_URL"] = f"postgresql://muster_app:{secret}@127.0.0.1:{self.database_line.port}/muster"
        return environment

    def _database_answers(self) -> bool:
        try:
            return bool(self.ask("SELECT 1"))
        except (OSError, psycopg.Error):
            return False

    def _web_answers(self) -> bool:
        line = http.client.HTTPConnection("127.0.0.1", self.web_port, timeout=10)
        try:
            line.request("GET", "/sign-in/", headers={"Host": "localhost"})
            return line.getresponse().status == 200
        finally:
            line.close()


@contextmanager
def whole_muster() -> Iterator[Whole]:
    """Up while the block runs, in a folder that goes away again. Its log is printed where the block fails."""
    folder = Path(tempfile.mkdtemp(prefix="muster-rounds-"))
    folder.chmod(0o755)  # as root the database runs as `nobody`, who must be able to enter
    muster = Whole(folder)
    try:
        muster.start()
        yield muster
    except BaseException:
        print((folder / "log").read_text(errors="replace")[-6000:])
        raise
    finally:
        muster.stop()
        shutil.rmtree(folder, ignore_errors=True)


def children(pid: int) -> list[int]:
    lists = [path.read_text() for path in Path(f"/proc/{pid}/task").glob("*/children")]
    return [int(child) for found in lists for child in found.split()]


def _mounted(folder: Path) -> list[str]:
    """The folders that got a small disk of their own; none where this user may not mount."""
    mounted = []
    for name, size in SIZES.items():
        (folder / name).mkdir()
        command = ["mount", "-t", "tmpfs", "-o", f"size={size}m,mode=0755", "tmpfs", str(folder / name)]
        if os.geteuid() == 0 and subprocess.run(command, capture_output=True, check=False).returncode == 0:
            mounted.append(name)
    return mounted


def _compiled(folder: Path) -> Path | None:
    """The library of the clocks; None where there is no compiler."""
    if COMPILER is None:
        return None
    library = folder / "clock.so"
    source = Path(__file__).with_name("clock.c")
    subprocess.run([COMPILER, "-shared", "-fPIC", "-O2", "-o", str(library), str(source)], check=True)
    return library


def _kill(process: subprocess.Popen[bytes] | None) -> None:
    if process is None:
        return
    with contextlib.suppress(ProcessLookupError):
        os.killpg(process.pid, signal.SIGKILL) if os.getpgid(process.pid) == process.pid else process.kill()
    process.wait()


def _free_port() -> int:
    with socket.socket() as probe:
        probe.bind(("127.0.0.1", 0))
        return int(probe.getsockname()[1])
