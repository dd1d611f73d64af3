"""The text of a document, with line numbers and page marks."""

from __future__ import annotations

from collections.abc import Iterator
from typing import Any

from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import render
from django.views.decorators.http import require_GET

from muster.core.web.numbers import whole
from muster.features.intake import queries
from muster.features.intake.models import DocumentText
from muster.features.intake.views.document import get

LINES = 250  # of text on one page


@require_GET
def text(request: HttpRequest, pk: int) -> HttpResponse:
    """A piece of the text at a time; `line` names a line that is to be seen."""
    document = get(request, pk)
    content = queries.document_text(request.user, document)
    if content is None:
        raise Http404
    count = len(content.lines)
    first = min(_wanted(request), max(count, 1))
    first -= (first - 1) % LINES
    last = min(first + LINES - 1, count)
    context = {
        "document": document,
        "lines": list(_lines(content, first, last, document.recognised)),
        "first": first,
        "last": last,
        "count": count,
        "pages": content.pages,
        "previous": first - LINES if first > 1 else None,
        "next": last + 1 if last < count else None,
    }
    return render(request, "intake/text.html", context)


def _wanted(request: HttpRequest) -> int:
    return whole(request.GET.get("line", "")) or 1


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
    for span in spans:
        low, high = max(span[0], at), min(span[1], end)
        if low < high:
            if at < low:
                yield text[at:low], False
            yield text[low:high], True
            at = high
    if at < end:
        yield text[at:end], False
