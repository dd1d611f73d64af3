"""`muster audit`: check the audit trail, seal it, print its anchors."""

from __future__ import annotations

import json
from dataclasses import asdict
from datetime import date
from typing import Any

from django.core.management.base import CommandError, CommandParser
from django.db import transaction

from muster.core import audit
from muster.core.commands import MachineCommand
from muster.core.models import AuditEntry, AuditSeal

SENTENCES = {
    "seal": "Seal {key} was changed, or the one before it is missing.",
    "entries": "Seal {key} holds other entries than when it was made: some were changed, added or removed.",
    "unsealed": "Entry {key} belongs to a seal that is missing.",
    "late": "Entry {key} has waited for its seal for over an hour: does a worker run?",
    "removed": "{subject}: row {key} was removed.",
    "inserted": "{subject}: row {key} was added past the trail.",
    "changed": "{subject}: row {key} was changed.",
    "lost": "{subject}: row {key} is gone, and nothing says who deleted it.",
    "unknown": "{subject}: row {key} was added past its history.",
    "differs": "{subject}: row {key} was changed past its history.",
    "table": "{subject}: this history is missing as a whole.",
    "column": "{subject}: the column {key} is missing.",
    "trigger": "{subject}: the trigger {key} is missing or switched off.",
    "function": "The function {subject} of the database is not the one of this version of Muster.",
    "anchor": "Seal {key} is not the one that was written down: the end of the trail was cut off or made anew.",
}
SHOWN = 50


class Command(MachineCommand):
    help = (
        "verify: find what was changed, removed or inserted. seal: now. anchors: one line a day, to be countersigned."
    )

    def add_arguments(self, parser: CommandParser) -> None:
        parser.add_argument("what", choices=("verify", "seal", "anchors"))
        parser.add_argument("--since", type=date.fromisoformat, help="anchors from this day on, such as 2026-01-31")

    def handle(self, *args: Any, **options: Any) -> None:
        {"verify": self.verify, "seal": self.seal, "anchors": self.anchors}[options["what"]](options["since"])

    def verify(self, since: date | None) -> None:
        """Exit status 1 and a sentence for each finding, where there is one."""
        found = audit.findings()
        for finding in found[:SHOWN]:
            self.stderr.write(SENTENCES[finding.kind].format(subject=finding.subject, key=finding.key))
        if found:
            raise CommandError(f"The audit trail is not whole: {len(found)} findings.")
        entries, seals = AuditEntry.objects.count(), AuditSeal.objects.count()
        self.stdout.write(f"The audit trail is whole: {entries} entries under {seals} seals.")

    def seal(self, since: date | None) -> None:
        with transaction.atomic():
            number = audit.seal()
        self.stdout.write(f"Sealed as number {number}." if number else "Nothing new to seal.")

    def anchors(self, since: date | None) -> None:
        for anchor in audit.anchors(since):
            self.stdout.write(json.dumps(asdict(anchor)))
