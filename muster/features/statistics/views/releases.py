"""Releases in preparation: their tables, counting, what is hidden and why, publishing."""

from __future__ import annotations

from typing import Any

from django.contrib import messages
from django.core.exceptions import ValidationError
from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.utils.translation import gettext as _
from django.views.decorators.http import require_http_methods, require_POST, require_safe

from muster.core.conflicts import Conflict
from muster.core.jobs import worker_alive
from muster.core.web.numbers import whole
from muster.features.accounts.models import User
from muster.features.accounts.rights import Verb, signed_in
from muster.features.registers.models import Register
from muster.features.statistics import queries
from muster.features.statistics.actions import releases as actions
from muster.features.statistics.forms import ReleaseForm, told
from muster.features.statistics.models import Release, State
from muster.features.statistics.published import tables_of
from muster.features.statistics.releasing import selections
from muster.features.statistics.selection import Selection, read_selection
from muster.features.statistics.sentences import ERRORS, FINDINGS
from muster.features.statistics.tables import Counted
from muster.features.statistics.views.finding import register_at, release_at, schema_for


@require_safe
def index(request: HttpRequest, code: str) -> HttpResponse:
    """The releases of a register."""
    register = register_at(request, code, Verb.PUBLISH)
    found = queries.releases(signed_in(request), register)
    return render(request, "statistics/releases.html", {"register": register, "releases": found})


@require_http_methods(["GET", "POST"])
def start(request: HttpRequest, code: str) -> HttpResponse:
    person, register = signed_in(request), register_at(request, code, Verb.PUBLISH)
    form = ReleaseForm(request.POST or None)
    if request.method == "POST" and form.is_valid():
        made = _started(person, register, form)
        if made is not None:
            return redirect("statistics:release", made.pk)
    context = {"register": register, "form": form}
    return render(request, "statistics/release_form.html", context, status=422 if form.is_bound else 200)


@require_http_methods(["GET", "POST"])
def publish_table(request: HttpRequest, code: str) -> HttpResponse:
    """The table that the address says, for a draft release that is chosen, or for a new one."""
    person, register = signed_in(request), register_at(request, code, Verb.PUBLISH)
    schema = schema_for(person, register)
    selection, problems = read_selection(schema, request.GET)
    drafts = queries.releases(person, register).exclude(state=State.PUBLISHED)
    form = ReleaseForm(request.POST if "title_en" in request.POST else None, initial=_period(selection))
    if request.method == "POST":
        chosen = drafts.filter(pk=whole(request.POST.get("release", "")) or 0).first()
        if chosen is None and form.is_valid():
            chosen = _started(person, register, form)
        if chosen is not None:
            try:
                actions.add_table(person, chosen, schema, selection)
                return redirect("statistics:release", chosen.pk)
            except ValidationError as error:
                problems += error.messages
    table = Counted(schema, selection, {})
    context = {"register": register, "drafts": drafts, "form": form, "problems": problems, "table": table}
    return render(request, "statistics/publish_table.html", context, status=422 if problems or form.errors else 200)


@require_safe
def release(request: HttpRequest, pk: int) -> HttpResponse:
    viewer, found = signed_in(request), release_at(request, pk)
    order = queries.order(viewer, found)
    under_way = order is not None and order.under_way
    context = {
        "release": found,
        "register": found.register,
        "order": order,
        "order_error": ERRORS.get(order.error, "") if order else "",
        "worker": worker_alive() if under_way else True,
        "chosen": [] if found.content else list(_chosen(request, found)),
        "tables": list(zip(tables_of(found, reasons=True), _findings(found), strict=True)),
        "stale": found.state == State.COUNTED and actions.is_stale(found),
    }
    return render(request, "statistics/release.html", context)


@require_http_methods(["GET", "POST"])
def change(request: HttpRequest, pk: int) -> HttpResponse:
    person, found = signed_in(request), release_at(request, pk)
    form = ReleaseForm(request.POST or None, initial=told(found))

    def keep() -> Release:
        return actions.change_release(person, found, _version(request), **form.values())

    if request.method == "POST" and form.is_valid() and _done(request, keep):
        return redirect("statistics:release", pk)
    context = {"register": found.register, "release": found, "form": form}
    return render(request, "statistics/release_form.html", context, status=422 if form.is_bound else 200)


@require_POST
def act(request: HttpRequest, pk: int, what: str) -> HttpResponse:
    """Count, drop, publish, discard, or take out a table."""
    person, found = signed_in(request), release_at(request, pk)
    version, register = _version(request), found.register
    done = _done(
        request,
        {
            "count": lambda: actions.order_count(person, found, version),
            "drop": lambda: actions.drop_order(person, found),
            "publish": lambda: _publish(request, found),
            "discard": lambda: actions.discard_release(person, found, version),
            "take-out": lambda: actions.remove_table(person, found, version, whole(request.POST.get("table", "")) or 0),
        }[what],
    )
    if done and what == "publish":
        messages.success(request, _("Published: everybody can read it now."))
    if done and what == "discard":
        return redirect("statistics:releases", register.code)
    return redirect("statistics:release", pk)


def _started(person: User, register: Register, form: ReleaseForm) -> Release | None:
    """None where it is refused, which the form says."""
    try:
        return actions.start_release(person, register, **form.values())
    except ValidationError as error:
        form.add_error("end", error)
        return None


def _publish(request: HttpRequest, found: Release) -> Release:
    """Once the person says that they have looked."""
    if not request.POST.get("looked"):
        raise ValidationError(_("Look at the numbers first and say that you have: this cannot be taken back."))
    return actions.publish_release(signed_in(request), found, _version(request))


def _done(request: HttpRequest, do: Any) -> bool:
    try:
        do()
    except ValidationError as error:
        for message in error.messages:
            messages.error(request, message)
        return False
    except Conflict:
        messages.error(request, _("Somebody changed the release meanwhile. Look at it again."))
        return False
    return True


def _period(selection: Selection) -> dict[str, str]:
    """What the form of a new release begins with."""
    days = {"start": selection.start, "end": selection.end}
    return {name: f"{day:%Y-%m}" for name, day in days.items() if day}


def _version(request: HttpRequest) -> int:
    return whole(request.POST.get("version", "")) or 0


def _chosen(request: HttpRequest, found: Release) -> Any:
    """The tables that wait to be counted: what each is, and its address inside."""
    schema = queries.schema(signed_in(request), found.register)
    if schema is None:
        return
    try:
        for selection in selections(schema, found):
            yield Counted(schema, selection, {}).title, selection.query()
    except ValidationError as error:
        messages.error(request, " ".join(error.messages))


def _findings(found: Release) -> list[list[Any]]:
    return [[FINDINGS[code] for code in dict.fromkeys(one["findings"]) if code in FINDINGS] for one in found.hidden]
