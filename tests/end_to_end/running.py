"""A Muster of the tests' own: `muster up --demo`, the very path of `make run`, in a folder that goes away again."""

from __future__ import annotations

import os
import shutil
import socket
import subprocess
import sys
import tempfile
import time
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass
from pathlib import Path

READY = "Muster is up:"
PATIENCE = 300  # seconds for schema, demonstration, reading, review and publication; on a busy machine too
GRACE = 60  # seconds to stop in
# What `tests.settings` set for this process must not reach the other one.
OWN = ("MUSTER_", "DJANGO_", "DATABASE_URL", "PYTEST_")


@dataclass(frozen=True, slots=True)
class Site:
    url: str  # without a slash at its end
    password: str  # of every demonstration account
    data: Path
    seconds: float  # that it took until the site was ready


@contextmanager
def running_site() -> Iterator[Site]:
    """Up while the block runs; raises `RuntimeError` with its last words where it does not come up."""
    data = Path(tempfile.mkdtemp(prefix="muster-end-to-end-"))
    data.chmod(0o755)  # as root the database runs as `nobody`, who must be able to enter
    began = time.monotonic()
    port = _free_port()
    log = data / "up.log"
    process = _start(data, port, log)
    try:
        _wait(process, log)
        password = (data / "demo-password").read_text()
        yield Site(f"http://localhost:{port}", password, data, time.monotonic() - began)
    finally:
        _end(process)
        left = processes_of(data)
        shutil.rmtree(data, ignore_errors=True)
    assert not left, f"processes of {data} outlived it: {left}"


def processes_of(folder: Path) -> dict[int, str]:
    """Command lines by process id of everything that works in this folder."""
    found = {}
    for process in Path("/proc").glob("[0-9]*"):
        try:
            command = (process / "cmdline").read_bytes().replace(b"\0", b" ").decode(errors="replace")
            environment = (process / "environ").read_bytes().decode(errors="replace")
        except OSError:
            continue  # ended meanwhile, or somebody else's
        if str(folder) in command or f"MUSTER_DATA={folder}" in environment:
            found[int(process.name)] = command
    return found


def _start(data: Path, port: int, log: Path) -> subprocess.Popen[bytes]:
    kept = {name: value for name, value in os.environ.items() if not name.startswith(OWN)}
    with log.open("wb") as said:
        return subprocess.Popen(
            [sys.executable, "-m", "muster.cli", "up", "--demo", "--port", str(port)],
            env={**kept, "MUSTER_DATA": str(data), "PYTHONUNBUFFERED": "1"},
            stdout=said,
            stderr=subprocess.STDOUT,
            start_new_session=True,
        )


def _wait(process: subprocess.Popen[bytes], log: Path) -> None:
    until = time.monotonic() + PATIENCE
    while READY not in (said := log.read_text(errors="replace")):
        if process.poll() is not None or time.monotonic() > until:
            raise RuntimeError(f"`muster up --demo` did not come up:\n{said[-4000:]}")
        time.sleep(0.25)


def _end(process: subprocess.Popen[bytes]) -> None:
    process.terminate()
    try:
        process.wait(GRACE)
    except subprocess.TimeoutExpired:
        process.kill()
        process.wait()


def _free_port() -> int:
    with socket.socket() as probe:
        probe.bind(("127.0.0.1", 0))
        return int(probe.getsockname()[1])
