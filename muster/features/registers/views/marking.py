"""Records that somebody chose in the list of a register, marked in one step."""

from __future__ import annotations

from typing import Any

from django.contrib import messages
from django.http import HttpRequest, HttpResponse, QueryDict
from django.shortcuts import redirect, render
from django.urls import reverse
from django.utils.translation import gettext as _
from django.views.decorators.http import require_POST

from muster.core.web.numbers import with_versions
from muster.core.web.selections import opened, sealed
from muster.features.accounts.rights import Verb, require, signed_in
from muster.features.markings.forms import TogetherForm
from muster.features.markings.views.together import marked_after_shown, shown_first
from muster.features.registers import queries
from muster.features.registers.definitions import definition_of
from muster.features.registers.filters import read_filters
from muster.features.registers.models import Register
from muster.features.registers.views.finding import register_at
from muster.ui.numbers import grouped

SALT = "registers.marking"
LIMIT = 1_000  # records in one go


@require_POST
def mark(request: HttpRequest, code: str) -> HttpResponse:
    """One address for all steps: which records (`which`), how (`step` preview), then it is done (`step` apply)."""
    register = register_at(request, code)
    require(signed_in(request), Verb.MARK, register.subject)
    versions = _chosen(request, register)
    back = f"{reverse('registers:records', args=[code])}?{request.POST.get('query', '')}"
    if problem := _wrong_number(versions):
        messages.warning(request, problem)
        return redirect(back)
    form = TogetherForm(request.POST if "step" in request.POST else None)
    context: dict[str, Any] = {
        "register": register,
        "count": len(versions),
        "selection": sealed(versions, SALT),
        "query": request.POST.get("query", ""),
        "back": back,
        "marks_form": form,
    }
    if form.is_valid():
        done = marked_after_shown(request, "record", versions, form)
        if done is not None:
            context["left"] = [one for one in done if one.left]
            return render(request, "registers/not_marked.html", context) if context["left"] else redirect(back)
        context |= shown_first(request, "record", versions, form)
    return render(request, "registers/mark.html", context, status=400 if form.errors else 200)


def _chosen(request: HttpRequest, register: Register) -> dict[int, int]:
    """Key -> version: as chosen before, all that the filters find, or picked one by one."""
    if given := request.POST.get("selection"):
        return opened(given, SALT)
    if request.POST.get("which") == "all" and register.current:
        filters = read_filters(QueryDict(request.POST.get("query", "")), definition_of(register.current).form)
        return queries.versions_of(signed_in(request), register, filters, LIMIT + 1)  # one more tells: too many
    return with_versions(request.POST.getlist("pick"))


def _wrong_number(versions: dict[int, int]) -> str:
    if len(versions) > LIMIT:
        said = _("No more than %(most)s records are marked together: narrow the filters.")
        return said % {"most": grouped(LIMIT)}
    return "" if versions else _("Select some records first.")
