from __future__ import annotations

import subprocess
import sys
import time
from collections.abc import Iterator
from pathlib import Path
from typing import Any

from django.core.management.base import CommandError, CommandParser
from django.utils.translation import gettext as _

from muster.core import files, jobs
from muster.core.commands import MachineCommand
from muster.core.models import Unit
from muster.features.accounts.models import User
from muster.features.accounts.queries import people_with
from muster.features.intake import actions, queries
from muster.features.intake.models import Document, Stage
from muster.features.intake.sentences import sentence, time_left

LOOK = 0.5  # seconds between two looks at how far they are


class Command(MachineCommand):
    help = "Hand in reports from this machine: files, or folders with everything in them."

    def add_arguments(self, parser: CommandParser) -> None:
        parser.add_argument("paths", nargs="+", type=Path, metavar="PATH")
        parser.add_argument("--structure", metavar="CODE", help="whose reports they are; as they say, if left out")
        parser.add_argument(
            "--person", metavar="NAME", help="who hands them in; the first reporting officer, if left out"
        )
        parser.add_argument("--wait", action="store_true", help="stay until all are done; works itself if nobody does")

    def handle(self, *args: Any, **options: Any) -> None:
        person, unit = _person(options["person"]), _unit(options["structure"])
        documents = [pk for path in _files(options["paths"]) if (pk := self.hand_in(person, path, unit))]
        if options["wait"]:
            self.wait(person, documents)

    def hand_in(self, person: User, path: Path, unit: Unit | None) -> int | None:
        """A line a file; one that is refused stops nobody."""
        try:
            with path.open("rb") as file:
                handed_in = actions.hand_in(person, iter(lambda: file.read(files.CHUNK), b""), path.name, unit)
        except (actions.Refusal, OSError) as refusal:
            self.stderr.write(str(refusal))
            return None
        document = handed_in.document
        state = _("handed in") if handed_in.new else _("already handed in as %(name)s") % {"name": document.file_name}
        self.stdout.write(f"{path.name}: {state}")
        return document.pk

    def wait(self, person: User, pks: list[int]) -> None:
        """Write a line whenever a document comes to another stage; raises where one failed."""
        seen: dict[int, str] = {}
        own: subprocess.Popen[bytes] | None = None
        while True:
            left = queries.progress(person).left
            documents = list(queries.documents(person).filter(pk__in=pks))
            for document in documents:
                if seen.get(document.pk) != document.stage:
                    seen[document.pk] = document.stage
                    self.stdout.write(_line(document, left.get(document.pk)))
            self.stdout.flush()
            if not any(document.under_way for document in documents):
                break
            if (own is None or own.poll() is not None) and not jobs.worker_alive():
                own = subprocess.Popen([sys.executable, "-m", "django", "worker", "--until-idle"])
            time.sleep(LOOK)
        if own:
            own.wait()
        failed = sum(document.stage == Stage.FAILED for document in documents)
        if failed:
            raise CommandError(_("%(n)d could not be read; the others are done.") % {"n": failed})


def _line(document: Document, left: float | None) -> str:
    words = [f"{document.file_name}: {document.get_stage_display()}"]
    if document.under_way and left is not None:
        words.append(time_left(left))
    if document.stage == Stage.FAILED:
        words.append(sentence(document.error_code, document.error_params))
    if document.stage == Stage.READY:
        words.append(_("%(n)d activities") % {"n": document.drafts.count()})
    return ", ".join(words)


def _files(paths: list[Path]) -> Iterator[Path]:
    for path in paths:
        if not path.exists():
            raise CommandError(_("There is no %(path)s.") % {"path": path})
        if path.is_dir():
            yield from sorted(file for file in path.rglob("*") if file.is_file() and not file.name.startswith("."))
        else:
            yield path


def _person(name: str | None) -> User:
    active = User.objects.filter(is_active=True)
    person = (active.filter(username=name) if name else people_with("reporting_officer")).first()
    if person is None:
        raise CommandError(_("There is nobody who could hand them in: name a person with --person."))
    return person


def _unit(code: str | None) -> Unit | None:
    if not code:
        return None
    unit = Unit.objects.filter(code=code).first()
    if unit is None:
        known = ", ".join(Unit.objects.filter(reports=True).values_list("code", flat=True))
        raise CommandError(_("There is no structure %(code)s; there are %(known)s.") % {"code": code, "known": known})
    return unit
