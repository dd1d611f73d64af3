"""One entry: registered, changed, withdrawn, restored."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field
from typing import Any

import pghistory
from django.contrib.postgres.fields import ArrayField
from django.core.exceptions import ValidationError
from django.db import transaction
from django.db.models import Func, TextField, Value
from django.utils import timezone
from django.utils.translation import gettext as _

from muster.core.conflicts import Conflict
from muster.core.places import Gazetteer, gazetteer
from muster.features.accounts.models import User
from muster.features.accounts.rights import Verb, require
from muster.features.activities.models import Activity, ActivitySource, Origin
from muster.features.activities.values import VALUE_NAMES, ActivityValues, columns_of, search_words, values_of
from muster.features.intake.models import Document, Draft

Spans = Sequence[Sequence[int]]


@dataclass(frozen=True, slots=True)
class Source:
    """Where an entry was read; spans are [start, end) character offsets into the document's text."""

    document: Document
    draft: Draft | None
    spans: Spans
    field_spans: Mapping[str, Spans] = field(default_factory=dict)


def register_activity(
    person: User, values: ActivityValues, source: Source | None = None, origin: Origin | None = None
) -> Activity:
    """A new entry. Raises `PermissionDenied`, or `ValidationError` with a sentence for every wrong field."""
    require(person, Verb.REVIEW, values.unit)
    places = gazetteer()
    activity = Activity(**columns_of(values, places), created_by=person, updated_by=person)
    activity.origin = origin or (Origin.REPORT if source else Origin.HAND)
    with transaction.atomic(), by(person):
        activity.search = search_vector(values, places)
        activity.save()
        if source:
            add_source(activity, source)
    return Activity.objects.get(pk=activity.pk)


def add_source(activity: Activity, source: Source) -> ActivitySource:
    return ActivitySource.objects.create(
        activity=activity,
        document=source.document,
        draft=source.draft,
        spans=[list(span) for span in source.spans],
        field_spans={name: [list(span) for span in spans] for name, spans in source.field_spans.items()},
    )


def update_activity(person: User, activity: Activity, values: ActivityValues, version: int) -> Activity:
    """The entry with these values. Raises `Conflict` when it is no longer as `version` was."""
    require(person, Verb.REVIEW, activity.unit)
    require(person, Verb.REVIEW, values.unit)
    with transaction.atomic(), by(person):
        current = locked(activity.pk)
        if current.version != version:
            raise Conflict(current, difference(values_of(current), values))
        if values == values_of(current):
            return current
        return store(person, current, values, gazetteer())


def withdraw_activity(person: User, activity: Activity, version: int, reason: str = "") -> Activity:
    """The entry no longer counts; it and its history stay. Its drafts are free to be accepted again.

    Raises `Conflict` when it was changed since `version`, `ValidationError` while others are merged into it.
    """
    require(person, Verb.REVIEW, activity.unit)
    with transaction.atomic(), by(person, reason=reason):
        current = locked(activity.pk)
        if current.version != version:
            raise Conflict(current, {})
        if current.merged_into_id or current.merged_entries.exists():
            raise ValidationError(_("Take the merged entries apart first."))
        current.sources.update(draft=None)
        current.withdrawn_at, current.withdrawn_reason = timezone.now(), reason[:300]
        save_standing(person, current)
    return current


def restore_activity(person: User, activity: Activity, version: int) -> Activity:
    """A withdrawn entry counts again. Raises `Conflict` when it was changed since `version`."""
    require(person, Verb.REVIEW, activity.unit)
    with transaction.atomic(), by(person):
        current = locked(activity.pk)
        if current.version != version:
            raise Conflict(current, {})
        current.withdrawn_at, current.withdrawn_reason = None, ""
        save_standing(person, current)
    return current


def store(person: User, activity: Activity, values: ActivityValues, places: Gazetteer) -> Activity:
    """Write the values into a locked entry and raise its version."""
    for name, value in columns_of(values, places).items():
        setattr(activity, name, value)
    activity.search = search_vector(values, places)
    activity.version += 1
    activity.updated_by = person
    activity.save()
    return Activity.objects.select_related("unit").get(pk=activity.pk)


def save_standing(person: User, activity: Activity) -> None:
    """Keep whether the entry counts (merged, withdrawn) and raise its version."""
    activity.version += 1
    activity.updated_by = person
    standing = ["merged_into", "withdrawn_at", "withdrawn_reason"]
    activity.save(update_fields=[*standing, "version", "updated_by", "updated_at"])


def locked(pk: int) -> Activity:
    """The entry as it stands, locked until the end of the transaction."""
    return Activity.objects.select_for_update(of=("self",)).select_related("unit").get(pk=pk)


def difference(now: ActivityValues, wanted: ActivityValues) -> dict[str, tuple[Any, Any]]:
    """Field -> (now, wanted), only where these differ."""
    pairs = {name: (getattr(now, name), getattr(wanted, name)) for name in VALUE_NAMES}
    return {name: pair for name, pair in pairs.items() if pair[0] != pair[1]}


def search_vector(values: ActivityValues, places: Gazetteer) -> Func:
    words = Value(search_words(values, places), output_field=ArrayField(TextField()))
    return Func(words, function="array_to_tsvector")


def by(person: User, **more: Any) -> Any:
    """History of what happens inside names the person, also outside of a request."""
    return pghistory.context(user=person.pk, **{name: value for name, value in more.items() if value})
