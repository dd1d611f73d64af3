"""The register over the API: list, get, register, change, history, told twice, files."""

from __future__ import annotations

from dataclasses import replace
from typing import Any

from django.core.exceptions import ValidationError
from django.http import HttpRequest, HttpResponseBase
from django.shortcuts import get_object_or_404
from django.utils.translation import gettext as _
from ninja import Query, Status
from ninja.errors import HttpError
from pydantic import ValidationError as PydanticError

from muster.core.conflicts import Conflict
from muster.core.models import Marking, Unit
from muster.core.web.operations import as_files
from muster.features.accounts.models import User
from muster.features.accounts.rights import Subject, Verb, require, signed_in
from muster.features.activities import actions, queries
from muster.features.activities.api import partners  # noqa: F401 -- before the addresses that take any word
from muster.features.activities.api.operations import operation, router
from muster.features.activities.api.shapes import (
    ActivityOut,
    ActivityPage,
    ChangeOut,
    FilterParameters,
    Key,
    Keys,
    ListParameters,
    MergeIn,
    MergeOut,
    PairOut,
    Seen,
    SomeValues,
    Values,
    Withdrawal,
)
from muster.features.activities.filters import Filters, read_filters
from muster.features.activities.history import history_of
from muster.features.activities.models import Activity, Merge
from muster.features.activities.showing import reason_text
from muster.features.activities.tables.writing import as_csv, as_xlsx
from muster.features.activities.values import VALUE_NAMES, ActivityValues, from_json, to_json, values_of
from muster.ui.sheets import XLSX_TYPE

__all__ = ["router"]
FILES = {"csv": as_csv, "xlsx": as_xlsx}


@operation("get", "/", "List activities", ActivityPage, 422)
def list_activities(request: HttpRequest, parameters: Query[ListParameters]) -> Any:
    """Entries that the filters find, a page at a time; give `after` of one page to get the next."""
    person, filters = signed_in(request), _filters(request)
    if parameters.sort not in queries.SORTS:
        raise ValidationError(_("“%(sort)s” is no order of the register.") % {"sort": parameters.sort})
    counts = queries.register_counts(person, filters)
    try:
        page = queries.register_page(
            person, filters, sort=parameters.sort, after=parameters.after, size=parameters.limit, few=counts.few
        )
    except queries.BadCursor:
        raise ValidationError(_("This cursor is of no page.")) from None
    whole = {entry.pk: entry for entry in queries.whole_entries(person, [row.pk for row in page.rows])}
    items = [_out(whole[row.pk]) for row in page.rows]
    return {
        "items": items,
        "after": page.after,
        "count": counts.entries,
        "events": counts.events,
        "exact": counts.exact,
    }


@operation("post", "/", "Register an activity", ActivityOut, 422, status=201)
def register_activity(request: HttpRequest, values: Values) -> Any:
    """A new entry by hand. 422 with a sentence for every wrong field."""
    person = require(signed_in(request), Verb.CREATE, Subject.ACTIVITY)
    activity = actions.register_activity(person, ActivityValues(**_read(values.dict())))
    return Status(201, _out(activity))


@operation("get", "/duplicates", "What may be told twice", list[PairOut])
def list_duplicates(request: HttpRequest) -> Any:
    """Pairs that wait for a person's decision, the likeliest first, at most 200."""
    found = queries.pair_groups(signed_in(request))
    return [_pair_out(pair) for group in found for pair in group.pairs]


@operation("post", "/duplicates/apart", "Keep entries apart", None, 422, status=204)
def keep_apart(request: HttpRequest, wanted: Keys) -> Any:
    """These entries are different activities and are not proposed again."""
    person = signed_in(request)
    found = queries.entries(person, wanted.activities)
    if missing := sorted(set(wanted.activities) - {entry.pk for entry in found}):
        raise HttpError(404, _("There is no entry %(id)s.") % {"id": missing[0]})
    actions.keep_apart(person, found)
    return Status(204, None)


@operation("post", "/merges", "Make entries one", MergeOut, 409, 422, status=201)
def merge_activities(request: HttpRequest, wanted: MergeIn) -> Any:
    """Their events count once from now on; `take_apart` undoes it exactly."""
    person = signed_in(request)
    values = replace(values_of(_entry(person, wanted.kept)), **_read(wanted.values))
    return Status(201, _merge_out(actions.merge_activities(person, wanted.kept, wanted.versions, values)))


@operation("post", "/merges/{merge}/apart", "Take merged entries apart", MergeOut, 404, 422)
def take_apart(request: HttpRequest, merge: Key) -> Any:
    """Every entry is as it was before; the newest merge of an entry comes first."""
    person = require(signed_in(request), Verb.MERGE, Subject.ACTIVITY)
    undone, stayed = actions.take_apart(person, get_object_or_404(Merge, pk=merge))
    return {**_merge_out(undone), "left_as_changed": stayed}


