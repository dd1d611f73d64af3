"""An installation of the tests' own: `muster` in a data folder that goes away again with its server."""

from __future__ import annotations

import os
import shutil
import signal
import subprocess
import sys
import tempfile
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path

import psycopg

OWN = ("MUSTER_", "DJANGO_", "DATABASE_", "AWS_")
CONTENT = "SELECT count(*), md5(string_agg(t::text, '|' ORDER BY t::text)) FROM public.{} t"


class Installation:
    def __init__(self, folder: Path, **settings: str) -> None:
        kept = {name: value for name, value in os.environ.items() if not name.startswith(OWN)}
        self.folder = folder
        self.environment = {**kept, "MUSTER_DATA": str(folder), "MUSTER_WORKER_DEAD_AFTER": "2", **settings}
        self.started: list[subprocess.Popen[bytes]] = []

    def run(self, *arguments: str, check: bool = True, env_more: dict[str, str] | None = None, **options):
        """Run `muster ...` to its end; what it said is text."""
        options = {"capture_output": True, "text": True, "env": {**self.environment, **(env_more or {})}, **options}
        done = subprocess.run([sys.executable, "-m", "muster.cli", *arguments], **options)
        assert not check or done.returncode == 0, done.stderr
        return done

    def start(self, *arguments: str, **options) -> subprocess.Popen[bytes]:
        command = [sys.executable, "-m", "muster.cli", *arguments]
        self.started.append(subprocess.Popen(command, env=self.environment, start_new_session=True, **options))
        return self.started[-1]

    def ask(self, code: str) -> str:
        """What a piece of Python prints inside of Muster."""
        return self.run("shell", "-v0", "-c", code).stdout

    def database(self) -> psycopg.Connection:
        """As superuser, past every row security; the server must be up."""
        import json

        access = json.loads((self.folder / "postgres" / "access.json").read_text())
        return psycopg.connect(
            host="127.0.0.1", port=access["port"], user="postgres", password=access["postgres"], dbname="muster"
        )

    def contents(self) -> dict[str, tuple[int, str]]:
        """Rows and a hash over all of them, by table."""
        with self.database() as connection:
            tables = connection.execute("SELECT tablename FROM pg_tables WHERE schemaname = 'public'").fetchall()
            return {name: connection.execute(CONTENT.format(name)).fetchone() for (name,) in tables}

    def originals(self) -> dict[str, bytes]:
        return {path.name: path.read_bytes() for path in (self.folder / "originals").glob("??/*")}

    def end(self) -> None:
        for process in self.started:
            if process.poll() is None:
                os.killpg(process.pid, signal.SIGKILL)
            process.wait()
        if "DATABASE_URL" not in self.environment:
            self.run("database", "stop", check=False)


@contextmanager
def installation(**settings: str) -> Iterator[Installation]:
    folder = Path(tempfile.mkdtemp(prefix="muster-operation-"))
    folder.chmod(0o755)  # as root the database runs as `nobody`, who must be able to enter
    made = Installation(folder, **settings)
    try:
        yield made
    finally:
        made.end()
        shutil.rmtree(folder, ignore_errors=True)
