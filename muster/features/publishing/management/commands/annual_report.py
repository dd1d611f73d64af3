from argparse import ArgumentParser
from pathlib import Path
from typing import Any

from django.core.management.base import CommandError

from muster.core.commands import MachineCommand
from muster.core.models import Unit
from muster.domain.counting.period import Period
from muster.features.accounts.models import User
from muster.features.publishing.actions.reports import start_report
from muster.features.publishing.models import Kind, Report
from muster.features.publishing.outputs.exporting import export


class Command(MachineCommand):
    help = "Write a year's annual report as PDF, Word and HTML: as it was published, or as its draft stands now."

    def add_arguments(self, parser: ArgumentParser) -> None:
        parser.add_argument("--year", type=int, required=True)
        parser.add_argument("--out", type=Path, required=True, help="the folder to write to")
        parser.add_argument("--language", default="en", help="en, sq, sr-latn or sr")
        parser.add_argument("--by", metavar="USER", help="start the report in this person's name where there is none")

    def handle(self, *args: Any, **options: Any) -> None:
        report = self._report(options["year"], options["language"], options["by"])
        for path in export(report, options["out"]):
            self.stdout.write(str(path))

    def _report(self, year: int, language: str, by: str | None) -> Report:
        period = Period.of_year(year)
        of_year = Report.objects.filter(kind=Kind.ANNUAL, period_start=period.start, language=language)
        if latest := of_year.order_by("-edition").first():
            return latest
        person = User.objects.filter(username=by).first() if by else None
        if person is None:
            raise CommandError(f"There is no annual report of {year} in {language!r}; --by USER starts one.")
        return start_report(person, Kind.ANNUAL, period, Unit.objects.filter(reports=True), language=language)
