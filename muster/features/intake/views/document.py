"""One document: what was recognised, its stage and history, its text, its original."""

from __future__ import annotations

from collections.abc import Callable, Iterator
from typing import Any

from django.contrib import messages
from django.http import FileResponse, Http404, HttpRequest, HttpResponse, HttpResponseBase
from django.shortcuts import redirect, render
from django.urls import NoReverseMatch, reverse
from django.utils.translation import gettext as _
from django.views.decorators.http import require_GET, require_http_methods, require_POST

from muster.core import files
from muster.domain.periods import show_range
from muster.features.accounts.models import User
from muster.features.accounts.rights import Verb, require
from muster.features.intake import actions, queries
from muster.features.intake.forms import LANGUAGES, DocumentForm
from muster.features.intake.models import Document, DocumentText, DraftState, ReportKind, Stage
from muster.features.intake.sentences import notes, sentence, time_left

LINES = 250  # of text on one page


@require_GET
def document(request: HttpRequest, pk: int) -> HttpResponse:
    """What it is and where it stands; with htmx only where it stands."""
    found = _get(request, pk)
    context = {"document": found, **_state(request, found)}
    if request.htmx:  # type: ignore[attr-defined]
        if found.under_way:
            return render(request, "intake/state.html", context)
        answer = HttpResponse()
        answer["HX-Refresh"] = "true"  # it has ended: everything on the page is different now
        return answer
    context |= {
        "facts": _facts(found),
        "notes": notes(found.notes),
        "same_text": queries.same_text(request.user, found),
        "history": _history(request, found),
        "deliveries": found.deliveries.select_related("person"),
        "form": DocumentForm(request.user, instance=found, initial={"version": found.version})
        if found.stage == Stage.ASKING and context["may_change"]
        else None,
    }
    return render(request, "intake/document.html", context)


@require_http_methods(["GET", "POST"])
def correct(request: HttpRequest, pk: int) -> HttpResponse:
    """Correct what was recognised. Who saves later sees what somebody else saved meanwhile, and decides."""
    found = _get(request, pk)
    person = require(request.user, Verb.UPLOAD, None if found.uploaded_by_id == _person(request).pk else found.unit)
    form = DocumentForm(person, request.POST or None, instance=found, initial={"version": found.version})
    differences: list[tuple[str, str, str]] = []
    if request.method == "POST" and form.is_valid():
        changes = {field: form.cleaned_data[field] for field in actions.CORRECTABLE}
        try:
            kept = actions.correct(person, pk, form.cleaned_data["version"], changes)
        except actions.Conflict as conflict:
            differences = [_pair(name, pair) for name, pair in conflict.theirs.items()]
            form.data = form.data.copy()  # type: ignore[attr-defined]
            form.data["version"] = str(conflict.document.version)  # type: ignore[index]
        else:
            _say_corrected(request, kept, form.changed_data)
            return redirect("intake:document", pk)
    context = {"document": Document.objects.get(pk=pk), "form": form, "differences": differences}
    return render(request, "intake/correct.html", context, status=409 if differences else 200)


@require_GET
def text(request: HttpRequest, pk: int) -> HttpResponse:
    """The text with line numbers and page marks, a piece at a time; `line` names a line that is to be seen."""
    found = _get(request, pk)
    content = DocumentText.objects.filter(document=found).first()
    if content is None:
        raise Http404
    count = len(content.lines)
    first = min(max(_number(request, "line"), 1), max(count, 1))
    first -= (first - 1) % LINES
    last = min(first + LINES - 1, count)
    context = {
        "document": found,
        "lines": list(_lines(content, first, last, found.recognised)),
        "first": first,
        "last": last,
        "count": count,
        "pages": content.pages,
        "previous": first - LINES if first > 1 else None,
        "next": last + 1 if last < count else None,
    }
    return render(request, "intake/text.html", context)


@require_GET
def original(request: HttpRequest, pk: int) -> HttpResponseBase:
    """The bytes as they came, always as a download: what others sent us is never shown as a page of ours."""
    found = _get(request, pk)
    try:
        path = files.verified_path(found.original_id)
    except files.DamagedOriginal:
        messages.error(request, sentence("original-damaged", {"file": found.file_name}))
        return redirect("intake:document", pk)
    answer = FileResponse(path.open("rb"), as_attachment=True, filename=found.file_name)
    answer["Content-Type"] = "application/octet-stream"
    answer["X-Content-Type-Options"] = "nosniff"
    answer["Content-Security-Policy"] = "sandbox; default-src 'none'"
    return answer


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
    _get(request, pk)
    try:
        action(_person(request), pk)
    except actions.Refusal as refusal:
        messages.error(request, str(refusal))
    if request.POST.get("back") == "list":
        query = request.POST.get("query", "")
        return redirect(reverse("intake:documents") + (f"?{query}" if query else ""))
    return redirect("intake:document", pk)


def _get(request: HttpRequest, pk: int) -> Document:
    try:
        return queries.document(request.user, pk)
    except Document.DoesNotExist:
        raise Http404 from None


def _person(request: HttpRequest) -> User:
    return require(request.user, Verb.READ)


