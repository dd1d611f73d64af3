"""Commands that need all of the database, however they are started."""

from __future__ import annotations

from typing import Any

from django.core.management.base import BaseCommand

from muster.core.identity import NOBODY, SYSTEM, acting_as, present


class MachineCommand(BaseCommand):
    """Whoever starts it sits at the machine. `muster` says so; `python -m django` does not, and nobody sees nothing."""

    def execute(self, *args: Any, **options: Any) -> Any:
        with acting_as(SYSTEM if present() is NOBODY else present()):
            return super().execute(*args, **options)
