"""By which version of its register a record is read and changed, where it was filled in by an earlier one."""

from __future__ import annotations

from collections.abc import Iterator
from typing import Any

from django.db.models import QuerySet

from muster.domain.forms.answers import Answers
from muster.domain.forms.asked import beyond, within
from muster.domain.forms.holding import holds
from muster.features.registers.beside import Beside
from muster.features.registers.definitions import Definition
from muster.features.registers.models import Record, Version
from muster.features.registers.queries.loading import TEXTS


def changed_by(record: Record, answers: Answers, beside: Beside) -> Version:
    """The current version, or the record's own where that alone can hold all that the record says."""
    now = record.register.current or record.form
    if now.pk == record.form_id or holds(beside.of(now).form, answers):
        return now
    return record.form if holds(beside.of(record.form).form, answers) else now


def others_of(version: Version) -> QuerySet[Version]:
    """What else was published of its register, the newest first."""
    published = Version.objects.filter(register=version.register_id, published_at__isnull=False)
    return published.exclude(pk=version.pk).defer(*TEXTS).order_by("-number")


def left_over(
    record: Record, version: Version, answers: Answers, beside: Beside
) -> Iterator[tuple[Definition, dict[str, Any]]]:
    """What stays beside the answers to a version, each with the newest version that asked for it."""
    left = beyond(beside.of(version).form, answers)
    if not left:
        return
    for other in others_of(version):
        definition = beside.of(other)
        if told := within(definition.form, left):
            yield definition, told
            left = beyond(definition.form, left)
