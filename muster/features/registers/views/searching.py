"""Looking for a record before a new one is made."""

from __future__ import annotations

from typing import Any, NamedTuple

from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import render
from django.urls import reverse
from django.utils.http import urlencode
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy
from django.views.decorators.http import require_http_methods

from muster.domain.forms.keys import LIMIT, Why
from muster.domain.forms.model import Field
from muster.features.accounts.models import User
from muster.features.accounts.rights import Verb, may, require, signed_in
from muster.features.audit import looks
from muster.features.registers import queries
from muster.features.registers.definitions import Definition, definition_of
from muster.features.registers.models import Record, Register
from muster.features.registers.queries.alike import SHOWN, Hit, Speaks, asked_for, must_search, search
from muster.features.registers.searched import mark
from muster.features.registers.showing import SUBJECTS, name_of
from muster.features.registers.views.finding import register_at
from muster.ui.wording import in_language

KEY = "key."  # before the path of a field
WHY: dict[Why, Any] = {
    Why.SAME: gettext_lazy("the same"),
    Why.SCRIPT: gettext_lazy("the same in the other script"),
    Why.SPELLING: gettext_lazy("spelt otherwise"),
    Why.ORDER: gettext_lazy("words in another order"),
    Why.TOGETHER: gettext_lazy("written together or apart"),
    Why.INITIALS: gettext_lazy("an initial"),
    Why.PART: gettext_lazy("a name more or less"),
    Why.LETTER: gettext_lazy("one letter differs"),
    Why.CLOSE: gettext_lazy("some letters differ"),
    Why.SIGNS: gettext_lazy("signs that look alike, such as O and 0"),
    Why.GAPS: gettext_lazy("other spaces or dashes"),
    Why.ZEROS: gettext_lazy("zeros before a number"),
    Why.DIGIT: gettext_lazy("one sign differs"),
}


class Asked(NamedTuple):
    """A field of the search: the name of its control, what it is called, what was written."""

    name: str
    label: str
    written: str
    required: bool


class Reason(NamedTuple):
    """Why a record is offered: the field, what it says there ("" where the record is closed), in what it is alike."""

    label: str
    said: str
    why: str


class Card(NamedTuple):
    record: Record
    state: str
    reasons: list[Reason]


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


def cards(viewer: User, definition: Definition, hits: list[Hit]) -> list[Card]:
    """Hits as they are shown. What a closed record says is told to who opens it, and says why."""
    states = {state.code: in_language(state.labels) for state in definition.settings.states}
    return [
        Card(
            hit.record,
            states.get(hit.record.state, hit.record.state),
            [_reason(definition, one, closed=hit.record.marking >= looks.CLOSED) for one in hit.speaks],
        )
        for hit in hits
    ]


def _reason(definition: Definition, speaks: Speaks, *, closed: bool) -> Reason:
    why = ", ".join(str(WHY[one]) for one in speaks.likeness.why)
    return Reason(_called(definition, speaks.field), "" if closed else speaks.said, why)


def _called(definition: Definition, field: Field) -> str:
    """With whose it is: forms call the names of victims and suspects alike."""
    whose = definition.settings.of_whom(field.path)
    return f"{name_of(field)} ({SUBJECTS[whose]})" if whose else name_of(field)


def _written(request: HttpRequest, definition: Definition) -> dict[str, str]:
    """By paths."""
    given = ((key.path, request.POST.get(f"{KEY}{key.path}", "").strip()) for key, _field in asked_for(definition))
    return {path: text[:LIMIT] for path, text in given if text}


def _asked(viewer: User, register: Register, definition: Definition, written: dict[str, str]) -> dict[str, Any]:
    fields = [
        Asked(f"{KEY}{key.path}", _called(definition, field), written.get(key.path, ""), key.required)
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
