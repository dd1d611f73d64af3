"""`muster restore SOURCE`."""

from __future__ import annotations

import sys
from contextlib import ExitStack
from pathlib import Path
from typing import Any

from django.core.management.base import CommandError, CommandParser

from muster.core import erasures
from muster.core.commands import MachineCommand
from muster.core.files import Unavailable
from muster.core.operation.archive import NoBackup
from muster.core.operation.programs import ProgramError
from muster.core.operation.progress import Progress
from muster.core.operation.restore import Refused, restore, seekable


class Command(MachineCommand):
    help = "A backup into an empty installation, wholly or not at all. Site and workers must be stopped."
    requires_system_checks = ()

    def add_arguments(self, parser: CommandParser) -> None:
        parser.add_argument("source", help="the file of a backup, or - for standard input")
        parser.add_argument("--replace", action="store_true", help="give up everything that is in this installation")

    def handle(self, *args: Any, **options: Any) -> None:
        progress = Progress()
        try:
            with ExitStack() as stack:
                named = options["source"] != "-"
                source = stack.enter_context(Path(options["source"]).open("rb")) if named else sys.stdin.buffer
                whole = stack.enter_context(seekable(source))
                manifest = restore(whole, progress, replace=options["replace"])
        except (NoBackup, Refused, ProgramError, Unavailable, FileNotFoundError) as error:
            raise CommandError(str(error)) from error
        progress.note(
            f"Restored the backup of {manifest.made_at}: {sum(manifest.rows.values()):,} rows, "
            f"{len(manifest.originals()):,} originals. `muster verify` checks all of it."
        )
        if erased := len(erasures.since(manifest.made_at)):
            progress.note(
                f"{erased:,} erasures were made after this backup, and it brought back what they erased. Before "
                "anybody signs in, run `muster protection redo`."
            )
        elif not erasures.path().exists():
            progress.note(
                "There is no list of erasures here. Where one was kept beside the backup, run `muster protection redo "
                "--list FILE` before anybody signs in."
            )
