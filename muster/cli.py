"""The `muster` command."""

from __future__ import annotations

import argparse
import contextlib
import os
import sys
from collections.abc import Sequence

AS_OWNER = {"migrate", "makemigrations", "sqlmigrate", "flush", "dbshell", "backup", "restore", "verify"}
DESCRIPTION = """\
muster up [--demo] [--port N]          everything on this machine: database, worker, site
muster prepare                         database, catalogues and static files up to date, before a site starts
muster site [--listen ADDRESS]         the site alone, for a service manager; `muster worker` is the other half
muster backup FILE                     database, originals and keys in one file; `restore FILE`, `verify [FILE]`
muster extract FILE --year 2016        read the activities of one report; needs no database
muster database start|stop             the embedded PostgreSQL
muster COMMAND ...                     worker, ingest, load_matrix, annual_report, ...: `muster help` lists them all
"""


def main(arguments: Sequence[str] | None = None) -> int:
    """Run one command; returns its exit status. What cannot be helped is a sentence on standard error."""
    verb, *rest = list(sys.argv[1:] if arguments is None else arguments) or ["--help"]
    own = {"extract": _extract, "up": _up, "database": _database, "prepare": _prepare, "site": _site}
    if verb in {"-h", "--help"}:
        print(DESCRIPTION, end="")
        return 0
    try:
        return own[verb](rest) if verb in own else _manage([verb, *rest])
    except Exception as error:
        return _told(error)


def _extract(arguments: list[str]) -> int:
    from muster.domain.extraction.command import main as extract

    return extract(arguments)


def _up(arguments: list[str]) -> int:
    parser = argparse.ArgumentParser("muster up")
    parser.add_argument("--demo", action="store_true", help="with the demonstration mission")
    parser.add_argument("--port", type=int, default=0, help="of the site; 8000 or the next free one by default")
    parser.add_argument("--exit-when-ready", action="store_true", help="stop again once everything is up")
    chosen = parser.parse_args(arguments)
    from muster.config.running import up

    return up(demo=chosen.demo, port=chosen.port, exit_when_ready=chosen.exit_when_ready)


def _prepare(arguments: list[str]) -> int:
    argparse.ArgumentParser("muster prepare").parse_args(arguments)
    from muster.config.running import prepare

    with _database_up():
        prepare()
    return 0


def _site(arguments: list[str]) -> int:
    parser = argparse.ArgumentParser("muster site")
    parser.add_argument("--listen", metavar="ADDRESS", help="host:port or unix:/path; MUSTER_LISTEN by default")
    chosen = parser.parse_args(arguments)
    from muster.config.running import site

    return site(chosen.listen)


def _database(arguments: list[str]) -> int:
    parser = argparse.ArgumentParser("muster database")
    parser.add_argument("verb", choices=("start", "stop"))
    chosen = parser.parse_args(arguments)
    from muster.core import embedded

    if chosen.verb == "start":
        embedded.ensure_running()
    else:
        embedded.stop()
    return 0


def _manage(arguments: list[str]) -> int:
    """Any management command, with the embedded server up; those that need all of the database run as its owner."""
    if arguments[0] == "manage":
        arguments = arguments[1:] or ["help"]
    if arguments[0] in AS_OWNER:
        os.environ["MUSTER_DB_OWNER"] = "1"
    os.environ.setdefault("DJANGO_SETTINGS_MODULE", "muster.config.settings")
    with _database_up():
        from django.core.management import execute_from_command_line
        from django.db import connections

        from muster.core import identity

        identity.become(identity.SYSTEM)  # who sits at the machine
        try:
            execute_from_command_line(["muster", *arguments])
        finally:
            connections.close_all()
    return 0


def _database_up() -> contextlib.AbstractContextManager[None]:
    """The embedded server, if it is the one; it goes down again where it was down."""
    if "DATABASE_URL" in os.environ:
        return contextlib.nullcontext()
    from muster.core import embedded

    return embedded.running()


def _told(error: Exception) -> int:
    """A sentence where there is one; otherwise what may stand in a log, and everything on a developer's machine."""
    import subprocess

    if isinstance(error, subprocess.CalledProcessError):
        return 1  # one of ours, which has said what was wrong
    from muster.core.operation import logs, trouble

    if sentence := trouble.sentence(error):
        print(f"muster: {sentence}", file=sys.stderr)
        return 1
    if os.environ.get("MUSTER_DEBUG"):
        raise error
    print("muster: an error of the program itself:", *logs.described(error), file=sys.stderr, sep="\n  ")
    print(*logs.places(error.__traceback__), sep="\n  ", file=sys.stderr)
    return 1


if __name__ == "__main__":
    sys.exit(main())
