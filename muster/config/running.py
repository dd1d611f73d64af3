"""`muster up`: everything of one machine: database, schema, demonstration, worker, site."""

from __future__ import annotations

import os
import secrets
import signal
import socket
import subprocess
import sys
import time
from types import FrameType

from muster.core import embedded
from muster.core.folders import data_folder

GRACE = 15.0  # seconds a process gets to finish what it is doing
ADDRESS = "127.0.0.1"


class Interrupted(Exception):
    """Somebody asked to stop."""


def prepare() -> None:
    """Bring database, schema, catalogues and static files up to date. Safe to call again."""
    if "DATABASE_URL" not in os.environ:
        embedded.ensure_running()
    manage("migrate", "--verbosity=0", owner=True)
    manage("compile_catalogues")
    manage("collectstatic", "--noinput", "--verbosity=0")


def up(*, demo: bool, port: int, exit_when_ready: bool = False) -> int:
    """Prepare, start worker and site, and stay until somebody stops it; with `demo`, the demonstration mission too."""
    signal.signal(signal.SIGTERM, _interrupt)
    running: list[subprocess.Popen[bytes]] = []
    if demo:  # its accounts are for everybody to try
        os.environ.setdefault("MUSTER_SECOND_FACTOR", "off")
    try:
        prepare()
        password = _demo_password() if demo else None
        if password:
            manage("load_demo", "--password", password)
        port = port or _free_port(8000)
        running += [_start("worker"), _start_site(port)]
        if demo:
            manage("demo_report")
        print(_greeting(port, password), flush=True)
        return 0 if exit_when_ready else _watch(running)
    except (KeyboardInterrupt, Interrupted):
        return 0
    finally:
        for process in running:
            _end(process)
        if "DATABASE_URL" not in os.environ:
            embedded.stop()


def manage(*arguments: str, owner: bool = False) -> None:
    """Run one management command in a process of its own; raises `CalledProcessError` where it fails."""
    subprocess.run(_command(*arguments), env=_environment(owner=owner), check=True)  # noqa: S603 -- our own command


def _command(*arguments: str) -> list[str]:
    return [sys.executable, "-m", "muster.cli", *arguments]


def _environment(*, owner: bool = False) -> dict[str, str]:
    chosen = {"DJANGO_SETTINGS_MODULE": "muster.config.settings", "MUSTER_DB_OWNER": "1" if owner else "0"}
    return {**os.environ, **chosen}


def _start(*arguments: str) -> subprocess.Popen[bytes]:
    return subprocess.Popen(_command(*arguments), env=_environment(), start_new_session=True)  # noqa: S603


def _start_site(port: int) -> subprocess.Popen[bytes]:
    command = [sys.executable, "-m", "gunicorn", "--config=python:muster.config.gunicorn", f"--bind={ADDRESS}:{port}"]
    return subprocess.Popen(command, env=_environment(), start_new_session=True)  # noqa: S603


def _watch(running: list[subprocess.Popen[bytes]]) -> int:
    """Wait until one of them ends (an error) or somebody interrupts."""
    while True:
        for process in running:
            if process.poll() is not None:
                print(f"A process of Muster ended by itself: {process.args!r}", file=sys.stderr)
                return 1
        time.sleep(0.5)


def _end(process: subprocess.Popen[bytes]) -> None:
    process.terminate()
    try:
        process.wait(GRACE)
    except subprocess.TimeoutExpired:
        process.kill()
        process.wait()


def _interrupt(number: int, frame: FrameType | None) -> None:
    raise Interrupted


def _free_port(wanted: int) -> int:
    for port in (wanted, 0):
        with socket.socket() as probe:
            probe.setsockopt(socket.SOL_SOCKET, socket.SO_REUSEADDR, 1)
            try:
                probe.bind((ADDRESS, port))
            except OSError:
                continue
            return int(probe.getsockname()[1])
    raise OSError("no free port")


def _demo_password() -> str:
    """The password of the demonstration accounts: made once for each installation and kept in the data folder."""
    kept = data_folder() / "demo-password"
    if not kept.exists():
        kept.touch(mode=0o600)
        kept.write_text("-".join(secrets.token_hex(2) for _ in range(3)))
    return kept.read_text()


def _greeting(port: int, password: str | None) -> str:
    lines = ["", f"Muster is up: http://localhost:{port}/"]
    if password:
        from muster.demo.mission import accounts

        lines += ["", "Demonstration sign-ins, all with the password " + password + ":"]
        lines += [f"  {name:<12} {what}" for name, what in accounts()]
        lines += ["", f"The annual report of the demonstration mission: {data_folder() / 'annual-report'}"]
    return "\n".join([*lines, "", "Stop with Ctrl-C.", ""])
