from __future__ import annotations

from typing import Any

from django.core.management.base import CommandParser

from muster.core.commands import MachineCommand
from muster.core.jobs import run_worker
from muster.features.intake.isolation import end_idle


class Command(MachineCommand):
    help = "Work on what is in the queue until asked to stop."

    def add_arguments(self, parser: CommandParser) -> None:
        parser.add_argument("--until-idle", action="store_true", help="stop when nothing is left to do")

    def handle(self, *args: Any, **options: Any) -> None:
        try:
            run_worker(until_idle=options["until_idle"])
        finally:
            end_idle()
