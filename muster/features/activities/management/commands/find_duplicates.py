"""`muster find_duplicates`: propose every activity that the register tells twice."""

from __future__ import annotations

from typing import Any

from django.core.management.base import BaseCommand, CommandError, CommandParser

from muster.core.models import Unit
from muster.features.activities import actions
from muster.features.activities.models import Activity


class Command(BaseCommand):
    help = "Look through the register for activities told twice and propose them; people decide on the page."

    def add_arguments(self, parser: CommandParser) -> None:
        parser.add_argument("--unit", help="code of one structure; all of them without")
        parser.add_argument("--year", type=int, help="one year; all of them without")

    def handle(self, *args: Any, **options: Any) -> None:
        entries = Activity.objects.filter(counted=True)
        if code := options["unit"]:
            if not Unit.objects.filter(code=code).exists():
                raise CommandError(f"There is no structure with the code {code}.")
            entries = entries.filter(unit__code=code)
        if options["year"]:
            entries = entries.filter(period_start__year=options["year"])
        found = 0
        for unit, year in actions.units_and_years(entries):
            found += actions.find_all_pairs(unit, year)
        self.stdout.write(f"{found} pairs look like one activity.")
