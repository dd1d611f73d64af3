"""Told twice? What is proposed as one activity, side by side, and a person's decision."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass, replace
from typing import Any

from django.contrib import messages
from django.core.exceptions import ValidationError
from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import get_object_or_404, redirect, render
from django.urls import reverse
from django.utils.translation import gettext as _
from django.views.decorators.http import require_GET, require_http_methods, require_POST

from muster.core.conflicts import Conflict
from muster.features.accounts.rights import Verb, require, signed_in
from muster.features.activities import actions, queries
from muster.features.activities.models import Activity, Merge, Pair
from muster.features.activities.showing import FIELD_LABELS, likelihood, reason_text, shown, when
from muster.features.activities.values import ActivityValues, values_of

# What is chosen together: dates and the period they stand for are one statement.
CHOSEN: dict[str, tuple[str, ...]] = {
    "title": ("title",),
    "start": ("start", "end", "dates", "period"),
    **{
        name: (name,)
        for name in (
            *("unit", "theme", "kind", "column", "role", "sessions", "participants", "women", "men"),
            *("places", "partners", "narrative", "reference"),
        )
    },
}


@dataclass(frozen=True, slots=True)
class Choice:
    """One field of the entries to be made one: (entry, its value in words, whether it is suggested)."""

    name: str
    label: Any
    values: list[tuple[Activity, str, bool]]
    differs: bool


@require_GET
def duplicates(request: HttpRequest) -> HttpResponse:
    viewer = require(signed_in(request), Verb.MERGE)
    found = queries.pair_groups(viewer)
    groups = [
        (
            [(entry, when(entry)) for entry in group.entries],
            _reasons(group.pairs[0]),
            likelihood(group.pairs[0].score),
            _address(group.entries),
        )
        for group in found
    ]
    return render(request, "activities/duplicates.html", {"groups": groups})


@require_http_methods(["GET", "POST"])
def compare(request: HttpRequest) -> HttpResponse:
    """Entries side by side; which value stays is chosen field by field."""
    person = require(signed_in(request), Verb.MERGE)
    entries = _chosen_entries(request)
    if request.method == "POST":
        return _decided(request, entries)
    pairs = queries.pairs_among(person, entries)
    context = {
        "entries": [(entry, when(entry), queries.sources_of(person, entry)) for entry in entries],
        "choices": _choices(entries),
        "reasons": [
            (reason_text(name, words), weight > 0) for pair in pairs[:1] for name, weight, words in pair.reasons
        ],
        "score": likelihood(pairs[0].score) if pairs and pairs[0].reasons else "",
        "may_decide": queries.may_decide(person, entries),
    }
    return render(request, "activities/compare.html", context)


@require_POST
def take_apart(request: HttpRequest, pk: int) -> HttpResponse:
    merge = get_object_or_404(Merge, pk=pk)
    try:
        _merge, stayed = actions.take_apart(signed_in(request), merge)
    except ValidationError as error:
        messages.error(request, " ".join(error.messages))
    else:
        messages.success(request, _("The entries are apart again, each as it was before."))
        if stayed:
            names = ", ".join(str(FIELD_LABELS[name]) for name in stayed)
            messages.warning(request, _("Changed since they were made one, and left so: %(names)s.") % {"names": names})
    return redirect("activities:entry", merge.kept_id)


def _chosen_entries(request: HttpRequest) -> list[Activity]:
    given = request.POST.getlist("entry") or request.GET.getlist("entry")
    keys = [int(text) for text in dict.fromkeys(given) if text.isdecimal()][:8]
    entries = queries.entries(signed_in(request), keys)
    if len(entries) < 2:
        raise Http404
    return entries


def _decided(request: HttpRequest, entries: list[Activity]) -> HttpResponse:
    person = signed_in(request)
    try:
        if request.POST.get("decision") == "apart":
            actions.keep_apart(person, entries)
            messages.success(request, _("Kept apart; this is not proposed again."))
            return redirect("activities:duplicates")
        merge = actions.merge_activities(person, entries[0].pk, _versions(request), _taken(request, entries))
    except Conflict:
        messages.error(request, _("Somebody changed one of the entries meanwhile: look at them again."))
        return redirect(_address(entries))
    except ValidationError as error:
        messages.error(request, " ".join(error.messages))
        return redirect(_address(entries))
    messages.success(request, _("Made one; its events are counted once. It can be taken apart again."))
    return redirect("activities:entry", merge.kept_id)


def _versions(request: HttpRequest) -> dict[int, int]:
    pairs = (text.partition(":") for text in request.POST.getlist("version"))
    return {int(key): int(version) for key, _colon, version in pairs if key.isdecimal() and version.isdecimal()}


def _taken(request: HttpRequest, entries: Sequence[Activity]) -> ActivityValues:
    """The values that were chosen, those of the first entry where nothing was."""
    said = {str(entry.pk): values_of(entry) for entry in entries}
    values = values_of(entries[0])
    for name, fields in CHOSEN.items():
        of_entry = said.get(request.POST.get(f"take_{name}", ""), values)
        values = replace(values, **{field: getattr(of_entry, field) for field in fields})
    return values


def _reasons(pair: Pair) -> list[tuple[str, bool]]:
    """Each reason in words, and whether it speaks for one activity."""
    return [(reason_text(name, words), weight > 0) for name, weight, words in pair.reasons]


def _choices(entries: list[Activity]) -> list[Choice]:
    return [_choice(name, entries) for name in CHOSEN]


def _choice(name: str, entries: list[Activity]) -> Choice:
    said = [tuple(getattr(values_of(entry), field) for field in CHOSEN[name]) for entry in entries]
    suggested = max(range(len(entries)), key=lambda at: (_fullness(name, entries[at], said[at]), -at))
    texts = [
        when(entry) if name == "start" else shown(name, value[0]) for entry, value in zip(entries, said, strict=True)
    ]
    values = [(entry, text, at == suggested) for at, (entry, text) in enumerate(zip(entries, texts, strict=True))]
    label = _("When") if name == "start" else FIELD_LABELS[name]
    return Choice(name, label, values, len(set(said)) > 1)


def _fullness(name: str, entry: Activity, said: tuple[Any, ...]) -> int:
    """How much a telling says about a field: something before nothing, days before months, the longer text."""
    if name == "start":
        return {"day": 3, "month": 2, "year": 1}.get(entry.start_precision or entry.end_precision, 0)
    value = said[0]
    return len(value) if isinstance(value, str | tuple) else int(value is not None)


def _address(entries: Sequence[Activity]) -> str:
    return f"{reverse('activities:compare')}?{'&'.join(f'entry={entry.pk}' for entry in entries)}"