@operation("get", "/export/{form}", "Entries as a file", ..., 404, 422, **as_files("text/csv", XLSX_TYPE))
def export_activities(request: HttpRequest, form: str, parameters: Query[FilterParameters]) -> HttpResponseBase:
    """Everything that the filters find, with every field, as `csv` or `xlsx`; streamed."""
    if form not in FILES:
        raise HttpError(404, _("There is csv and xlsx."))
    return FILES[form](queries.to_take_away(signed_in(request), _filters(request)))


@operation("get", "/{activity}", "One activity", ActivityOut, 404)
def get_activity(request: HttpRequest, activity: Key) -> Any:
    return _out(_entry(signed_in(request), activity))


@operation("patch", "/{activity}", "Change an activity", ActivityOut, 404, 409, 422)
def update_activity(request: HttpRequest, activity: Key, change: SomeValues) -> Any:
    """Change some fields. 409 with the difference when the entry is no longer as `version` was."""
    person = signed_in(request)
    entry = _entry(person, activity)
    values = replace(values_of(entry), **_read(change.values))
    try:
        return _out(actions.update_activity(person, entry, values, change.version))
    except Conflict as conflict:
        raise _written(conflict) from conflict


@operation("get", "/{activity}/history", "Who changed what", list[ChangeOut], 404)
def get_history(request: HttpRequest, activity: Key) -> Any:
    """Every write, the newest first."""
    return [
        {
            "at": change.at,
            "person": str(change.person or ""),
            "version": change.version,
            "standing": change.standing,
            "reason": change.reason,
            "changes": {name: (_plain(old), _plain(new)) for name, (old, new) in change.changes.items()},
        }
        for change in history_of(_entry(signed_in(request), activity))
    ]


@operation("post", "/{activity}/withdraw", "Withdraw an activity", ActivityOut, 404, 409, 422)
def withdraw_activity(request: HttpRequest, activity: Key, withdrawal: Withdrawal) -> Any:
    """It no longer counts; it and its history stay."""
    person = signed_in(request)
    return _out(actions.withdraw_activity(person, _entry(person, activity), withdrawal.version, withdrawal.reason))


@operation("post", "/{activity}/restore", "Let a withdrawn activity count again", ActivityOut, 404, 409, 422)
def restore_activity(request: HttpRequest, activity: Key, seen: Seen) -> Any:
    person = signed_in(request)
    return _out(actions.restore_activity(person, _entry(person, activity), seen.version))


def _entry(person: User, pk: Key) -> Activity:
    try:
        return queries.entry(person, pk)
    except (Activity.DoesNotExist, OverflowError):
        raise HttpError(404, _("There is no entry %(id)s.") % {"id": pk}) from None


def _filters(request: HttpRequest) -> Filters:
    filters, problems = read_filters(request.GET)
    if problems:
        raise ValidationError(problems)
    return filters


def _read(written: dict[str, Any]) -> dict[str, Any]:
    """Fields in JSON form as `ActivityValues` takes them. Raises `ValidationError` on unknown or misshapen ones."""
    if unknown := set(written) - set(VALUE_NAMES):
        raise ValidationError({name: [_("There is no such field.")] for name in sorted(unknown)})
    whole = {"unit": "", "theme": "", "kind": "", "column": "", "title": ""} | written
    try:
        checked = Values(**whole).dict(include=set(written))
    except PydanticError as error:
        raise ValidationError({str(one["loc"][0]): [one["msg"]] for one in error.errors()}) from None
    if checked.get("period"):
        checked["period"] = [day.isoformat() for day in checked["period"]]
    try:
        return from_json(checked)
    except Unit.DoesNotExist:
        raise ValidationError({"unit": [_("There is no such structure.")]}) from None


def _out(entry: Activity) -> dict[str, Any]:
    same = ("version", "category", "events", "period_start", "period_end", "place_codes", "origin", "tlp", "counted")
    rest = {name: getattr(entry, name) for name in same}
    written = to_json(values_of(entry)) | {"marking": Marking(entry.marking).name.lower()}
    return {**written, **rest, "id": entry.pk, "merged_into": entry.merged_into_id, "updated_at": entry.updated_at}


def _pair_out(pair: Any) -> dict[str, Any]:
    reasons = [reason_text(name, words) for name, _weight, words in pair.reasons]
    return {
        "first": pair.first_id,
        "second": pair.second_id,
        "score": round(pair.score, 3),
        "reasons": reasons,
        "state": pair.state,
    }


def _merge_out(merge: Merge) -> dict[str, Any]:
    return {"id": merge.pk, "kept": merge.kept_id, "merged": merge.merged, "undone": merge.undone_at is not None}


def _plain(value: Any) -> Any:
    return value.code if isinstance(value, Unit) else value


def _written(conflict: Conflict) -> Conflict:
    """The same with its difference in JSON form."""
    pairs = {name: (_plain(now), _plain(wanted)) for name, (now, wanted) in conflict.difference.items()}
    return Conflict(conflict.current, pairs)
