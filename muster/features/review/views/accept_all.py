"""Accepting all drafts above a confidence: shown first, then done at once or not at all."""

from __future__ import annotations

from django.contrib import messages
from django.core.exceptions import ValidationError
from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.utils.translation import gettext as _
from django.utils.translation import ngettext
from django.views.decorators.http import require_http_methods

from muster.core.web.numbers import with_versions
from muster.domain.review.fields import read_of
from muster.features.accounts.rights import Subject, Verb, require, signed_in
from muster.features.intake.models import Document, Draft
from muster.features.review import actions, queries
from muster.features.review.actions import DraftConflict, Seen
from muster.features.review.forms import SurenessForm
from muster.features.review.labels import FIELDS, sureness, when
from muster.features.review.views.screen import address, document_of

AT_ONCE = 300  # drafts that are shown and accepted at once; the page stays small on a slow line


@require_http_methods(["GET", "POST"])
def accept_all(request: HttpRequest, pk: int) -> HttpResponse:
    """How many and which; a person then accepts those that they left ticked."""
    document = document_of(request, pk)
    require(signed_in(request), Verb.REVIEW, Subject.DOCUMENT, document.unit)
    if request.method == "POST":
        return _do(request, document)
    return _show(request, document)


def _do(request: HttpRequest, document: Document) -> HttpResponse:
    ticked = with_versions(request.POST.getlist("draft")).items()
    try:
        number = actions.accept_all(signed_in(request), document, [Seen(*one) for one in ticked])
    except DraftConflict as conflict:
        who = conflict.draft.changed_by or ""
        title = queries.title(conflict.draft)
        messages.warning(
            request,
            _("%(person)s changed “%(title)s” meanwhile. Nothing was accepted; look at the list again.")
            % {"person": who, "title": title},
        )
        return _show(request, document, 409)
    except ValidationError as refusal:
        messages.warning(request, " ".join(refusal.messages))
        return _show(request, document, 422)
    said = ngettext(
        "%(number)s draft accepted into the register.", "%(number)s drafts accepted into the register.", number
    )
    messages.success(request, said % {"number": number})
    return redirect(address(document))


def _show(request: HttpRequest, document: Document, status: int = 200) -> HttpResponse:
    data = {"above": request.GET.get("above") or request.POST.get("above") or "90"}
    form = SurenessForm(data, queries.SURENESS)
    above = (form.cleaned_data["above"] if form.is_valid() else 90) / 100
    sure = queries.sure_drafts(signed_in(request), document, above)
    batch = sure.ready[:AT_ONCE]
    context = {
        "document": document,
        "form": form,
        "above": round(above * 100),
        "ready": [(draft, queries.title(draft), _when(draft), sureness(draft.confidence)) for draft in batch],
        "later": len(sure.ready) - len(batch),
        "incomplete": [
            (draft, queries.title(draft), [FIELDS[name] for name in names])
            for draft, names in sure.incomplete[:AT_ONCE]
        ],
    }
    return render(request, "review/accept_all.html", context, status=status)


def _when(draft: Draft) -> str:
    return when(*(read_of(draft.fields, name)["value"] for name in ("start", "end")))
