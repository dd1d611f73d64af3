"""Handing records over: what is offered to somebody and by them; offering, answering, withdrawing, ending."""

from __future__ import annotations

from collections.abc import Callable
from typing import Any

from django.contrib import messages
from django.core.exceptions import ObjectDoesNotExist, PermissionDenied, ValidationError
from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.utils.translation import gettext as _
from django.views.decorators.http import require_GET, require_http_methods, require_POST

from muster.core.conflicts import Conflict
from muster.features.accounts.models import User
from muster.features.accounts.rights import signed_in
from muster.features.registers.actions import handing
from muster.features.registers.forms.handovers import AnswerForm, OfferForm
from muster.features.registers.models import Handover, HandoverKind, HandoverState, Record
from muster.features.registers.queries import handovers as reads
from muster.features.registers.views.finding import record_at


@require_GET
def index(request: HttpRequest) -> HttpResponse:
    """What waits for the viewer's answer, what they offered and what became of it, what they answered."""
    viewer = signed_in(request)
    context = {"offered": reads.offered(viewer), "sent": reads.sent(viewer), "received": reads.received(viewer)}
    return render(request, "registers/handovers.html", context)


@require_http_methods(["GET", "POST"])
def offer(request: HttpRequest, pk: int) -> HttpResponse:
    """Refer a record, or transfer it."""
    person, record = signed_in(request), record_at(request, pk)
    kinds = reads.may_offer(person, record)
    if not kinds:
        raise PermissionDenied(_("Your role does not include this for %(unit)s.") % {"unit": record.unit.name})
    form = OfferForm(person, record, kinds, request.POST or None)
    status = 200
    if request.method == "POST":
        status = _offered(person, record, form)
        if status == 200:
            messages.success(request, _("It is offered to %(whom)s.") % {"whom": form.offer.whom})
            return redirect("registers:record", pk)
    context = {"record": record, "register": record.register, "form": form}
    return render(request, "registers/offer.html", context, status=status)


def _offered(person: User, record: Record, form: OfferForm) -> int:
    """200 where it was done; else what is wrong stands in the form."""
    if not form.is_valid():
        return 400
    try:
        handing.offer(person, record, form.offer, form.cleaned_data["version"])
    except ValidationError as error:
        form.add_error(None, error)
        return 400
    except Conflict as conflict:
        form.data = form.data.copy()  # type: ignore[attr-defined]
        form.data["version"] = conflict.current.version  # type: ignore[index, attr-defined]
        form.add_error(None, str(conflict))
        return 409
    return 200


@require_GET
def handover(request: HttpRequest, pk: int) -> HttpResponse:
    return _page(request, _at(request, pk))


@require_POST
def answer(request: HttpRequest, pk: int) -> HttpResponse:
    """Accept it, or decline it, as the button says."""
    person, found, form = signed_in(request), _at(request, pk), AnswerForm(request.POST)
    accepts = request.POST.get("does") == "accept"
    if not form.is_valid():
        return _page(request, found, form, 400)
    given = form.cleaned_data
    try:
        if accepts:
            handing.accept(person, found, given["version"], given["answer"])
        else:
            handing.decline(person, found, given["answer"])
    except ValidationError as error:
        form.add_error(None, error)
        return _page(request, _at(request, pk), form, 400)
    except Conflict:
        form.add_error(None, _("The record was changed since this was shown to you. Look whether you still accept it."))
        return _page(request, _at(request, pk), form, 409)
    messages.success(request, _("You have accepted it.") if accepts else _("You have declined it."))
    return _to_record(person, found) if accepts else redirect("registers:handovers")


@require_POST
def withdraw(request: HttpRequest, pk: int) -> HttpResponse:
    return _over(request, pk, handing.withdraw, _("It is withdrawn."))


@require_POST
def end(request: HttpRequest, pk: int) -> HttpResponse:
    return _over(request, pk, handing.end, _("The referral is ended: they see the record by their roles alone."))


def _over(request: HttpRequest, pk: int, do: Callable[[User, Handover], Handover], said: str) -> HttpResponse:
    person, found = signed_in(request), _at(request, pk)
    try:
        do(person, found)
    except ValidationError as error:
        messages.error(request, " ".join(error.messages))
    else:
        messages.success(request, said)
    return _to_record(person, found)


def _to_record(person: User, handover: Handover) -> HttpResponse:
    """To the record where they see it, else to the list."""
    person.known_grants = None
    if Record.objects.filter(pk=handover.record_id).exists():
        return redirect("registers:record", handover.record_id)
    return redirect("registers:handovers")


def _at(request: HttpRequest, pk: int) -> Handover:
    try:
        return reads.handover(signed_in(request), pk)
    except ObjectDoesNotExist as error:
        raise Http404 from error


def _page(request: HttpRequest, handover: Handover, form: AnswerForm | None = None, status: int = 200) -> HttpResponse:
    viewer = signed_in(request)
    version = reads.version_now(handover)
    waits = handover.state == HandoverState.OFFERED
    may_answer, may_take_back = reads.may_answer(viewer, handover), reads.may_take_back(viewer, handover)
    accepted = handover.kind == HandoverKind.REFERRAL and handover.state == HandoverState.ACCEPTED
    if form is not None:
        form.data = {**form.data.dict(), "version": version}  # type: ignore[attr-defined]
    context: dict[str, Any] = {
        "handover": handover,
        "changed_since": waits and version != handover.record_version,
        "form": (form or AnswerForm(initial={"version": version})) if waits and may_answer else None,
        "late": form.non_field_errors() if form is not None and not waits else None,
        "may_withdraw": waits and may_take_back,
        "may_end": accepted and (may_answer or may_take_back),
    }
    return render(request, "registers/handover.html", context, status=status)
