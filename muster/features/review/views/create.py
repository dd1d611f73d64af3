"""Marking an activity: words chosen in the document, or sentences from a list, become a new draft."""

from __future__ import annotations

from collections.abc import Sequence

from django.contrib import messages
from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect
from django.utils.translation import gettext as _
from django.views.decorators.http import require_POST

from muster.core.web.numbers import whole
from muster.features.accounts.rights import signed_in
from muster.features.intake.models import Draft
from muster.features.review import actions, queries
from muster.features.review.actions import NotOpen
from muster.features.review.views.screen import address, document_of, shown_draft


@require_POST
def create(request: HttpRequest, pk: int) -> HttpResponse:
    """A draft of the words between two offsets: `from`, `to`, or without scripts `first`, `last`."""
    document = document_of(request, pk)
    try:
        created = actions.create(signed_in(request), document, *_chosen(request))
    except NotOpen as refusal:
        messages.warning(request, refusal.messages[0])
        return redirect(address(document, shown_draft(request, document)))
    messages.success(request, _("A new draft of these words. Fill in what they do not say."))
    if created.overlapping:
        messages.warning(request, _overlap_sentence(created.overlapping))
    return redirect(address(document, created.draft))


def _chosen(request: HttpRequest) -> tuple[int, int]:
    """Two offsets; nothing at all where one of them is no number."""
    start, end = (
        whole(request.POST.get(chosen) or request.POST.get(listed, ""))
        for chosen, listed in (("from", "first"), ("to", "last"))
    )
    return (0, 0) if start is None or end is None else (start, end)


def _overlap_sentence(drafts: Sequence[Draft]) -> str:
    titles = ", ".join(f"“{queries.title(draft) or '—'}”" for draft in drafts)
    return _("Some of these words are in another draft too: %(titles)s. Take care that nothing is counted twice.") % {
        "titles": titles
    }
