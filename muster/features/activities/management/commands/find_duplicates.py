"""`muster find_duplicates`: propose every activity that the register tells twice."""

from __future__ import annotations

from typing import Any

from django.core.management.base import CommandError, CommandParser

from muster.core.commands import MachineCommand
from muster.core.models import Unit
from muster.features.activities import actions
from muster.features.activities.models import Activity


class Command(MachineCommand):
    help = "Look through the register for activities told twice and propose them; people decide on the page."

    def add_arguments(self, parser: CommandParser) -> None:
        parser.add_argument("--unit", help="code of one structure, compared with all; all of them without")
        parser.add_argument("--year", type=int, help="one year; all of them without")

    def handle(self, *args: Any, **options: Any) -> None:
        entries = Activity.objects.filter(counted=True)
        units: set[int] = set()
        if code := options["unit"]:
            units = set(Unit.objects.filter(code=code).values_list("pk", flat=True))
            if not units:
                raise CommandError(f"There is no structure with the code {code}.")
            entries = entries.filter(unit__in=units)
        for year in [options["year"]] if options["year"] else actions.years_and_units(entries):
            found = actions.find_all_pairs(year, units)
            self.stdout.write(f"{year}: {found} pairs look like one activity.")