def _state(request: HttpRequest, document: Document) -> dict[str, Any]:
    """Where it stands: stage, time left, error, drafts, and what may be done."""
    counts = queries.draft_counts([document.pk]).get(document.pk, {})
    under_way = queries.progress(request.user) if document.under_way else None
    untouched = set(counts) <= {DraftState.OPEN}
    may_change = queries.may_change(request.user, document)
    return {
        "drafts": [(DraftState(state), counts[state]) for state in DraftState.values if state in counts],
        "left": time_left(under_way.left.get(document.pk)) if under_way else "",
        "worker": under_way.worker if under_way else True,
        "error": sentence(document.error_code, document.error_params) if document.error_code else "",
        "review_url": _review(document) if counts else None,
        "may_change": may_change,
        "may_extract": may_change and document.stage == Stage.READY and untouched,
    }


def _review(document: Document) -> str | None:
    """The review screen, where there is one."""
    try:
        return reverse("review:document", args=[document.pk])
    except NoReverseMatch:
        return None


def _label(name: str) -> str:
    labels = {"unit_id": _("Structure"), **{key: str(value) for key, value in DocumentForm.Meta.labels.items()}}
    return labels.get(name, _("Language"))


def _pair(name: str, pair: tuple[Any, Any]) -> tuple[str, str, str]:
    """A field's label and two values of it, for people."""
    show = _shown(name)
    return _label(name), show(pair[0]), show(pair[1])


def _shown(name: str) -> Callable[[Any], str]:
    """How a field's value is shown to people."""

    def show(value: Any) -> str:
        if value in (None, ""):
            return "–"
        if name == "kind":
            return str(ReportKind(value).label)
        if name == "language":
            return str(dict(LANGUAGES).get(value, value))
        return show_range(value, None) if name.startswith("period") else str(value)

    return show


def _facts(document: Document) -> list[dict[str, Any]]:
    """What was recognised: label, value, why, and the line that says so."""
    period = show_range(document.period_start, document.period_end)
    rows = (
        ("title", _("Title"), document.title),
        ("unit", _("Structure"), document.unit.name if document.unit else ""),
        ("period", _("Period"), period),
        ("kind", _("Kind"), document.get_kind_display()),
        ("language", _("Language"), _shown("language")(document.language) if document.language else ""),
    )
    starts = _line_starts(document)
    return [{"label": label, "value": value, **_source(document, name, starts)} for name, label, value in rows]


def _source(document: Document, name: str, starts: list[int]) -> dict[str, Any]:
    """Where a field was recognised; nothing where a person has put another value."""
    found = document.recognised.get(name)
    if not found or not _is_value(document, name, found["value"]):
        return {"why": _("Set by a person.") if found else "", "line": None}
    span = found["span"]
    line = sum(start <= span[0] for start in starts) if span else None
    return {"why": sentence(*found["reason"]), "line": line}


def _is_value(document: Document, name: str, recognised: Any) -> bool:
    now: dict[str, Any] = {
        "title": document.title,
        "unit": document.unit.code if document.unit else None,
        "language": document.language,
        "period": [str(document.period_start), str(document.period_end)],
    }
    same: bool = (recognised[:2] if name == "period" else recognised[:300]) == now[name]
    return same


def _line_starts(document: Document) -> list[int]:
    lines = DocumentText.objects.filter(document=document).values_list("lines", flat=True).first()
    return [line[0] for line in lines or []]


def _history(request: HttpRequest, document: Document) -> list[dict[str, Any]]:
    return [
        {
            "at": change.at,
            "by": change.by,
            "fields": [_pair(name, pair) for name, pair in change.fields.items()],
        }
        for change in queries.changes(request.user, document)
    ]


def _say_corrected(request: HttpRequest, document: Document, changed: list[str]) -> None:
    messages.success(request, _("Kept."))
    if document.stage == Stage.READY and {"period_end", "unit"} & set(changed):
        messages.info(request, _("The drafts were found with the former values. You can find the activities again."))


def _number(request: HttpRequest, name: str) -> int:
    given = request.GET.get(name, "")
    return int(given) if given.isdecimal() and len(given) < 10 else 1


def _lines(content: DocumentText, first: int, last: int, recognised: dict[str, Any]) -> Iterator[dict[str, Any]]:
    """Lines with their number, their page where it begins, and the pieces of text that something was recognised by."""
    spans = sorted(tuple(one["span"]) for one in recognised.values() if one["span"])
    before = content.lines[first - 2][2] if first > 1 else None
    for number, (start, end, page, role, *_rest) in enumerate(content.lines[first - 1 : last], first):
        pieces = list(_pieces(content.text, start, end, spans))
        yield {"number": number, "page": page if page != before else None, "role": role or "", "pieces": pieces}
        before = page


def _pieces(text: str, start: int, end: int, spans: list[tuple[int, ...]]) -> Iterator[tuple[str, bool]]:
    """The line cut at the spans: (text, whether it is within one)."""
    at = start
    for low, high in spans:
        low, high = max(low, at), min(high, end)
        if low < high:
            if at < low:
                yield text[at:low], False
            yield text[low:high], True
            at = high
    if at < end:
        yield text[at:end], False
