"""`muster protection redo`: erase again what a restored backup brought back."""

from __future__ import annotations

from argparse import ArgumentParser
from pathlib import Path
from typing import Any

from django.core.management.base import CommandError

from muster.core.commands import MachineCommand
from muster.features.protection.redoing import redo


class Command(MachineCommand):
    help = "redo: erase again what a restored backup brought back, by the list of erasures in the data folder."

    def add_arguments(self, parser: ArgumentParser) -> None:
        parser.add_argument("what", choices=("redo",))
        parser.add_argument("--list", type=Path, help="another list, such as the copy kept beside a backup")

    def handle(self, *args: Any, **options: Any) -> None:
        """Exit status 1 where something could not be erased again; each is named."""
        try:
            done = redo(options["list"])
        except (ValueError, FileNotFoundError) as error:
            raise CommandError(str(error)) from error
        self.stdout.write(f"Erased again: {done.again}. There was nothing to erase for {done.gone} others.")
        for erasure in done.unreadable:
            self.stderr.write(
                f"{erasure.code} {erasure.key}: words were erased on {erasure.at[:10]} that only the signing key of "
                "then can tell (secret-key.before-restore); erase them by hand."
            )
        if done.unreadable:
            raise CommandError(f"{len(done.unreadable)} erasures could not be done again.")
