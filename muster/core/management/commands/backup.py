"""`muster backup TARGET`."""

from __future__ import annotations

import sys
from pathlib import Path
from typing import Any

from django.core.management.base import CommandError, CommandParser

from muster.core.commands import MachineCommand
from muster.core.files import Unavailable
from muster.core.operation.archive import Manifest
from muster.core.operation.backup import TargetTaken, backup, new_file
from muster.core.operation.programs import ProgramError
from muster.core.operation.progress import Progress

SECRET = "It holds everything, the signing key too: keep it encrypted, away from this machine (docs/operation.md)."  # noqa: S105


class Command(MachineCommand):
    help = "One consistent copy of database, originals, signing key and audit anchors, in one file."
    requires_system_checks = ()

    def add_arguments(self, parser: CommandParser) -> None:
        parser.add_argument("target", help="a file that does not exist yet, or - for standard output")

    def handle(self, *args: Any, **options: Any) -> None:
        progress = Progress()
        try:
            if options["target"] == "-":
                manifest, sha256 = backup(sys.stdout.buffer, progress)
            else:
                with new_file(Path(options["target"])) as file:
                    manifest, sha256 = backup(file, progress)
        except (TargetTaken, ProgramError, Unavailable) as error:
            raise CommandError(f"No backup was made. {error}") from error
        self._say(manifest, sha256, progress)

    def _say(self, manifest: Manifest, sha256: str, progress: Progress) -> None:
        rows, originals = sum(manifest.rows.values()), len(manifest.originals())
        progress.note(f"Backed up: {rows:,} rows, {originals:,} originals. SHA-256 of the manifest: {sha256}")
        progress.note(SECRET)
        if manifest.damaged:
            raise CommandError(
                f"{len(manifest.damaged)} originals are missing or damaged, so not in it; `muster verify` names them."
            )
