"""Handing out files of a published report by links, and what whoever has such a link sees."""

from __future__ import annotations

from django.contrib import messages
from django.contrib.auth.decorators import login_not_required
from django.core.exceptions import ValidationError
from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.utils.translation import gettext as _
from django.views.decorators.http import require_http_methods, require_POST

from muster.core.addresses import client_address
from muster.core.web.downloads import as_download
from muster.features.accounts.rights import signed_in
from muster.features.publishing import queries
from muster.features.publishing.actions.handouts import disclose, hand_out, withdraw_handout
from muster.features.publishing.forms import HandoutForm
from muster.features.publishing.models import Handout
from muster.features.publishing.outputs.rendering import MEDIA_TYPES
from muster.features.publishing.views.reports import report_or_404


@require_http_methods(["GET", "POST"])
def handouts(request: HttpRequest, pk: int) -> HttpResponse:
    """The links of a report, and a new one."""
    person = signed_in(request)
    report = report_or_404(person, pk)
    made = queries.handouts(person, report)
    form = HandoutForm(request.POST or None)
    if request.method == "POST" and form.is_valid():
        try:
            hand_out(person, report, **form.cleaned_data)
        except ValidationError as error:
            form.add_error(None, error)
        else:
            messages.success(request, _("The link is ready: give it to the recipient and to nobody else."))
            return redirect("publishing:handouts", report.pk)
    site = request.build_absolute_uri("/")[:-1]
    return render(request, "publishing/handouts.html", {"report": report, "form": form, "handouts": made, "site": site})


@require_POST
def withdraw(request: HttpRequest, pk: int, number: int) -> HttpResponse:
    person = signed_in(request)
    report = report_or_404(person, pk)
    try:
        withdraw_handout(person, queries.handouts(person, report).get(pk=number))
    except Handout.DoesNotExist:
        raise Http404 from None
    messages.success(request, _("The link works no more."))
    return redirect("publishing:handouts", report.pk)


@login_not_required
@require_http_methods(["GET", "POST"])
def handed_out(request: HttpRequest, token: str) -> HttpResponse:
    """For whoever has the link: what it is, and by a button the file. A mail program that only looks takes nothing."""
    try:
        found = queries.handout_of(token)
        if request.method == "POST":
            taken = disclose(found, client_address(request))
            return as_download(HttpResponse(bytes(taken.file.content)), taken.name, MEDIA_TYPES[taken.format])
    except Handout.DoesNotExist:
        return render(request, "publishing/handed_out.html", status=404)
    return render(request, "publishing/handed_out.html", {"handout": found})
