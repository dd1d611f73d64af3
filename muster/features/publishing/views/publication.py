"""Preview, the checklist before publication, downloads, corrections and what changed between editions."""

from __future__ import annotations

from django.contrib import messages
from django.core.exceptions import ValidationError
from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.urls import reverse
from django.utils.translation import gettext as _
from django.views.decorators.http import require_http_methods, require_safe

from muster.core.conflicts import Conflict
from muster.core.jobs import worker_alive
from muster.core.web.downloads import as_download
from muster.core.web.numbers import whole
from muster.features.accounts.models import User
from muster.features.accounts.rights import Subject, Verb, may, require, signed_in
from muster.features.publishing import queries
from muster.features.publishing.actions.clearance import NotReady
from muster.features.publishing.actions.publication import drop_order, order_publication
from muster.features.publishing.actions.reports import correct_report
from muster.features.publishing.forms import CorrectionForm
from muster.features.publishing.models import Report
from muster.features.publishing.outputs import html
from muster.features.publishing.outputs.exporting import file_of
from muster.features.publishing.outputs.rendering import MEDIA_TYPES
from muster.features.publishing.sentences import ORDER_ERRORS
from muster.features.publishing.views.reports import report_or_404


@require_safe
def preview(request: HttpRequest, pk: int) -> HttpResponse:
    """The report as HTML: of a published one just what was frozen."""
    viewer = signed_in(request)
    report = report_or_404(viewer, pk)
    context = {**html.view(queries.book(viewer, report)), "report": report}
    context["may_export"] = may(viewer, Verb.EXPORT, Subject.REPORT)
    return render(request, "publishing/preview.html", context)


@require_safe
def download(request: HttpRequest, pk: int, output: str) -> HttpResponse:
    """PDF, Word or HTML; of a published report the very bytes that were frozen."""
    viewer = signed_in(request)
    name, body = file_of(report_or_404(viewer, pk), viewer, output)
    return as_download(HttpResponse(body), name, MEDIA_TYPES[output])


@require_http_methods(["GET", "POST"])
def publish(request: HttpRequest, pk: int) -> HttpResponse:
    """The checklist, then the decision."""
    person = signed_in(request)
    report = report_or_404(person, pk)
    if request.method == "POST":
        _order(request, person, report)
        return redirect("publishing:publish", report.pk)
    if report.published and request.headers.get("HX-Request"):  # whoever watched the work sees what came of it
        return HttpResponse(headers={"HX-Redirect": reverse("publishing:report", args=[report.pk])})
    order = queries.order(person, report)
    under_way = order is not None and order.under_way
    context = {
        "report": report,
        "order": order,
        "order_error": ORDER_ERRORS.get(order.error, "") if order else "",
        "worker": worker_alive() if under_way else True,
        "checklist": None if under_way else queries.checklist(person, report),
        "may_publish": may(person, Verb.PUBLISH, Subject.REPORT) and not report.published,
    }
    return render(request, "publishing/publish.html", context)


def _order(request: HttpRequest, person: User, report: Report) -> None:
    """What the person decided: to publish, or not to after all."""
    try:
        if "drop" in request.POST:
            drop_order(person, report)
        else:
            order_publication(person, report, whole(request.POST.get("version", "")) or 0)
    except (NotReady, ValidationError):
        messages.error(request, _("Something still stands in the way; it is named below."))
    except Conflict:
        messages.error(request, _("Somebody changed the report meanwhile. Look at it again."))


@require_http_methods(["GET", "POST"])
def correct(request: HttpRequest, pk: int) -> HttpResponse:
    """Start a further edition that says what it corrects."""
    person = require(signed_in(request), Verb.PUBLISH, Subject.REPORT)
    report = report_or_404(person, pk)
    form = CorrectionForm(request.POST or None)
    if request.method == "POST" and form.is_valid():
        try:
            made = correct_report(person, report, form.cleaned_data["reason"])
        except ValidationError as error:
            form.add_error(None, error)
        else:
            return redirect("publishing:report", made.pk)
    return render(request, "publishing/correct.html", {"form": form, "report": report})


@require_safe
def versions(request: HttpRequest, pk: int) -> HttpResponse:
    """Every edition, and what this one says otherwise than the one it corrects."""
    viewer = signed_in(request)
    report = report_or_404(viewer, pk)
    context = {
        "report": report,
        "versions": queries.versions(viewer, report),
        "changes": queries.version_differences(viewer, report),
    }
    return render(request, "publishing/versions.html", context)
