"""One document: what was recognised, where it stands, its history, its original."""

from __future__ import annotations

from collections.abc import Callable
from typing import Any

from django.contrib import messages
from django.http import FileResponse, Http404, HttpRequest, HttpResponse, HttpResponseBase
from django.shortcuts import redirect, render
from django.urls import NoReverseMatch, reverse
from django.utils.translation import gettext as _
from django.views.decorators.http import require_GET, require_http_methods, require_POST

from muster.core import files
from muster.core.conflicts import Conflict
from muster.core.web.downloads import as_download
from muster.domain.review.marking import READ_LANGUAGES
from muster.features.accounts.models import User
from muster.features.accounts.rights import Subject, Verb, may, require
from muster.features.intake import actions, queries
from muster.features.intake.forms import DocumentForm, PeriodForm
from muster.features.intake.models import Document, DraftState, Stage
from muster.features.intake.sentences import notes, sentence, time_left
from muster.features.intake.showing import difference, facts, history, language_name


@require_GET
def document(request: HttpRequest, pk: int) -> HttpResponse:
    """What it is and where it stands; with htmx only where it stands."""
    found = get(request, pk)
    context = {"document": found, **_state(request, found)}
    if request.htmx:  # type: ignore[attr-defined]
        return _live(request, context)
    content = queries.document_text(request.user, found)
    asking = found.stage == Stage.ASKING and context["may_change"]
    context |= {
        "content": content,
        "facts": facts(found, content),
        "notes": notes(found.notes),
        "same_text": queries.same_text(request.user, found),
        "near_texts": queries.near_texts(request.user, found),
        "history": history(request.user, found),
        "may_export": may(request.user, Verb.EXPORT, Subject.DOCUMENT, found.unit),
        "form": PeriodForm(instance=found, initial={"version": found.version}) if asking else None,
    }
    return render(request, "intake/document.html", context)


def _live(request: HttpRequest, context: dict[str, Any]) -> HttpResponse:
    if context["document"].under_way:
        return render(request, "intake/state.html", context)
    answer = HttpResponse()
    answer["HX-Refresh"] = "true"  # it has ended: everything on the page is different now
    return answer


@require_http_methods(["GET", "POST"])
def correct(request: HttpRequest, pk: int) -> HttpResponse:
    """Correct what was recognised. Who saves later sees what somebody else saved meanwhile, and decides."""
    found = get(request, pk)
    person = require(
        request.user,
        Verb.CHANGE,
        Subject.DOCUMENT,
        None if found.uploaded_by_id == person_of(request).pk else found.unit,
    )
    form = DocumentForm(person, request.POST or None, instance=found, initial={"version": found.version})
    differences: list[tuple[str, str, str]] = []
    if request.method == "POST" and form.is_valid():
        try:
            kept = actions.correct(person, pk, form.cleaned_data["version"], form.changes())
        except Conflict as conflict:
            differences = [difference(name, pair) for name, pair in conflict.difference.items()]
            current: Any = conflict.current
            form = DocumentForm(person, request.POST.dict() | {"version": current.version}, instance=found)
        else:
            _say_corrected(request, kept, form.changed_data)
            return redirect("intake:document", pk)
    context = {"document": Document.objects.get(pk=pk), "form": form, "differences": differences}
    return render(request, "intake/correct.html", context, status=409 if differences else 200)


@require_POST
def give_period(request: HttpRequest, pk: int) -> HttpResponse:
    """The answer to the question that a document without a period asks; what does not fit goes to the full form."""
    found = get(request, pk)
    form = PeriodForm(request.POST, instance=found)
    if not form.is_valid() or not form.cleaned_data["period_end"]:
        messages.error(request, _("Give the first and the last day of the period."))
        return redirect("intake:document", pk)
    try:
        actions.correct(person_of(request), pk, form.cleaned_data["version"], form.changes())
    except Conflict:
        messages.warning(request, _("Somebody else changed this document in the meantime. Look at it again."))
    return redirect("intake:document", pk)


@require_GET
def original(request: HttpRequest, pk: int) -> HttpResponseBase:
    """The bytes as they came, always as a download: what others sent us is never shown as a page of ours."""
    found = get(request, pk)
    require(request.user, Verb.EXPORT, Subject.DOCUMENT, found.unit)
    try:
        file = files.opened(found.original_id)
    except files.DamagedOriginal:
        messages.error(request, sentence("original-damaged", {"file": found.file_name}))
        return redirect("intake:document", pk)
    except files.Unavailable:
        messages.error(request, _("The store of originals is out of reach just now. Try again later."))
        return redirect("intake:document", pk)
    return as_download(FileResponse(file), found.file_name, "application/octet-stream")


@require_POST
def retry(request: HttpRequest, pk: int) -> HttpResponse:
    return _do(request, pk, actions.retry)


@require_POST
def stop(request: HttpRequest, pk: int) -> HttpResponse:
    return _do(request, pk, actions.stop)


@require_POST
def again(request: HttpRequest, pk: int) -> HttpResponse:
    return _do(request, pk, actions.extract_again)


def _do(request: HttpRequest, pk: int, action: Callable[[User, int], Document]) -> HttpResponse:
    """Act on the document and go back to where the button was."""
    get(request, pk)
    try:
        action(person_of(request), pk)
    except actions.Refusal as refusal:
        messages.error(request, str(refusal))
    if request.POST.get("back") == "list":
        query = request.POST.get("query", "")
        return redirect(reverse("intake:documents") + (f"?{query}" if query else ""))
    return redirect("intake:document", pk)


def get(request: HttpRequest, pk: int) -> Document:
    """The document, or the page that says there is none."""
    try:
        return queries.document(request.user, pk)
    except Document.DoesNotExist:
        raise Http404 from None


def person_of(request: HttpRequest) -> User:
    return require(request.user, Verb.READ, Subject.DOCUMENT)


def _state(request: HttpRequest, document: Document) -> dict[str, Any]:
    """Where it stands: stage, time left, error, drafts, and what may be done."""
    counts = queries.draft_counts([document.pk]).get(document.pk, {})
    under_way = queries.progress(request.user) if document.under_way else None
    may_change = queries.may_change(request.user, document)
    return {
        "drafts": [(DraftState(state), counts[state]) for state in DraftState.values if state in counts],
        "reviewed": queries.reviewed(document, counts),
        "left": time_left(under_way.left.get(document.pk)) if under_way else "",
        "worker": under_way.worker if under_way else True,
        "error": sentence(document.error_code, document.error_params) if document.error_code else "",
        "review_url": _review(document) if counts or document.stage == Stage.READY else None,
        "unread_language": "" if document.language in READ_LANGUAGES else language_name(document.language),
        "may_change": may_change,
        "may_extract": may_change and document.stage == Stage.READY and set(counts) <= {DraftState.OPEN},
    }


def _review(document: Document) -> str | None:
    """The review screen, where there is one."""
    try:
        return reverse("review:document", args=[document.pk])
    except NoReverseMatch:
        return None


def _say_corrected(request: HttpRequest, document: Document, changed: list[str]) -> None:
    messages.success(request, _("Kept."))
    if document.stage == Stage.READY and "period_end" in changed:
        messages.info(request, _("Its activities were found with the former period. You can have them found again."))
