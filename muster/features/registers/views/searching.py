"""Looking for a record before a new one is made."""

from __future__ import annotations

from typing import Any, NamedTuple

from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import render
from django.urls import reverse
from django.utils.http import urlencode
from django.utils.translation import gettext as _
from django.views.decorators.http import require_http_methods

from muster.domain.forms.keys import LIMIT
from muster.features.accounts.models import User
from muster.features.accounts.rights import Verb, may, require, signed_in
from muster.features.audit import looks
from muster.features.registers import queries
from muster.features.registers.definitions import Definition, definition_of
from muster.features.registers.models import Register
from muster.features.registers.queries.alike import SHOWN, asked_for, must_search, search
from muster.features.registers.queries.cards import called, cards
from muster.features.registers.searched import mark
from muster.features.registers.views.finding import register_at

KEY = "key."  # before the path of a field


class Asked(NamedTuple):
    """A field of the search: the name of its control, what it is called, what was written."""

    name: str
    label: str
    written: str
    required: bool


@require_http_methods(["GET", "POST"])
def page(request: HttpRequest, code: str) -> HttpResponse:
    """What is looked for stands in no address: it names people."""
    viewer = signed_in(request)
    register = register_at(request, code)
    if not may(viewer, Verb.CREATE, register.subject):
        require(viewer, Verb.READ, register.subject)
    if register.current is None or not asked_for(definition_of(register.current)):
        raise Http404
    written = _written(request, definition_of(register.current))
    context = _asked(viewer, register, definition_of(register.current), written)
    if request.method == "POST" and not written:
        context["problem"] = _("Write at least one of these.")
        return render(request, "registers/search.html", context, status=422)
    if written:
        context |= _found(viewer, register, definition_of(register.current), written)
    return render(request, "registers/search.html", context)


def _written(request: HttpRequest, definition: Definition) -> dict[str, str]:
    """By paths."""
    given = ((key.path, request.POST.get(f"{KEY}{key.path}", "").strip()) for key, _field in asked_for(definition))
    return {path: text[:LIMIT] for path, text in given if text}


def _asked(viewer: User, register: Register, definition: Definition, written: dict[str, str]) -> dict[str, Any]:
    fields = [
        Asked(f"{KEY}{key.path}", called(definition, field), written.get(key.path, ""), key.required)
        for key, field in asked_for(definition)
    ]
    personal = any(definition.settings.of_whom(key.path) for key, _field in asked_for(definition))
    return {
        "register": register,
        "fields": fields,
        "must": must_search(definition),
        "may_record": queries.may_record(viewer, register),
        "names_hidden": personal and not may(viewer, Verb.IDENTIFY, register.subject),
    }


def _found(viewer: User, register: Register, definition: Definition, written: dict[str, str]) -> dict[str, Any]:
    """What is found, and how to go on where it is none of that. The search is a look at the register's records."""
    hits = search(viewer, register, written)
    looks.told("record", terms={f"{register.code}/{path}": [text] for path, text in written.items()}, found=len(hits))
    shown = cards(viewer, definition, hits[:SHOWN])
    address = reverse("registers:new", args=[register.code])
    on = f"{address}?{urlencode({'searched': mark(viewer, register, written)})}"
    return {"found": True, "cards": shown, "more": len(hits) > SHOWN, "go_on": on}
