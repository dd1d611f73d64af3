"""One entry: registered, changed, withdrawn, restored."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from contextlib import nullcontext
from dataclasses import dataclass, field

from django.core.exceptions import ValidationError
from django.db import transaction
from django.utils import timezone
from django.utils.translation import gettext as _

from muster.core.conflicts import Conflict
from muster.core.identity import SYSTEM, acting_as
from muster.core.markings import Marks, inherited, marks_of
from muster.core.places import gazetteer
from muster.features.accounts.models import User
from muster.features.accounts.rights import Subject, Verb, require
from muster.features.activities.actions.pairs import settle
from muster.features.activities.actions.writing import (
    by,
    check_counted,
    difference,
    locked,
    save_standing,
    search_vector,
    store,
)
from muster.features.activities.models import Activity, ActivitySource, Origin
from muster.features.activities.rights import require_writing
from muster.features.activities.values import ActivityValues, clean, columns_of, normalised, values_of
from muster.features.intake.models import Document, Draft
from muster.features.markings.actions import keep_in_sight, name_alike

Spans = Sequence[Sequence[int]]


@dataclass(frozen=True, slots=True)
class Source:
    """Where an entry was read; spans are [start, end) character offsets into the document's text."""

    document: Document
    draft: Draft | None
    spans: Spans
    field_spans: Mapping[str, Spans] = field(default_factory=dict)


def register_activity(
    person: User,
    values: ActivityValues,
    source: Source | None = None,
    origin: Origin | None = None,
    *,
    alone: bool = True,
) -> Activity:
    """A new entry. Raises `PermissionDenied`, or `ValidationError` with a sentence for every wrong field.

    Whoever registers several in one transaction says that none is `alone`, and calls `settle` for all at the end.
    """
    require_writing(person, None, values.unit)
    places = gazetteer()
    activity = Activity(**columns_of(values, places), created_by=person, updated_by=person)
    activity.origin = origin or (Origin.REPORT if source else Origin.HAND)
    marks = inherited(marks_of(source.document)) if source else Marks()
    activity.marking, activity.tlp = marks.marking, marks.tlp
    with transaction.atomic(), by(person):
        activity.search = search_vector(values, places)
        _keep(person, activity, source)
        if alone:
            settle([activity.pk])
    return Activity.objects.select_related("unit").get(pk=activity.pk)


def _keep(person: User, activity: Activity, source: Source | None) -> None:
    """Write it, with its source: for whom its document is, and in sight of who registers it."""
    closed = marks_of(activity).closed
    with acting_as(SYSTEM) if closed else nullcontext():  # by their role the person may not see it so high
        activity.save()
        if source:
            add_source(activity, source)
    if closed and source:
        name_alike([("document", source.document.pk)], "activity", activity.pk)
        keep_in_sight(person, "activity", activity.pk, _("Registered it."))


def add_source(activity: Activity, source: Source) -> ActivitySource:
    return ActivitySource.objects.create(
        activity=activity,
        document=source.document,
        draft=source.draft,
        spans=[list(span) for span in source.spans],
        field_spans={name: [list(span) for span in spans] for name, spans in source.field_spans.items()},
    )


def update_activity(person: User, activity: Activity, values: ActivityValues, version: int) -> Activity:
    """The entry with these values. Raises `Conflict` when it is no longer as `version` was, `ValidationError` while it
    is merged or withdrawn: what is taken apart or restored is as it was."""
    require_writing(person, activity, values.unit)
    with transaction.atomic(), by(person):
        current = locked(activity.pk)
        if current.version != version:
            raise Conflict(current, difference(values_of(current), values))
        check_counted(current)
        if normalised(values) == values_of(current):
            return current
        changed = store(person, current, values, gazetteer())
        settle([changed.pk])
    return changed


def withdraw_activity(person: User, activity: Activity, version: int, reason: str = "") -> Activity:
    """The entry no longer counts; it and its history stay. Its drafts are free to be accepted again.

    Raises `Conflict` when it was changed since `version`, `ValidationError` while others are merged into it.
    """
    reason = clean(reason)[:300]
    require(person, Verb.CHANGE, Subject.ACTIVITY, activity.unit)
    with transaction.atomic(), by(person, reason=reason):
        current = locked(activity.pk)
        if current.version != version:
            raise Conflict(current, {})
        if current.merged_into_id or current.merged_entries.exists():
            raise ValidationError(_("Take the merged entries apart first."))
        current.sources.update(draft=None)
        current.withdrawn_at, current.withdrawn_reason = timezone.now(), reason
        save_standing(person, current)
        current.refresh_from_db()
        settle([current.pk])
    return current


def restore_activity(person: User, activity: Activity, version: int) -> Activity:
    """A withdrawn entry counts again. Raises `Conflict` when it was changed since `version`."""
    require(person, Verb.CHANGE, Subject.ACTIVITY, activity.unit)
    with transaction.atomic(), by(person):
        current = locked(activity.pk)
        if current.version != version:
            raise Conflict(current, {})
        current.withdrawn_at, current.withdrawn_reason = None, ""
        save_standing(person, current)
        current.refresh_from_db()
        settle([current.pk])
    return current
