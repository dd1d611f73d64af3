"""Entries made one, and taken apart again exactly."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import replace
from typing import Any

from django.core.exceptions import ValidationError
from django.db import transaction
from django.utils import timezone
from django.utils.translation import gettext as _

from muster.core.conflicts import Conflict
from muster.core.markings import Marks, highest, marks_of
from muster.core.models import Marking
from muster.core.places import gazetteer
from muster.features.accounts.models import User
from muster.features.accounts.rights import Subject, Verb, require
from muster.features.activities.actions.pairs import decide, settle
from muster.features.activities.actions.writing import (
    by,
    check_counted,
    difference,
    for_writing,
    gather_words,
    save_standing,
    store,
)
from muster.features.activities.models import Activity, Merge, PairState
from muster.features.activities.values import ActivityValues, from_json, to_json, values_of
from muster.features.markings.actions import name_alike

Versions = Mapping[int, int]  # primary key -> the version that the person saw


def merge_activities(person: User, kept: int, versions: Versions, values: ActivityValues) -> Merge:
    """Make the entries one: `kept` gets the values and counts; the others point at it and no longer count.

    Raises `Conflict` when one was changed since its version, `ValidationError` when there is nothing to make one.
    """
    with transaction.atomic(), by(person, reason=_("Told twice")):
        require(person, Verb.MERGE, Subject.ACTIVITY)  # before rows are locked, which are nobody's to lock but theirs
        entries = _locked(versions)
        if kept not in entries or len(entries) < 2:
            raise ValidationError(_("Choose at least two entries."))
        for entry in entries.values():
            require(person, Verb.MERGE, Subject.ACTIVITY, entry.unit)
            _check(entry, versions[entry.pk])
        require(person, Verb.MERGE, Subject.ACTIVITY, values.unit)
        if values.unit != entries[kept].unit:
            require(person, Verb.TRANSFER, Subject.ACTIVITY, entries[kept].unit)
        changes = _keep_values(person, entries[kept], values, _marks(entries, kept))
        others = [entry for key, entry in entries.items() if key != kept]
        for other in others:
            other.merged_into = entries[kept]
            save_standing(person, other)
        gather_words(entries[kept])
        decide(entries, PairState.MERGED, person)
        merge = Merge.objects.create(kept_id=kept, merged=[o.pk for o in others], changes=changes, done_by=person)
        settle(entries)
    return merge


def take_apart(person: User, merge: Merge) -> tuple[Merge, list[str]]:
    """Undo a merge: every entry is as it was before, but for fields of the kept one that somebody changed since.

    Answers the merge and the names of such fields. Raises `ValidationError` where a later merge is in the way.
    """
    with transaction.atomic(), by(person, reason=_("Not told twice")):
        for entry in Activity.objects.select_related("unit").filter(pk__in=[merge.kept_id, *merge.merged]):
            require(person, Verb.MERGE, Subject.ACTIVITY, entry.unit)
        current = Merge.objects.select_for_update().get(pk=merge.pk)
        entries = _locked(dict.fromkeys([current.kept_id, *current.merged], 0))
        for entry in entries.values():
            require(person, Verb.MERGE, Subject.ACTIVITY, entry.unit)
        if len(entries) <= len(current.merged):
            raise ValidationError(_("One of these entries is closed to you. Who may see it takes them apart."))
        _check_newest(current, entries[current.kept_id])
        for key in current.merged:
            entries[key].merged_into = None
            save_standing(person, entries[key])
        stayed = _give_back_values(person, entries[current.kept_id], current.changes)
        current.undone_by, current.undone_at = person, timezone.now()
        current.save(update_fields=["undone_by", "undone_at"])
        decide(entries, PairState.APART, person)
        settle(entries)
    return current, stayed


def _locked(keys: Versions) -> dict[int, Activity]:
    """The entries, locked in one order so that two people never wait for each other."""
    return {entry.pk: entry for entry in for_writing().filter(pk__in=list(keys))}


def _check(entry: Activity, version: int) -> None:
    if entry.version != version:
        raise Conflict(entry, {})
    check_counted(entry)


def _check_newest(merge: Merge, kept: Activity) -> None:
    if merge.undone_at:
        raise ValidationError(_("These entries are apart already."))
    later = Merge.objects.filter(kept=kept, undone_at=None, pk__gt=merge.pk).exists()
    if later or kept.merged_into_id:
        raise ValidationError(_("A later merge comes first: take that one apart before."))
    if kept.withdrawn_at:
        raise ValidationError(_("The entry is withdrawn: let it count again before."))


def _marks(entries: Mapping[int, Activity], kept: int) -> Marks:
    """What is made one of several is marked as high as the highest of them, for whoever is named for all of these."""
    marks = highest(map(marks_of, entries.values()))
    if marks.marking == Marking.CONFIDENTIAL:
        closest = [("activity", key) for key, entry in entries.items() if entry.marking == marks.marking]
        name_alike(closest, "activity", kept)
    return marks


def _written(entry: Activity) -> dict[str, Any]:
    """The values of an entry and how it is marked, in JSON form."""
    marks = marks_of(entry)
    return to_json(values_of(entry)) | {"marking": int(marks.marking), "tlp": str(marks.tlp)}


def _keep_values(person: User, kept: Activity, values: ActivityValues, marks: Marks) -> dict[str, Any]:
    """Store the chosen values; field -> [before, after] as `Merge.changes` keeps them."""
    before = _written(kept)
    if not difference(values_of(kept), values) and marks == marks_of(kept):
        save_standing(person, kept)
        return {}
    after = _written(store(person, kept, values, gazetteer(), marks))
    return {name: [before[name], after[name]] for name in before if before[name] != after[name]}


def _give_back_values(person: User, kept: Activity, changes: Mapping[str, Any]) -> list[str]:
    now, written = values_of(kept), _written(kept)
    stayed = [name for name, (_before, after) in changes.items() if written[name] != after]
    back = {name: before for name, (before, _after) in changes.items() if name not in stayed}
    marks = Marks(back.pop("marking", kept.marking), back.pop("tlp", kept.tlp))
    if stayed:  # it may still tell what one of the others said: a person lowers it
        marks = marks.at_least(marks_of(kept))
    store(person, kept, replace(now, **from_json(back)), gazetteer(), marks)
    return stayed
