"""The `muster` command."""

from __future__ import annotations

import argparse
import os
import sys
from collections.abc import Sequence

SCHEMA_COMMANDS = {"backup", "restore", "verify", "migrate", "makemigrations", "sqlmigrate", "flush", "dbshell"}
DESCRIPTION = """\
muster up [--demo] [--port N]          everything on this machine: database, worker, site
muster extract FILE --year 2016        read the activities of one report; needs no database
muster database start|stop             the embedded PostgreSQL
muster COMMAND ...                     worker, ingest, load_matrix, annual_report, ...: `muster help` lists them all
"""


def main(arguments: Sequence[str] | None = None) -> int:
    """Run one command; returns its exit status."""
    verb, *rest = list(sys.argv[1:] if arguments is None else arguments) or ["--help"]
    own = {"extract": _extract, "up": _up, "database": _database}
    if verb in {"-h", "--help"}:
        print(DESCRIPTION, end="")
        return 0
    return own[verb](rest) if verb in own else _manage([verb, *rest])


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
    """Any management command, with the embedded server up; those that change the schema run as its owner."""
    if arguments[0] == "manage":
        arguments = arguments[1:] or ["help"]
    if arguments[0] in SCHEMA_COMMANDS:
        os.environ["MUSTER_DB_OWNER"] = "1"
    os.environ.setdefault("DJANGO_SETTINGS_MODULE", "muster.config.settings")
    if "DATABASE_URL" not in os.environ:
        from muster.core import embedded

        embedded.ensure_running()
    from django.core.management import execute_from_command_line

    execute_from_command_line(["muster", *arguments])
    return 0


if __name__ == "__main__":
    sys.exit(main())
