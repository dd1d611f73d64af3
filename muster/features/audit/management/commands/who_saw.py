"""`muster who_saw CODE KEY`: what the trail says about one record, on the machine itself."""

from __future__ import annotations

from datetime import date, timedelta
from typing import Any

from django.core.management.base import CommandError, CommandParser

from muster.core.commands import MachineCommand
from muster.core.data_sets import data_sets
from muster.features.audit import queries
from muster.features.audit.queries import Period
from muster.features.audit.showing import verb, why
from muster.features.audit.subjects import About
from muster.ui.templatetags.show import moment


class Command(MachineCommand):
    help = "Who saw, changed, took away or disclosed one record, when and why: the newest first."

    def add_arguments(self, parser: CommandParser) -> None:
        parser.add_argument("code", help="the data set, such as document or activity")
        parser.add_argument("key", help="the number in the address of the record's page")
        parser.add_argument("--since", type=date.fromisoformat, default=date(2000, 1, 1), help="such as 2026-05-01")
        parser.add_argument("--until", type=date.fromisoformat, default=date(2199, 12, 31), help="this day included")

    def handle(self, *args: Any, **options: Any) -> None:
        if options["code"] not in data_sets():
            raise CommandError(f"There is {', '.join(data_sets())}.")
        about = About(options["code"], options["key"])
        found = queries.about_record(about, Period(options["since"], options["until"] + timedelta(days=1)))
        for line in queries.lines(list(found.order_by("-at", "-id")), about):
            kind, sentence = why(line.entry.detail)
            told = [moment(line.entry.at), str(line.person or "Muster itself"), verb(line), kind, sentence]
            self.stdout.write("  ".join(part for part in told if part))
