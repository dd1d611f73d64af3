"""Several records chosen in a list are marked in one step, once it was shown what that does; for the pages of any."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from typing import Any

from django.contrib import messages
from django.http import HttpRequest
from django.utils.translation import ngettext

from muster.features.accounts.rights import signed_in
from muster.features.markings.actions import Remarked, mark_together, preview_together
from muster.features.markings.forms import TogetherForm

SHOWN = 100  # records of the preview


def marked_after_shown(
    request: HttpRequest, code: str, versions: Mapping[int, int], form: TogetherForm
) -> list[Remarked] | None:
    """What became of each; None where it is to be shown first, or lowers some without a reason."""
    person, reason = signed_in(request), form.cleaned_data["reason"]
    if request.POST.get("step") != "apply" or form.cleaned_data["seen"] != form.asked:
        return None
    if not reason and any(one.lowered for one in preview_together(person, code, versions, form.wish)):
        return None
    done = mark_together(person, code, versions, form.wish, reason)
    _tell(request, done)
    return done


def shown_first(request: HttpRequest, code: str, versions: Mapping[int, int], form: TogetherForm) -> dict[str, Any]:
    """What would become of the marks; what would stay as it is comes first, with the reason."""
    found = preview_together(signed_in(request), code, versions, form.wish)
    left, changed = [one for one in found if one.left], [one for one in found if one.changed]
    return {
        "asked": form.asked,
        "marks_preview": [*left, *changed][:SHOWN],
        "marks_more": len(left) + len(changed) > SHOWN,
        "marks_left": len(left),
        "marks_changed": len(changed),
        "marks_same": len(found) - len(left) - len(changed),
        "marks_lowered": sum(one.lowered for one in changed),
        "marks_named": sum(one.named for one in changed),
    }


def _tell(request: HttpRequest, done: Sequence[Remarked]) -> None:
    changed, named = sum(one.changed for one in done), sum(one.named for one in done)
    said = ngettext("%(n)d record is marked anew.", "%(n)d records are marked anew.", changed)
    (messages.success if changed else messages.warning)(request, said % {"n": changed})
    if named:
        said = ngettext(
            "Your role does not reach so high: you are named for %(n)d of them, so that you go on seeing it.",
            "Your role does not reach so high: you are named for %(n)d of them, so that you go on seeing them.",
            named,
        )
        messages.info(request, said % {"n": named})
