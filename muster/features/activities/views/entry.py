"""One entry: what it says, the words it stands on, its history, its form."""

from __future__ import annotations

from typing import Any

from django.contrib import messages
from django.core.exceptions import ValidationError
from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.utils.translation import gettext as _
from django.views.decorators.http import require_GET, require_http_methods, require_POST

from muster.core.conflicts import Conflict
from muster.core.web.numbers import whole
from muster.features.accounts.rights import Subject, Verb, may, require, signed_in
from muster.features.activities import actions, queries
from muster.features.activities.forms import EntryForm, initial_of
from muster.features.activities.history import MARKED, history_of, version_of
from muster.features.activities.models import Activity
from muster.features.activities.showing import FIELD_LABELS, Names, number, shown, when
from muster.features.activities.values import VALUE_NAMES, ActivityValues, values_of

BESIDE = ("unit", "category", "theme", "kind", "column", "role", "reference")
Row = tuple[Any, str, str]


@require_GET
def entry(request: HttpRequest, pk: int) -> HttpResponse:
    viewer = signed_in(request)
    activity = get(request, pk)
    names = Names()
    values = values_of(activity)
    merge = queries.newest_merge(viewer, activity)
    context = {
        "activity": activity,
        "when": when(activity),
        "facts": [(FIELD_LABELS[name], shown(name, _value(activity, values, name))) for name in BESIDE],
        "numbers": [(FIELD_LABELS[name], number(getattr(activity, name))) for name in ("participants", "women", "men")],
        "dates": shown("dates", values.dates) if values.dates else "",
        "places": [(name, names.places.code(name)) for name in values.places],
        "partners": [(names.partners.name(name), name) for name in values.partners],
        "sources": queries.sources_of(viewer, activity),
        "merged": queries.merged_into(viewer, activity),
        "merge": merge,
        "pairs": [
            (pair, pair.second if pair.first_id == activity.pk else pair.first, queries.may_decide(viewer, both))
            for pair in queries.open_pairs_of(viewer, activity)
            if (both := (pair.first, pair.second))
        ],
        "history": [(change, _rows(change.changes)) for change in history_of(activity)],
        "may_change": may(viewer, Verb.CHANGE, Subject.ACTIVITY, activity.unit),
        "may_merge": may(viewer, Verb.MERGE, Subject.ACTIVITY, activity.unit),
    }
    return render(request, "activities/entry.html", context)


@require_http_methods(["GET", "POST"])
def new(request: HttpRequest) -> HttpResponse:
    """An entry by hand."""
    person = require(signed_in(request), Verb.CREATE, Subject.ACTIVITY)
    form = EntryForm(request.POST or None, units=queries.units_of(person), initial={"unit": _own_unit(person)})
    if request.method == "POST" and form.is_valid():
        try:
            activity = actions.register_activity(person, form.values())
        except ValidationError as error:
            form.show(error)
        else:
            messages.success(request, _("The entry is registered."))
            return redirect("activities:entry", activity.pk)
    return render(request, "activities/edit.html", {"form": form}, status=400 if form.errors else 200)


@require_http_methods(["GET", "POST"])
def edit(request: HttpRequest, pk: int) -> HttpResponse:
    """Change an entry; whoever saves later sees what the other changed and decides."""
    person = signed_in(request)
    activity = get(request, pk)
    require(person, Verb.CHANGE, Subject.ACTIVITY, activity.unit)
    initial = initial_of(values_of(activity), activity.version)
    form = EntryForm(request.POST or None, units=queries.units_of(person), initial=initial)
    context: dict[str, Any] = {"form": form, "activity": activity}
    if request.method == "POST" and form.is_valid():
        try:
            actions.update_activity(person, activity, form.values(), form.cleaned_data["version"] or 0)
        except ValidationError as error:
            form.show(error)
        except Conflict as conflict:
            context |= _after_conflict(request, conflict, form)
        else:
            messages.success(request, _("The entry is changed."))
            return redirect("activities:entry", activity.pk)
    status = 409 if "conflict" in context else 400 if form.errors else 200
    return render(request, "activities/edit.html", context, status=status)


@require_POST
def withdraw(request: HttpRequest, pk: int) -> HttpResponse:
    activity = get(request, pk)
    reason = request.POST.get("reason", "").strip()
    if not reason:
        messages.error(request, _("Say why the entry is withdrawn; it stays in its history."))
        return redirect("activities:entry", pk)
    return _stand(request, activity, reason)


@require_POST
def restore(request: HttpRequest, pk: int) -> HttpResponse:
    return _stand(request, get(request, pk), None)


def get(request: HttpRequest, pk: int) -> Activity:
    try:
        return queries.entry(signed_in(request), pk)
    except Activity.DoesNotExist:
        raise Http404 from None


def _stand(request: HttpRequest, activity: Activity, reason: str | None) -> HttpResponse:
    """Withdraw for a reason, or restore without one."""
    seen = whole(request.POST.get("version", "")) or 0
    try:
        if reason is None:
            actions.restore_activity(signed_in(request), activity, seen)
        else:
            actions.withdraw_activity(signed_in(request), activity, seen, reason)
    except Conflict:
        messages.error(request, _("Somebody changed the entry meanwhile: look at it again first."))
    except ValidationError as error:
        messages.error(request, " ".join(error.messages))
    else:
        said = _("The entry counts again.") if reason is None else _("The entry is withdrawn and no longer counts.")
        messages.success(request, said)
    return redirect("activities:entry", activity.pk)


def _after_conflict(request: HttpRequest, conflict: Conflict, form: EntryForm) -> dict[str, Any]:
    """What the page shows then: each field that differs, who changed it, and a form that would save over it."""
    current = conflict.current
    assert isinstance(current, Activity)
    seen = version_of(current, form.cleaned_data["version"] or 0)
    data = request.POST.copy()
    data["version"] = str(current.version)
    again = EntryForm(data, units=queries.units_of(signed_in(request)))
    again.is_valid()
    rows = [
        (FIELD_LABELS[name], shown(name, now), shown(name, mine), seen is None or getattr(seen, name) != now)
        for name, (now, mine) in conflict.difference.items()
    ]
    return {"conflict": rows, "current": current, "form": again}


def _rows(changes: dict[str, tuple[Any, Any]]) -> list[Row]:
    ordered = [name for name in (*VALUE_NAMES, *MARKED) if name in changes]
    return [(FIELD_LABELS[name], shown(name, changes[name][0]), shown(name, changes[name][1])) for name in ordered]


def _value(activity: Activity, values: ActivityValues, name: str) -> Any:
    return activity.category if name == "category" else getattr(values, name)


def _own_unit(person: Any) -> str | None:
    return person.unit.code if person.unit else None
