"""`muster verify [SOURCE]`."""

from __future__ import annotations

import sys
from collections.abc import Iterable
from pathlib import Path
from typing import Any

from django.core.management.base import CommandError, CommandParser

from muster.core.commands import MachineCommand
from muster.core.files import Unavailable
from muster.core.operation import verifying
from muster.core.operation.archive import NoBackup
from muster.core.operation.programs import ProgramError
from muster.core.operation.progress import Progress
from muster.core.operation.restore import seekable


class Command(MachineCommand):
    help = "Check a backup without restoring it; without one, this installation."
    requires_system_checks = ()

    def add_arguments(self, parser: CommandParser) -> None:
        parser.add_argument("source", nargs="?", help="the file of a backup, or - for standard input")

    def handle(self, *args: Any, **options: Any) -> None:
        """Exit status 1 and a sentence for each finding, where there is one."""
        try:
            found = self._found(options["source"])
        except (NoBackup, ProgramError, Unavailable, FileNotFoundError) as error:
            raise CommandError(str(error)) from error
        if found:
            raise CommandError(f"Not whole: {found} findings.")
        self.stdout.write("The backup is whole." if options["source"] else "Everything is whole.")

    def _found(self, source: str | None) -> int:
        progress = Progress()
        if source is None:
            return self._tell(verifying.of_installation(progress))
        if source == "-":
            with seekable(sys.stdin.buffer) as file:
                return self._tell(verifying.of_backup(file, progress))
        with Path(source).open("rb") as file:
            return self._tell(verifying.of_backup(file, progress))

    def _tell(self, findings: Iterable[str]) -> int:
        """Say each as soon as it is found; how many."""
        return sum(1 for finding in findings if self.stderr.write(finding) is None)
