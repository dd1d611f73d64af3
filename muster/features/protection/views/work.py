"""The record of processing, and the lists of what waits for those who protect personal data."""

from __future__ import annotations

from django.contrib import messages
from django.core.exceptions import ValidationError
from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import get_object_or_404, redirect, render
from django.utils import timezone
from django.utils.translation import gettext as _
from django.utils.translation import ngettext
from django.views.decorators.http import require_GET, require_http_methods, require_POST

from muster.core.conflicts import Conflict
from muster.core.data_sets import data_sets
from muster.features.accounts.rights import Subject, Verb, may, require, signed_in
from muster.features.protection import queries
from muster.features.protection.actions.notices import notice_done as done
from muster.features.protection.actions.retention import decide
from muster.features.protection.actions.sheets import keep_sheet
from muster.features.protection.forms import DecisionForm, SheetForm
from muster.features.protection.models import Notice
from muster.features.protection.views.record_of import picked


@require_GET
def index(request: HttpRequest) -> HttpResponse:
    """The record of processing (Directive (EU) 2016/680, Art. 24)."""
    viewer = signed_in(request)
    readers = queries.readers()
    context = {
        "sheets": [(said, readers[said.data_set.code]) for said in queries.sheets(viewer)],
        "waiting": queries.waiting(viewer, timezone.localdate()),
        "restricted": [(one, one.data_set.record(one.key)) for one in queries.restricted(viewer)],
        "may_change": may(viewer, Verb.CHANGE, Subject.PERSONAL_DATA),
    }
    return render(request, "protection/index.html", context)


@require_http_methods(["GET", "POST"])
def change_sheet(request: HttpRequest, code: str) -> HttpResponse:
    """What the mission says of one data set."""
    person = require(request.user, Verb.CHANGE, Subject.PERSONAL_DATA)
    if code not in data_sets():
        raise Http404
    said = queries.sheet(data_sets()[code])
    initial = {name: getattr(said, name) for name in SheetForm.Meta.fields} | {"seen": said.version}
    initial |= {"purpose": str(said.purpose), "legal_basis": str(said.legal_basis)}
    form = SheetForm(request.POST or None, initial=initial)
    if request.method == "POST" and form.is_valid():
        try:
            keep_sheet(person, said.data_set, form.values(), form.cleaned_data["seen"])
        except Conflict as conflict:
            messages.error(request, str(conflict))
            return redirect("protection:sheet", code)
        messages.success(request, _("Kept."))
        return redirect("protection:index")
    return render(request, "protection/sheet.html", {"said": said, "form": form}, status=400 if form.errors else 200)


@require_http_methods(["GET", "POST"])
def due(request: HttpRequest) -> HttpResponse:
    """Records of which somebody is to say whether they are still needed; several are decided at once."""
    viewer = require(request.user, Verb.READ, Subject.PERSONAL_DATA)
    form = DecisionForm(request.POST or None)
    if request.method == "POST" and form.is_valid():
        records = [picked(mark) for mark in request.POST.getlist("record")]
        try:
            if not records:
                raise ValidationError(_("Pick at least one record."))
            many = decide(viewer, records, form.cleaned_data["outcome"], form.cleaned_data["rationale"])
        except ValidationError as error:
            form.add_error(None, error)
        else:
            said = ngettext("Decided on %(n)s record.", "Decided on %(n)s records.", many) % {"n": many}
            messages.success(request, said)
            return redirect("protection:due")
    context = {
        "form": form,
        "due": queries.due(viewer, timezone.localdate()),
        "shown": queries.SHOWN,
        "picked": request.POST.getlist("record"),
        "may_change": may(viewer, Verb.CHANGE, Subject.PERSONAL_DATA),
    }
    return render(request, "protection/due.html", context, status=400 if form.errors else 200)


@require_GET
def notices(request: HttpRequest) -> HttpResponse:
    """Who was given a record that is not the same any more, and is to be told."""
    viewer = signed_in(request)
    found = queries.notices(viewer)
    context = {
        "open": found.filter(done_at=None),
        "done": found.exclude(done_at=None).order_by("-done_at")[:50],
        "today": timezone.localdate(),
        "may_change": may(viewer, Verb.CHANGE, Subject.PERSONAL_DATA),
    }
    return render(request, "protection/notices.html", context)


@require_POST
def notice_done(request: HttpRequest, pk: int) -> HttpResponse:
    person = require(request.user, Verb.CHANGE, Subject.PERSONAL_DATA)
    done(person, get_object_or_404(Notice, pk=pk), request.POST.get("remark", ""))
    messages.success(request, _("Noted that they were told."))
    return redirect("protection:notices")


@require_GET
def erased(request: HttpRequest) -> HttpResponse:
    """Every erasure, the latest first."""
    return render(request, "protection/erased.html", {"tombstones": queries.tombstones(signed_in(request))[:500]})
