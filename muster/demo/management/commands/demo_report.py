from itertools import chain
from typing import Any

from muster.core.commands import MachineCommand
from muster.core.folders import data_folder
from muster.demo import guarding, registers, statistics, year
from muster.features.publishing.outputs.exporting import export


class Command(MachineCommand):
    help = "Live through the demonstration mission's year: review, merging, the annual report, what is closed."

    def handle(self, *args: Any, **options: Any) -> None:
        for step in chain(year.wait_for_reading(), year.review(), year.merge_told_twice()):
            self.stdout.write(step)
        report = year.annual_report()
        year.quarterly_report()
        for step in chain(guarding.guard(), registers.keep(), statistics.release()):
            self.stdout.write(step)
        for path in export(report, data_folder() / "annual-report"):
            self.stdout.write(f"written: {path}")
