"""The list of reports, with what is under way, and handing in."""

from __future__ import annotations

from typing import Any

from django.contrib import messages
from django.core.files.uploadedfile import UploadedFile
from django.core.paginator import Page, Paginator
from django.http import HttpRequest, HttpResponse, JsonResponse
from django.shortcuts import redirect, render
from django.urls import reverse
from django.utils.html import format_html
from django.utils.translation import gettext as _
from django.utils.translation import ngettext
from django.views.decorators.http import require_GET, require_POST

from muster.core import files
from muster.features.accounts.rights import Subject, Verb, may, require
from muster.features.audit import looks
from muster.features.intake import actions, queries
from muster.features.intake.forms import FiltersForm, HandInForm
from muster.features.intake.models import Document
from muster.features.intake.sentences import sentence, time_left
from muster.ui.templatetags import show

PAGE = 40  # documents
SPOKEN = 12  # files about which a message of its own is given


@require_GET
def documents(request: HttpRequest) -> HttpResponse:
    """The reports handed in; with htmx only the list itself, again and again while something is under way."""
    form = FiltersForm(request.GET)
    page = Paginator(queries.documents(request.user, form.filters()), PAGE).get_page(request.GET.get("page"))
    looks.told("document", found=page.paginator.count)
    progress = queries.progress(request.user)
    context: dict[str, Any] = {
        "page": page,
        "rows": rows(page, progress, request),
        "progress": progress,
        "time_left": time_left(progress.seconds),
        "filtered": any(form.cleaned_data.values()),
        "query": _query(request),
    }
    if request.htmx and not request.htmx.boosted:  # type: ignore[attr-defined]
        return render(request, "intake/list.html", context)
    hand_in = HandInForm(request.user) if may(request.user, Verb.CREATE, Subject.DOCUMENT) else None
    return render(
        request,
        "intake/documents.html",
        {**context, "filters": form, "hand_in": hand_in, "to_review": queries.drafts_to_review(request.user)},
    )


def rows(page: Page[Document], progress: queries.Progress, request: HttpRequest) -> list[dict[str, Any]]:
    """What the list shows of each document."""
    counts = queries.draft_counts(document.pk for document in page)
    return [
        {
            "document": document,
            "drafts": (drafts := counts.get(document.pk, {})),
            "reviewed": queries.reviewed(document, drafts),
            "left": time_left(progress.left.get(document.pk)),
            "error": sentence(document.error_code, document.error_params) if document.error_code else "",
            "may_change": queries.may_change(request.user, document),
        }
        for document in page
    ]


@require_POST
def hand_in(request: HttpRequest) -> HttpResponse:
    """Take the files of the form. A script asks for JSON, a line a file; a plain form gets messages."""
    require(request.user, Verb.CREATE, Subject.DOCUMENT)
    form = HandInForm(request.user, request.POST, request.FILES)
    refused = [_told(name, "refused", str(actions.too_large(name))) for name in files.refused_files(request)]
    taken = []
    if form.is_valid():
        taken = [_take(request, file, form) for file in form.cleaned_data["reports"]]
    elif not refused:
        refused = [_told("", "refused", str(error)) for errors in form.errors.values() for error in errors]
    results = taken + refused
    if request.headers.get("X-Requested-With") == "XMLHttpRequest":
        return JsonResponse({"files": results})
    _say(request, results)
    return redirect("intake:documents")


def _take(request: HttpRequest, file: UploadedFile[Any], form: HandInForm) -> dict[str, str]:
    name, unit = file.name or _("The file"), form.cleaned_data["unit"]
    person = require(request.user, Verb.CREATE, Subject.DOCUMENT)
    try:
        handed_in = actions.hand_in(person, file.chunks(), name, unit, form.marks)
    except actions.Refusal as refusal:
        return _told(name, "refused", str(refusal))
    url = reverse("intake:document", args=[handed_in.document.pk])
    if handed_in.new:
        return _told(name, "accepted", _("%(file)s was handed in.") % {"file": name}, url)
    return _told(name, "known", _known(handed_in.document, name), url)


def _known(document: Document, name: str) -> str:
    return _("%(file)s was already handed in on %(day)s as %(known)s.") % {
        "file": name,
        "day": show.day(document.uploaded_at),
        "known": document.file_name,
    }


def _told(name: str, state: str, words: str, url: str = "") -> dict[str, str]:
    return {"name": name, "state": state, "sentence": words, "url": url}


def _say(request: HttpRequest, results: list[dict[str, str]]) -> None:
    """A message for each file that is not simply accepted, and one for all those that are."""
    accepted = sum(result["state"] == "accepted" for result in results)
    if accepted:
        messages.success(
            request, ngettext("%(n)d report handed in.", "%(n)d reports handed in.", accepted) % {"n": accepted}
        )
    others = [result for result in results if result["state"] != "accepted"]
    for result in others[:SPOKEN]:
        say = messages.warning if result["state"] == "known" else messages.error
        link = format_html(' <a href="{}">{}</a>', result["url"], _("Show it")) if result["url"] else ""
        say(request, format_html("{}{}", result["sentence"], link))
    if len(others) > SPOKEN:
        messages.warning(request, _("… and %(n)d more.") % {"n": len(others) - SPOKEN})


def _query(request: HttpRequest) -> str:
    """The filters as they stand, for the links to other pages."""
    query = request.GET.copy()
    query.pop("page", None)
    return query.urlencode()
