"""One record: who it tells of, how it stands, and what is done about its personal data."""

from __future__ import annotations

from collections.abc import Callable
from typing import Any

from django.contrib import messages
from django.core.exceptions import ValidationError
from django.forms import Form
from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.utils.translation import gettext as _
from django.utils.translation import ngettext
from django.views.decorators.http import require_GET, require_http_methods

from muster.features.accounts.models import User
from muster.features.accounts.rights import Subject, Verb, may, require, signed_in
from muster.features.protection import queries
from muster.features.protection.actions import erasing, rectifying, restricting
from muster.features.protection.actions.erasing import Ground
from muster.features.protection.forms import EraseWordsForm, GroundForm, ReasonForm, RectifyForm
from muster.features.protection.records import Record, may_change
from muster.features.protection.views.record_of import picked, record_of

RIGHTS = {
    "may_restrict": Verb.RESTRICT,
    "may_rectify": Verb.RECTIFY,
    "may_erase": Verb.ERASE,
    "may_protect": Verb.READ,
}


@require_GET
def record(request: HttpRequest, code: str, key: int) -> HttpResponse:
    """Who sees the record sees whom it tells of; how it stands, see those who protect personal data."""
    person, found = signed_in(request), record_of(code, key)
    rights = {name: may(person, verb, Subject.PERSONAL_DATA) for name, verb in RIGHTS.items()}
    context: dict[str, Any] = {
        "record": found,
        "people": queries.people_in(found) if found.data_set.marked else None,
        "may_change": may_change(person, found),
        "tombstones": queries.tombstones_of(code, key),
        **rights,
    }
    if rights["may_protect"]:
        context |= {
            "said": queries.sheet(found.data_set),
            "restriction": queries.restriction_of(found),
            "holding": queries.holding_of(found),
            "told": found.data_set.told(key),
            "notices": queries.notices(person).filter(code=code, key=key),
        }
    return render(request, "protection/record.html", context)


@require_http_methods(["GET", "POST"])
def restrict(request: HttpRequest, code: str, key: int) -> HttpResponse:
    def act(person: User, found: Record, form: Form) -> str:
        restricting.restrict(person, found, form.cleaned_data["reason"])
        return _("The record is restricted: only those who protect personal data see it.")

    return _deed(request, code, key, Verb.RESTRICT, ReasonForm, act, "restrict")


@require_http_methods(["GET", "POST"])
def lift(request: HttpRequest, code: str, key: int) -> HttpResponse:
    def act(person: User, found: Record, form: Form) -> str:
        restricting.lift(person, found, form.cleaned_data["reason"])
        return _("The record is open again to those who may see it.")

    return _deed(request, code, key, Verb.RESTRICT, ReasonForm, act, "lift")


@require_http_methods(["GET", "POST"])
def rectify(request: HttpRequest, code: str, key: int) -> HttpResponse:
    def act(person: User, found: Record, form: Form) -> str:
        said = form.cleaned_data
        told = rectifying.rectify(person, found, said["wrong"], said["right"], said["reason"])
        done = _("The record is rectified; its earlier versions keep what it said.")
        return f"{done} {_to_tell(told)}" if told else done

    return _deed(request, code, key, Verb.RECTIFY, RectifyForm, act, "rectify")


@require_http_methods(["GET", "POST"])
def erase_words(request: HttpRequest, code: str, key: int) -> HttpResponse:
    def act(person: User, found: Record, form: Form) -> str:
        erasing.erase_words(person, found, form.cleaned_data["words"], _ground(form))
        return _("These words are erased from the record and from every version of it.")

    return _deed(request, code, key, Verb.ERASE, EraseWordsForm, act, "erase_words")


@require_http_methods(["GET", "POST"])
def erase(request: HttpRequest, code: str, key: int) -> HttpResponse:
    def act(person: User, found: Record, form: Form) -> str:
        also = [picked(mark) for mark in request.POST.getlist("also")]
        stones = erasing.erase_record(person, found, _ground(form), also)
        return ngettext("%(n)s record is erased.", "%(n)s records are erased.", len(stones)) % {"n": len(stones)}

    return _deed(request, code, key, Verb.ERASE, GroundForm, act, "erase")


def _deed(
    request: HttpRequest,
    code: str,
    key: int,
    verb: Verb,
    form_class: type[Form],
    act: Callable[[User, Record, Any], str],
    what: str,
) -> HttpResponse:
    """A form and what it does to the record; afterwards its page."""
    person = require(request.user, verb, Subject.PERSONAL_DATA)
    found = record_of(code, key)
    form = form_class(request.POST or None)
    if request.method == "POST" and form.is_valid():
        try:
            messages.success(request, act(person, found, form))
        except ValidationError as error:
            form.add_error(None, error)
        else:
            return redirect("protection:record", code, key)
    context = {"record": found, "form": form, "what": what}
    if verb == Verb.ERASE:
        told = found.data_set.told(key)
        context |= {"told": [one for one in told if not one.frozen], "frozen": [one for one in told if one.frozen]}
    return render(request, "protection/deed.html", context, status=400 if form.errors else 200)


def _ground(form: Form) -> Ground:
    said = form.cleaned_data
    return Ground(said["why"], said["legal_basis"], said["request"])


def _to_tell(count: int) -> str:
    return ngettext("%(n)s recipient is to be told.", "%(n)s recipients are to be told.", count) % {"n": count}
