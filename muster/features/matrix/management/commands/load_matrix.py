"""Load a matrix that was published earlier, for comparison."""

from __future__ import annotations

import re
from pathlib import Path
from typing import Any

from django.core.management.base import CommandError, CommandParser

from muster.core.commands import MachineCommand
from muster.core.models import Unit
from muster.domain.counting.published import SIZE_LIMIT, PublishedError, read_published
from muster.features.accounts.models import User
from muster.features.matrix.actions import Publication, keep_published
from muster.features.matrix.sentences import sentence


class Command(MachineCommand):
    help = "Load a published matrix (JSON or CSV) for comparison."

    def add_arguments(self, parser: CommandParser) -> None:
        parser.add_argument("file", type=Path)
        parser.add_argument("--person", required=True, help="user name of who loads it")
        parser.add_argument("--year", type=int, help="left out: the last year that the file's source names")
        parser.add_argument("--scope", help="whose matrix it is; left out: the source's name up to the year")
        parser.add_argument("--unit", help="code of the structure, where it is one of ours")

    def handle(self, *args: Any, **options: Any) -> None:
        file: Path = options["file"]
        try:
            with file.open("rb") as handle:
                published = read_published(handle.read(SIZE_LIMIT + 1))
        except OSError as error:
            raise CommandError(f"{file.name} cannot be read: {error.strerror}.") from error
        except PublishedError as error:
            raise CommandError("\n".join(f"{file.name}: {sentence(f.to_json())}" for f in error.findings)) from error
        kept, new = keep_published(
            self._person(options["person"]), published, self._publication(published.source, options)
        )
        for remark in published.remarks:
            self.stdout.write(sentence(remark.to_json()))
        totals = ", ".join(f"{column} {count}" for column, count in kept.matrix.sums().counts.items())
        self.stdout.write(f"{'Loaded' if new else 'Replaced'} {kept}: {totals}, all {kept.matrix.total}")

    def _publication(self, source: str, options: dict[str, Any]) -> Publication:
        years = re.findall(r"\b(?:19|20)\d\d\b", source)
        year = options["year"] or (int(years[-1]) if years else None)
        if year is None:
            raise CommandError("The file names no year: give --year.")
        scope = options["scope"] or source.split(str(year))[0].removesuffix(" in ").strip(" ,")
        if not scope:
            raise CommandError("The file names no source: give --scope.")
        unit = Unit.objects.filter(code=options["unit"]).first() if options["unit"] else None
        if options["unit"] and not unit:
            raise CommandError(f"There is no structure “{options['unit']}”.")
        return Publication(scope[:120], year, (source or scope)[:300], unit)

    def _person(self, name: str) -> User:
        person = User.objects.filter(username=name).first()
        if person is None:
            raise CommandError(f"There is nobody with the user name “{name}”.")
        return person
