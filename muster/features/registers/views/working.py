"""What waits for somebody, and what is done with a record on its page."""

from __future__ import annotations

from collections.abc import Callable, Iterator
from typing import Any

from django.contrib import messages
from django.core.exceptions import ValidationError
from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.utils import timezone
from django.utils.translation import gettext as _
from django.views.decorators.http import require_GET, require_POST

from muster.core import files
from muster.core.conflicts import Conflict
from muster.features.accounts.models import User
from muster.features.accounts.rights import Subject, Verb, require, signed_in
from muster.features.registers import queries
from muster.features.registers.actions import telling_apart
from muster.features.registers.actions.assigning import assign_record
from muster.features.registers.actions.custody import check_file
from muster.features.registers.actions.moving import move_record
from muster.features.registers.actions.noting import add_note, add_task, tick_task
from muster.features.registers.forms import ApartForm, AssignForm, MoveForm, NoteForm, OfRecord, TaskForm, TickForm
from muster.features.registers.models import Custody, Difference, Record
from muster.features.registers.queries import differences, handovers, history, work
from muster.features.registers.rules import rules_of, state_name
from muster.features.registers.views.finding import further, record_at
from muster.features.registers.views.record_page import page

Values = dict[str, Any]


@require_GET
def mine(request: HttpRequest) -> HttpResponse:
    """My work: what waits for the viewer in all registers."""
    viewer = require(signed_in(request), Verb.READ, Subject.REGISTER)
    registers = queries.registers(viewer).filter(current__isnull=False)
    chosen = next((one for one in registers if one.code == request.GET.get("register")), None)
    today = timezone.localdate()
    context: dict[str, Any] = {
        "registers": registers,
        "chosen": chosen,
        "today": today,
        "offered": handovers.offered(viewer).count(),
        "to_approve": work.rows(work.to_approve(viewer, chosen)),
        "assigned": work.rows(work.assigned(viewer, chosen)[: work.COUNTED]),
        "tasks": work.own_tasks(viewer, chosen),
        "returned": work.returned(viewer, chosen),
        "late": work.late(viewer, today, chosen, request.GET.get("late", "")),
        "soon": work.soon(viewer, today, chosen, request.GET.get("soon", "")),
    }
    for name in ("late", "soon"):
        context[f"more_{name}"] = further(request, name, context[name].after)
    return render(request, "registers/work.html", context)


@require_POST
def move(request: HttpRequest, pk: int) -> HttpResponse:
    def act(person: User, record: Record, values: Values) -> str:
        moved = move_record(person, record, values["version"], values["move"], values["comment"])
        return _("It is “%(state)s” now.") % {"state": state_name(rules_of(moved), moved.state)}

    return _sent(request, pk, MoveForm, act)


@require_POST
def assign(request: HttpRequest, pk: int) -> HttpResponse:
    def act(person: User, record: Record, values: Values) -> str:
        to = values["to"]
        assign_record(person, record, values["version"], to)
        return _("It is assigned to %(person)s now.") % {"person": to} if to else _("It is assigned to nobody now.")

    return _sent(request, pk, AssignForm, act)


@require_POST
def tasks(request: HttpRequest, pk: int) -> HttpResponse:
    def act(person: User, record: Record, values: Values) -> str:
        add_task(person, record, values["version"], values["text"], values["to"], values["due"])
        return _("The task is added.")

    return _sent(request, pk, TaskForm, act)


@require_POST
def tick(request: HttpRequest, pk: int, task: int) -> HttpResponse:
    def act(person: User, record: Record, values: Values) -> str:
        found = work.tasks(person, record).filter(pk=task).first()
        if found is None:
            raise Http404
        tick_task(person, found, record, values["version"], done=values["done"])
        return _("The task is done.") if values["done"] else _("The task is to be done.")

    return _sent(request, pk, TickForm, act)


@require_POST
def notes(request: HttpRequest, pk: int) -> HttpResponse:
    def act(person: User, record: Record, values: Values) -> str:
        add_note(person, record, values["version"], values["text"])
        return _("The note is added.")

    return _sent(request, pk, NoteForm, act)


@require_POST
def tell_apart(request: HttpRequest, pk: int) -> HttpResponse:
    """What looks like the record is not the same."""

    def act(person: User, record: Record, values: Values) -> str:
        made = telling_apart.tell_apart(person, record, values["version"], values["other"], values["why"])
        return _("“%(name)s” is not offered here any more.") % {"name": made.other}

    return _sent(request, pk, ApartForm, act)


@require_POST
def take_back(request: HttpRequest, pk: int, difference: int) -> HttpResponse:
    """They may be the same after all."""

    def act(person: User, record: Record, values: Values) -> str:
        try:
            found = differences.difference(person, record, difference)
        except Difference.DoesNotExist:
            raise Http404 from None
        telling_apart.take_back(person, record, values["version"], found)
        return _("It is offered here again, as long as it looks the same.")

    return _sent(request, pk, OfRecord, act)


@require_POST
def check(request: HttpRequest, pk: int, attachment: int) -> HttpResponse:
    """Whether a file is what was received."""
    person, record = signed_in(request), record_at(request, pk)
    found = queries.attachments(person, record).filter(pk=attachment).first()
    if found is None:
        raise Http404
    try:
        act = check_file(person, found).act
    except files.Unavailable:
        messages.error(request, _("The store of files does not answer: try again later."))
    else:
        if act == Custody.Act.CHECKED:
            messages.success(request, _("“%(name)s” is what was received.") % {"name": found.name})
        else:
            messages.error(request, _("“%(name)s” is not what was received, or is gone.") % {"name": found.name})
    return redirect("registers:record", pk)


def _sent(
    request: HttpRequest, pk: int, kind: type[OfRecord], act: Callable[[User, Record, Values], str]
) -> HttpResponse:
    """Done, and said so on the record's page; or the page again, with what stands in the way and what was typed."""
    person, record, form = signed_in(request), record_at(request, pk), kind(request.POST)
    try:
        if not form.is_valid():
            raise ValidationError(list(_wrong(form)))
        said = act(person, record, form.cleaned_data)
    except Conflict as conflict:
        status, problem = 409, [str(conflict), *history.since(person, record, form.cleaned_data["version"])]
    except ValidationError as error:
        status, problem = 422, error.messages
    else:
        messages.success(request, said)
        return redirect("registers:record", pk)
    match = request.resolver_match
    typed = {"typed": request.POST, "sent": match.url_name if match else ""}
    return page(request, record, status, problem=" ".join(problem), **typed)


def _wrong(form: OfRecord) -> Iterator[str]:
    """Each with the name of its field."""
    for name, errors in form.errors.items():
        label = form.fields[name].label if name in form.fields else ""
        yield from (f"{label}: {error}" if label else str(error) for error in errors)
