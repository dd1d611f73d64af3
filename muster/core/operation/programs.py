"""The programs of PostgreSQL (pg_dump, pg_restore, psql), run against the database of the settings.

Of the embedded server they are the wheel's own. Of another server they are those on the PATH: the wheel's are built
without TLS, and pg_dump must not be older than its server.
"""

from __future__ import annotations

import os
import re
import shutil
import subprocess
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path
from typing import IO, Any

import psycopg
from django.conf import settings
from psycopg.conninfo import make_conninfo
from psycopg.pq import Conninfo

from muster.core import embedded

TLS = {"require", "verify-ca", "verify-full"}
AS_SETTINGS = {"NAME": "dbname", "USER": "user", "HOST": "host", "PORT": "port"}


class ProgramError(RuntimeError):
    """A program is missing or failed; `str()` is a sentence, without anything of the data."""


def connected() -> psycopg.Connection[Any]:
    """A connection of its own to the database of the settings, outside of Django's."""
    return psycopg.connect(_address(), password=settings.DATABASES["default"].get("PASSWORD") or None)


@contextmanager
def running(
    name: str, *arguments: str, server: int | None = None, **streams: IO[bytes] | int
) -> Iterator[subprocess.Popen[bytes]]:
    """A program at work; killed if the block fails.

    `server` is the major version of the server that it connects to; None for one that only reads a dump.
    """
    password = settings.DATABASES["default"].get("PASSWORD")
    environment = {**os.environ, **({"PGPASSWORD": password} if password else {})}
    command = [str(_newest(name) if server is None else _program(name, server)), *arguments]
    with subprocess.Popen(command, env=environment, **streams) as process:  # type: ignore[call-overload]  # noqa: S603
        try:
            yield process
        except BaseException:
            process.kill()
            raise


def database_option() -> str:
    """`--dbname=...` as every one of these programs takes it; the password goes by the environment."""
    return f"--dbname={_address()}"


def _address() -> str:
    chosen = settings.DATABASES["default"]
    parts = {AS_SETTINGS[key]: chosen[key] for key in AS_SETTINGS if chosen.get(key)}
    known = {option.keyword.decode() for option in Conninfo.get_defaults()}  # Django's options may hold more
    options = {key: str(value) for key, value in chosen.get("OPTIONS", {}).items() if key in known}
    return make_conninfo(**parts, **options)


def _newest(name: str) -> Path:
    """The newest there is: a dump is read by what is as new as the program that wrote it."""
    found = shutil.which(name)
    return max([embedded.programs() / name, *([Path(found)] if found else [])], key=_major)


def _program(name: str, server: int) -> Path:
    own = embedded.programs() / name
    if "DATABASE_URL" not in os.environ:
        return own
    found = shutil.which(name)
    if found and _major(Path(found)) >= server:
        return Path(found)
    if settings.DATABASES["default"].get("OPTIONS", {}).get("sslmode") not in TLS and _major(own) >= server:
        return own
    raise ProgramError(
        f"{name} of PostgreSQL {server} or newer is needed on the PATH for this database "
        f"(in Debian: postgresql-client-{server})."
    )


def _major(program: Path) -> int:
    said = subprocess.run([program, "--version"], capture_output=True, text=True, check=False).stdout  # noqa: S603
    found = re.search(r"(\d+)", said)
    return int(found.group(1)) if found else 0
