"""What every write of an entry goes through: the lock, the version, the search words, the person in its history."""

from __future__ import annotations

from typing import Any

from django.contrib.postgres.fields import ArrayField
from django.core.exceptions import ValidationError
from django.db.models import F, Func, Q, QuerySet, TextField, Value
from django.utils.translation import gettext as _

from muster.core.identity import SYSTEM, acting_as
from muster.core.markings import Marks, marks_of
from muster.core.places import Gazetteer
from muster.features.accounts.models import User
from muster.features.accounts.writing import written_by
from muster.features.activities.models import Activity
from muster.features.activities.values import VALUE_NAMES, ActivityValues, columns_of, search_words
from muster.features.markings.actions import keep_in_sight
from muster.features.markings.signals import marked


def store(
    person: User, activity: Activity, values: ActivityValues, places: Gazetteer, marks: Marks | None = None
) -> Activity:
    """Write the values into a locked entry, and how it is marked where that is another, and raise its version."""
    if marks is None or marks == marks_of(activity):
        return _store(person, activity, values, places)
    activity.marking, activity.tlp = marks.marking, marks.tlp
    with acting_as(SYSTEM):  # the person may be one of those who do not see it so high
        stored = _store(person, activity, values, places)
        marked.send(Activity, code="activity", key=stored.pk)
    keep_in_sight(person, "activity", stored.pk, _("Wrote it."))
    return stored


def _store(person: User, activity: Activity, values: ActivityValues, places: Gazetteer) -> Activity:
    for name, value in columns_of(values, places).items():
        setattr(activity, name, value)
    activity.search = search_vector(values, places)
    activity.version += 1
    activity.updated_by = person
    activity.save()
    gather_words(activity)
    return Activity.objects.select_related("unit").get(pk=activity.pk)


def gather_words(kept: Activity) -> None:
    """Let free text find an entry also by the words of those that were made one with it."""
    together = Activity.objects.filter(Q(pk=kept.pk) | Q(merged_into=kept))
    if together.count() > 1:
        words = Func(F("search"), function="tsvector_to_array", output_field=ArrayField(TextField()))
        found = {word for row in together.values_list(words, flat=True) for word in row or ()}
        Activity.objects.filter(pk=kept.pk).update(search=_vector(sorted(found)))


def save_standing(person: User, activity: Activity) -> None:
    """Keep whether the entry counts (merged, withdrawn) and raise its version."""
    activity.version += 1
    activity.updated_by = person
    standing = ["merged_into", "withdrawn_at", "withdrawn_reason"]
    activity.save(update_fields=[*standing, "version", "updated_by", "updated_at"])


def for_writing() -> QuerySet[Activity]:
    """Entries with their units, locked as they are read until the end of the transaction, always in one order.

    The locks leave out keys: pairs point at two entries, and whoever proposes one must not wait for somebody who
    changes the other, or two who change entries alike would wait for each other.
    """
    return Activity.objects.select_for_update(of=("self",), no_key=True).select_related("unit").order_by("pk")


def locked(pk: int) -> Activity:
    """The entry as it stands, locked until the end of the transaction."""
    return for_writing().get(pk=pk)


def check_counted(entry: Activity) -> None:
    """Raises `ValidationError` for an entry that is merged or withdrawn."""
    if not entry.counted:
        raise ValidationError(_("“%(title)s” does not count any more.") % {"title": entry.title})


def difference(now: ActivityValues, wanted: ActivityValues) -> dict[str, tuple[Any, Any]]:
    """Field -> (now, wanted), only where these differ."""
    pairs = {name: (getattr(now, name), getattr(wanted, name)) for name in VALUE_NAMES}
    return {name: pair for name, pair in pairs.items() if pair[0] != pair[1]}


def search_vector(values: ActivityValues, places: Gazetteer) -> Func:
    return _vector(search_words(values, places))


def _vector(words: list[str]) -> Func:
    return Func(Value(words, output_field=ArrayField(TextField())), function="array_to_tsvector")


def by(person: User, **more: Any) -> Any:
    """History of what happens inside names the person, also outside of a request."""
    return written_by(person, **{name: value for name, value in more.items() if value})
