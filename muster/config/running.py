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
from muster.core.operation import marker

GRACE = 15.0  # seconds a process gets to finish what it is doing
ADDRESS = "127.0.0.1"


class Interrupted(Exception):
    """Somebody asked to stop."""


def prepare() -> None:
    """Bring schema, catalogues and static files up to date; the database must be up. Safe to call again."""
    manage("migrate", "--verbosity=0")
    manage("compile_catalogues")
    manage("collectstatic", "--noinput", "--verbosity=0")


def up(*, demo: bool, port: int, exit_when_ready: bool = False) -> int:
    """Prepare, start worker and site, and stay until somebody stops it; with `demo`, the demonstration mission too."""
    if marker.lies():
        raise embedded.ServerError(marker.SENTENCE)
    signal.signal(signal.SIGTERM, _interrupt)
    running: list[subprocess.Popen[bytes]] = []
    if demo:  # its accounts are for everybody to try
        os.environ.setdefault("MUSTER_SECOND_FACTOR", "off")
    try:
        port = _free_port(port, otherwise=False) if port else _free_port(8000)
        if "DATABASE_URL" not in os.environ:
            embedded.ensure_running()
        prepare()
        password = _demo_password() if demo else None
        if password:
            manage("load_demo", "--password", password)
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


def site(listen: str | None = None) -> int:
    """Become the site: this process is gunicorn's from here on. Raises `ServerError` where a restore was cut off."""
    if marker.lies():
        raise embedded.ServerError(marker.SENTENCE)
    environment = {**_environment(), **({"MUSTER_LISTEN": listen} if listen else {})}
    os.execve(sys.executable, _SITE, environment)  # noqa: S606 -- our own command


def manage(*arguments: str) -> None:
    """Run one management command in a process of its own; raises `CalledProcessError` where it fails."""
    subprocess.run(_command(*arguments), env=_environment(), check=True)  # noqa: S603 -- our own command


_SITE = [sys.executable, "-m", "gunicorn", "--config=python:muster.config.gunicorn"]


def _command(*arguments: str) -> list[str]:
    return [sys.executable, "-m", "muster.cli", *arguments]


def _environment() -> dict[str, str]:
    """As what these processes are: none of them the owner, unless its command says so."""
    return {**os.environ, "DJANGO_SETTINGS_MODULE": "muster.config.settings", "MUSTER_DB_OWNER": "0"}


def _start(*arguments: str) -> subprocess.Popen[bytes]:
    return subprocess.Popen(_command(*arguments), env=_environment(), start_new_session=True)  # noqa: S603


def _start_site(port: int) -> subprocess.Popen[bytes]:
    environment = {**_environment(), "MUSTER_LISTEN": f"{ADDRESS}:{port}"}
    return subprocess.Popen(_SITE, env=environment, start_new_session=True)  # noqa: S603


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


def _free_port(wanted: int, *, otherwise: bool = True) -> int:
    """The wanted port; with `otherwise` another one where somebody has it. Raises `ServerError`."""
    for port in (wanted, 0) if otherwise else (wanted,):
        with socket.socket() as probe:
            probe.setsockopt(socket.SOL_SOCKET, socket.SO_REUSEADDR, 1)
            try:
                probe.bind((ADDRESS, port))
            except OSError:
                continue
            return int(probe.getsockname()[1])
    raise embedded.ServerError(f"Port {wanted} is taken by another program: choose another one with --port.")


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
        lines += ["", "Second factors are off in the demonstration (MUSTER_SECOND_FACTOR)."]
        lines += ["", f"The annual report of the demonstration mission: {data_folder() / 'annual-report'}"]
    return "\n".join([*lines, "", "Stop with Ctrl-C.", ""])
