"""Reading: the screen, more of its text, all drafts with who decided, who else is here, the list of what waits."""

from __future__ import annotations

from django.core.paginator import Paginator
from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import render
from django.views.decorators.http import require_GET, require_safe

from muster.core.web.numbers import whole
from muster.features.accounts.rights import signed_in
from muster.features.review import actions, queries, reading
from muster.features.review.views.screen import current_of, document_of, screen

UNFOUND = 20  # newest documents without any draft that are shown under those that wait
LISTED = 100  # drafts or documents on a page


@require_safe
def queue(request: HttpRequest) -> HttpResponse:
    """Documents that wait for review: one's own structure first, the oldest first."""
    waiting = Paginator(queries.to_review(signed_in(request)), LISTED)
    page = waiting.get_page(request.GET.get("page"))
    unfound = queries.unfound(signed_in(request))
    context = {
        "page": page,
        "person": signed_in(request),
        "unfound": unfound[:UNFOUND],
        "more": unfound.count() - UNFOUND,
    }
    return render(request, "review/queue.html", context)


@require_safe
def document(request: HttpRequest, pk: int) -> HttpResponse:
    """The document beside the fields of one of its drafts."""
    return screen(request, document_of(request, pk), request.GET.get("draft", ""))


@require_GET
def text(request: HttpRequest, pk: int) -> HttpResponse:
    """One more part of the text at the edge of a gap, with the gap that remains. Parts are counted from 0."""
    found = document_of(request, pk)
    if not hasattr(found, "content"):
        raise Http404
    setting = queries.setting(found.content)
    try:
        first, last = (int(request.GET[name][:9]) for name in ("first", "last"))
    except (KeyError, ValueError):
        raise Http404 from None
    if not 0 <= first <= last < len(setting.parts):
        raise Http404
    standing = list(queries.drafts(signed_in(request), found))
    draft = current_of(standing, request.GET.get("draft", ""))
    marks = reading.marked(standing, draft, found.content.text)
    backwards = request.GET.get("edge") == "last"
    shown: list[reading.Gap | reading.Paragraph] = []
    shown += reading.paragraphs(setting, found.content, marks, last if backwards else first)
    if backwards and first < last:
        shown.insert(0, reading.gap(setting, first, last - 1, "last"))
    elif first < last:
        shown.append(reading.gap(setting, first + 1, last, "first"))
    return render(request, "review/text.html", {"document": found, "draft": draft, "text": reading.groups(shown)})


@require_safe
def drafts(request: HttpRequest, pk: int) -> HttpResponse:
    """All drafts of a document: what became of each, by whom and when; and in sum."""
    found = document_of(request, pk)
    standing = list(queries.drafts(signed_in(request), found))
    marked_by = queries.marked_by(found)
    numbered = Paginator([(number, one, marked_by.get(one.pk)) for number, one in enumerate(standing, 1)], LISTED)
    context = {
        "document": found,
        "page": numbered.get_page(request.GET.get("page")),
        "progress": queries.progress(standing),
        "reviewers": queries.reviewers(signed_in(request), found),
    }
    return render(request, "review/drafts.html", context)


@require_GET
def present(request: HttpRequest, pk: int) -> HttpResponse:
    """Who else has the document open; asking says that one has it open oneself."""
    person, found = signed_in(request), document_of(request, pk)
    actions.be_present(person, found, whole(request.GET.get("draft", "")))
    return render(request, "review/present.html", {"others": queries.others_here(person, found)})
