"""What a register says of work with its records now: its current version, whichever one a record answers."""

from __future__ import annotations

from datetime import date

from django.utils import timezone

from muster.domain.forms.following import running
from muster.domain.forms.settings import Settings
from muster.features.registers.definitions import definition_of
from muster.features.registers.models import Record
from muster.ui.wording import in_language


def rules_of(record: Record) -> Settings:
    return definition_of(record.register.current or record.form).settings


def deadlines_of(record: Record, settings: Settings | None = None) -> dict[str, date]:
    """Of each deadline that runs in its present state, by code, the last day."""
    return running(settings or rules_of(record), record.data, record.state, timezone.localdate(record.created_at))


def state_name(settings: Settings, code: str) -> str:
    """As the register calls it; the code of a state that it does not have any more."""
    state = settings.state(code)
    return in_language(state.labels) if state else code
