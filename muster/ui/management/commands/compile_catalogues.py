from typing import Any

from django.conf import settings
from django.core.management.base import BaseCommand

from muster.ui.catalogues import compile_catalogues


class Command(BaseCommand):
    help = "Compile the message catalogues; Serbian Cyrillic is derived from the Latin one."
    requires_system_checks: list[str] = []

    def handle(self, *args: Any, **options: Any) -> None:
        for folder in settings.LOCALE_PATHS:
            for written in compile_catalogues(folder):
                if options["verbosity"] > 1:
                    self.stdout.write(str(written))
