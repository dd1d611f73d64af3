"""Told twice? What is proposed as one activity, side by side, and a person's decision."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from typing import Any

from django.contrib import messages
from django.core.exceptions import ValidationError
from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import get_object_or_404, redirect, render
from django.urls import reverse
from django.utils.functional import Promise
from django.utils.translation import gettext as _
from django.views.decorators.http import require_GET, require_http_methods, require_POST

from muster.core.conflicts import Conflict
from muster.core.web.numbers import whole, with_versions
from muster.features.accounts.rights import Subject, Verb, require, signed_in
from muster.features.activities import actions, queries
from muster.features.activities.choosing import CHOSEN, TOGETHER, Choice, Offer, choices, taken
from muster.features.activities.models import Activity, ActivitySource, Merge, Pair
from muster.features.activities.quoting import Quote
from muster.features.activities.showing import FIELD_LABELS, likelihood, reason_text, shown, when


@dataclass(frozen=True, slots=True)
class Shown:
    """One offer in words: whose it is, what it says, why it is suggested, and the words of the documents."""

    offer: Offer
    of: str | Promise
    text: str
    quotes: list[tuple[ActivitySource, Quote]]


@require_GET
def duplicates(request: HttpRequest) -> HttpResponse:
    viewer = require(signed_in(request), Verb.MERGE, Subject.ACTIVITY)
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
    person = require(signed_in(request), Verb.MERGE, Subject.ACTIVITY)
    entries = _chosen_entries(request)
    if request.method == "POST":
        return _decided(request, entries)
    pairs = queries.pairs_among(person, entries)
    context = {
        "entries": [(entry, when(entry), queries.sources_of(person, entry)) for entry in entries],
        "choices": (found := _choices(request, entries)),
        "together": any(len(offers) > len(entries) for _choice, _label, offers in found),
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
    keys = [key for key in map(whole, dict.fromkeys(given)) if key is not None][:8]
    entries = queries.whole_entries(signed_in(request), keys)
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
        values = taken(entries, {name: request.POST.get(f"take_{name}", "") for name in CHOSEN})
        merge = actions.merge_activities(person, entries[0].pk, with_versions(request.POST.getlist("version")), values)
    except Conflict:
        messages.error(request, _("Somebody changed one of the entries meanwhile: look at them again."))
        return redirect(_address(entries))
    except ValidationError as error:
        messages.error(request, " ".join(error.messages))
        return redirect(_address(entries))
    messages.success(request, _("Made one; its events are counted once. It can be taken apart again."))
    return redirect("activities:entry", merge.kept_id)


def _reasons(pair: Pair) -> list[tuple[str, bool]]:
    """Each reason in words, and whether it speaks for one activity."""
    return [(reason_text(name, words), weight > 0) for name, weight, words in pair.reasons]


def _choices(request: HttpRequest, entries: Sequence[Activity]) -> list[tuple[Choice, Any, list[Shown]]]:
    """(choice, name of the field, its offers in words) of every field."""
    words = queries.words_of(signed_in(request), entries)
    return [
        (choice, _("When") if choice.name == "start" else FIELD_LABELS[choice.name], _offers(choice, entries, words))
        for choice in choices(entries)
    ]


def _offers(choice: Choice, entries: Sequence[Activity], words: queries.Words) -> list[Shown]:
    heads = [*(_("Entry %(pk)s") % {"pk": entry.pk} for entry in entries), _("Together")]
    quotes = [words(entry, CHOSEN[choice.name]) if choice.differs else [] for entry in entries]
    return [
        Shown(offer, of, _text(choice.name, offer, entries), said)
        for offer, of, said in zip(choice.offers, heads, [*quotes, []], strict=False)
    ]


def _text(name: str, offer: Offer, entries: Sequence[Activity]) -> str:
    if name != "start":
        return shown(name, offer.values[name])
    if offer.key == TOGETHER:
        return shown("dates", offer.values["dates"])
    return next(when(entry) for entry in entries if str(entry.pk) == offer.key)


def _address(entries: Sequence[Activity]) -> str:
    return f"{reverse('activities:compare')}?{'&'.join(f'entry={entry.pk}' for entry in entries)}"
