"""The links of a record: what lies around it, searching another register, linking, taking a link away."""

from __future__ import annotations

from typing import Any

from django.contrib import messages
from django.core.exceptions import ValidationError
from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.utils.translation import gettext as _
from django.views.decorators.http import require_GET, require_POST

from muster.core.conflicts import Conflict
from muster.core.web.numbers import whole
from muster.features.accounts.rights import signed_in
from muster.features.registers.actions.linking import add_link, remove_link
from muster.features.registers.drawing import picture
from muster.features.registers.models import Link, Record
from muster.features.registers.queries import links as reads
from muster.features.registers.views.finding import record_at


@require_GET
def links(request: HttpRequest, pk: int) -> HttpResponse:
    return _page(request, record_at(request, pk))


@require_POST
def add(request: HttpRequest, pk: int) -> HttpResponse:
    person, record = signed_in(request), record_at(request, pk)
    other, version = (whole(request.POST.get(name, "")) or 0 for name in ("other", "version"))
    try:
        made = add_link(person, record, request.POST.get("code", ""), other, version)
    except ValidationError as error:
        return _page(request, record, 400, problem=" ".join(error.messages))
    except Conflict as conflict:
        return _page(request, record_at(request, pk), 409, problem=str(conflict))
    messages.success(request, _("Linked with “%(name)s”.") % {"name": made.other})
    return redirect("registers:links", pk)


@require_POST
def remove(request: HttpRequest, pk: int, link: int) -> HttpResponse:
    person, record = signed_in(request), record_at(request, pk)
    found = (
        Link.objects.filter(pk=link, record=record, ended_at=None)
        .select_related("record__register", "record__unit")
        .first()
    )
    if found is None:
        raise Http404
    try:
        remove_link(person, found, whole(request.POST.get("version", "")) or 0)
    except Conflict as conflict:
        return _page(request, record_at(request, pk), 409, problem=str(conflict))
    messages.success(request, _("The link is taken away."))
    return redirect("registers:links", pk)


def _page(request: HttpRequest, record: Record, status: int = 200, problem: str = "") -> HttpResponse:
    viewer = signed_in(request)
    around, asked = reads.around(viewer, record), request.GET or request.POST
    kinds = reads.kinds(viewer, record.register) if reads.may_link(viewer, record) else []
    kind = next((one for one in kinds if one.code == asked.get("code")), None)
    words = asked.get("q", "")
    context: dict[str, Any] = {
        "record": record,
        "register": record.register,
        "links": reads.links_of(viewer, record),
        "around": around,
        "picture": picture(around) if len(around.steps[1]) else "",
        "kinds": kinds,
        "kind": kind,
        "words": words,
        "found": reads.candidates(viewer, record, kind.register, words) if kind else [],
        "problem": problem,
    }
    return render(request, "registers/links.html", context, status=status)
