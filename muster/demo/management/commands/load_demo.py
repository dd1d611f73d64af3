from typing import Any

from django.core.management.base import CommandParser

from muster.core.commands import MachineCommand
from muster.demo.loading import load


class Command(MachineCommand):
    help = "Bring the demonstration mission in: structures, people, money, a year of reports."

    def add_arguments(self, parser: CommandParser) -> None:
        parser.add_argument("--password", required=True, help="of every demonstration account")
        parser.add_argument("--without-reports", action="store_true", help="structures, people and money only")

    def handle(self, *args: Any, **options: Any) -> None:
        for step in load(options["password"], with_reports=not options["without_reports"]):
            self.stdout.write(step)
