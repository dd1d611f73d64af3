"""The list of reports, and one report: its chapters, their states, what stands in the way."""

from __future__ import annotations

from django.contrib import messages
from django.core.exceptions import ValidationError
from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.utils.translation import gettext as _
from django.views.decorators.http import require_http_methods, require_POST, require_safe

from muster.domain.publishing.states import Reason
from muster.features.accounts.models import User
from muster.features.accounts.rights import Subject, Verb, may, require, signed_in
from muster.features.publishing import queries
from muster.features.publishing.actions.abbreviations import explain_abbreviation
from muster.features.publishing.actions.editing import may_clear, may_write
from muster.features.publishing.actions.reports import discard_report, rename_report, start_report
from muster.features.publishing.forms import StartForm, TitleForm
from muster.features.publishing.models import Report
from muster.features.publishing.views.answers import done


def report_or_404(viewer: User, pk: int) -> Report:
    try:
        return queries.report(viewer, pk)
    except Report.DoesNotExist as error:
        raise Http404 from error


@require_safe
def index(request: HttpRequest) -> HttpResponse:
    viewer = signed_in(request)
    context = {
        "reports": queries.reports(viewer),
        "may_start": may(viewer, Verb.PUBLISH, Subject.REPORT),
        "tab": "reports",
    }
    return render(request, "publishing/reports.html", context)


@require_http_methods(["GET", "POST"])
def start(request: HttpRequest) -> HttpResponse:
    person = require(signed_in(request), Verb.PUBLISH, Subject.REPORT)
    form = StartForm(request.POST or None)
    if request.method == "POST" and form.is_valid():
        values = form.cleaned_data
        try:
            report = start_report(
                person,
                values["kind"],
                form.period(),
                values["units"],
                language=values["language"],
                title=values["title"],
            )
        except ValidationError as error:
            form.add_error(None, error)
        else:
            messages.success(request, _("The report is drawn from the register. Now it wants editing."))
            return redirect("publishing:report", report.pk)
    return render(request, "publishing/start.html", {"form": form})


@require_safe
def page(request: HttpRequest, pk: int) -> HttpResponse:
    viewer = signed_in(request)
    report = report_or_404(viewer, pk)
    checklist = queries.checklist(viewer, report)
    chapters = [
        {
            "standing": each,
            "may_write": may_write(viewer, each.chapter),
            "may_clear": may_clear(viewer, each.chapter) and each.chapter.written,
        }
        for each in checklist.chapters
    ]
    written = [each.chapter for each in checklist.chapters if each.chapter.written]
    context = {
        "report": report,
        "chapters": chapters,
        "may_export": may(viewer, Verb.EXPORT, Subject.REPORT),
        "checklist": checklist,
        "cleared": sum(chapter.state in {"cleared", "published"} for chapter in written),
        "written": len(written),
        "versions": queries.versions(viewer, report),
        "may_publish": may(viewer, Verb.PUBLISH, Subject.REPORT),
        "files": queries.files(viewer, report),
        "order": queries.order(viewer, report),
        "not_cleared": Reason.NOT_CLEARED,
    }
    return render(request, "publishing/report.html", context)


@require_http_methods(["GET", "POST"])
def settings(request: HttpRequest, pk: int) -> HttpResponse:
    """The title, and discarding a draft."""
    person = require(signed_in(request), Verb.PUBLISH, Subject.REPORT)
    report = report_or_404(person, pk)
    form = TitleForm(request.POST or None, initial={"title": report.title})
    if request.method == "POST" and form.is_valid():
        done(request, lambda: rename_report(person, report, form.cleaned_data["title"]))
        return redirect("publishing:report", report.pk)
    return render(request, "publishing/settings.html", {"form": form, "report": report})


@require_POST
def discard(request: HttpRequest, pk: int) -> HttpResponse:
    person = signed_in(request)
    report = report_or_404(person, pk)
    if not done(request, lambda: discard_report(person, report)):
        return redirect("publishing:report", report.pk)
    messages.success(request, _("“%(title)s” was discarded.") % {"title": report.title})
    return redirect("publishing:reports")


@require_http_methods(["GET", "POST"])
def abbreviations(request: HttpRequest, pk: int) -> HttpResponse:
    """What the text defines, what it does not, and what people said of it."""
    person = signed_in(request)
    report = report_or_404(person, pk)
    if request.method == "POST":
        short, words = request.POST.get("short", ""), request.POST.get("words", "")
        ignored = "ignored" in request.POST
        done(request, lambda: explain_abbreviation(person, report, short, words, ignored=ignored))
        return redirect("publishing:abbreviations", report.pk)
    found = queries.abbreviations_of(person, report)
    context = {
        "report": report,
        "found": found,
        "may_write": may(person, Verb.CHANGE, Subject.REPORT) and not report.published,
    }
    return render(request, "publishing/abbreviations.html", context)
