"""Requests of people about their own data: the list, one of them, the search, what they are given."""

from __future__ import annotations

from collections.abc import Callable

from django.contrib import messages
from django.core.exceptions import ValidationError
from django.http import HttpRequest, HttpResponse
from django.shortcuts import get_object_or_404, redirect, render
from django.utils import timezone
from django.utils.translation import gettext as _
from django.views.decorators.http import require_GET, require_http_methods, require_POST

from muster.core.conflicts import Conflict
from muster.core.web.downloads import as_download
from muster.core.web.numbers import whole
from muster.features.accounts.models import User
from muster.features.accounts.rights import Subject, Verb, may, require, signed_in
from muster.features.protection import exporting, queries, searching
from muster.features.protection.actions import requests as actions
from muster.features.protection.forms import AnswerForm, RequestForm, SearchForm
from muster.features.protection.models import Request, RequestState


@require_GET
def index(request: HttpRequest) -> HttpResponse:
    """The open ones first, by the day they are due."""
    viewer = signed_in(request)
    context = {
        "requests": queries.requests(viewer),
        "today": timezone.localdate(),
        "may_change": may(viewer, Verb.CHANGE, Subject.PERSONAL_DATA),
    }
    return render(request, "protection/requests.html", context)


@require_http_methods(["GET", "POST"])
def new(request: HttpRequest) -> HttpResponse:
    person = require(request.user, Verb.CHANGE, Subject.PERSONAL_DATA)
    form = RequestForm(request.POST or None, initial={"received": timezone.localdate()})
    if request.method == "POST" and form.is_valid():
        made = actions.register(person, form.cleaned_data)
        messages.success(request, _("The request is registered."))
        return redirect("protection:request", made.pk)
    return render(request, "protection/new_request.html", {"form": form}, status=400 if form.errors else 200)


@require_http_methods(["GET", "POST"])
def request(request: HttpRequest, pk: int) -> HttpResponse:
    """One request; what is sent is its answer."""
    viewer, found = _found(request, pk)
    form = AnswerForm(request.POST or None, initial={"seen": found.version})
    if request.method == "POST" and form.is_valid():
        said = form.cleaned_data
        try:
            actions.answer(viewer, found, said["state"], said["answer"], said["seen"])
        except Conflict as conflict:
            messages.error(request, str(conflict))
        else:
            messages.success(request, _("The answer is kept."))
        return redirect("protection:request", pk)
    context = {
        "asked": found,
        "form": form if found.state == RequestState.OPEN else None,
        "search": SearchForm(initial={"names": found.subject}),
        "late": found.late(timezone.localdate()),
        "may_change": may(viewer, Verb.CHANGE, Subject.PERSONAL_DATA),
        "may_export": may(viewer, Verb.EXPORT, Subject.PERSONAL_DATA),
    }
    return render(request, "protection/request.html", context, status=400 if form.errors else 200)


@require_POST
def longer(request: HttpRequest, pk: int) -> HttpResponse:
    return _said(request, pk, actions.take_longer, request.POST.get("reason", ""))


@require_POST
def identity(request: HttpRequest, pk: int) -> HttpResponse:
    """How it was checked who they are."""
    return _said(request, pk, actions.check_identity, request.POST.get("identity", ""))


def _said(request: HttpRequest, pk: int, act: Callable[[User, Request, str, int], Request], words: str) -> HttpResponse:
    """Keep what was said of a request, then its page again."""
    viewer, found = _found(request, pk)
    try:
        act(viewer, found, words, whole(request.POST.get("seen", "")) or 0)
    except Conflict as conflict:
        messages.error(request, str(conflict))
    except ValidationError as error:
        messages.error(request, " ".join(error.messages))
    return redirect("protection:request", pk)


@require_POST
def search(request: HttpRequest, pk: int) -> HttpResponse:
    """Everything that names the person. Sent as a form, so that the name stands in no address and no log."""
    viewer = require(request.user, Verb.EXPORT, Subject.PERSONAL_DATA)
    _viewer, found = _found(request, pk)
    form = SearchForm(request.POST)
    hits = searching.search(viewer, found, form.cleaned_data["names"]) if form.is_valid() else None
    return _hits(request, found, form, hits)


@require_POST
def export(request: HttpRequest, pk: int) -> HttpResponse:
    """What the person is given, as a file."""
    viewer = require(request.user, Verb.EXPORT, Subject.PERSONAL_DATA)
    _viewer, found = _found(request, pk)
    form = SearchForm(request.POST)
    if not form.is_valid():
        return _hits(request, found, form)
    hits = searching.find(viewer, form.cleaned_data["names"])
    picked = searching.marked(hits, request.POST.getlist("record"))
    others = [name.strip() for name in request.POST.get("others", "").splitlines() if name.strip()]
    try:
        made = exporting.export(viewer, found, picked, others)
    except ValidationError as error:
        form.add_error(None, error)
        return _hits(request, found, form, hits)
    return as_download(HttpResponse(made, content_type="application/zip"), f"{found.reference}.zip")


def _hits(
    request: HttpRequest, found: Request, form: SearchForm, hits: list[searching.Hit] | None = None
) -> HttpResponse:
    """What was found; the names go on to the export as they were looked for, one a line."""
    names = "\n".join(form.cleaned_data.get("names", []))
    context = {"asked": found, "form": form, "hits": hits, "names": names}
    return render(request, "protection/search.html", context, status=400 if form.errors else 200)


def _found(request: HttpRequest, pk: int) -> tuple[User, Request]:
    viewer = require(request.user, Verb.READ, Subject.PERSONAL_DATA)
    return viewer, get_object_or_404(Request, pk=pk)
