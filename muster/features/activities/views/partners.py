"""The partners of the register: every name of each, joined and taken apart by who acts for the whole mission."""

from __future__ import annotations

from django.contrib import messages
from django.core.exceptions import ValidationError
from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.utils.translation import gettext as _
from django.views.decorators.http import require_GET, require_POST

from muster.features.accounts.rights import Subject, Verb, may, require, signed_in
from muster.features.activities import actions, queries

SHOWN = 200  # partners of one page; what is not among them is found by its words


@require_GET
def partners(request: HttpRequest) -> HttpResponse:
    viewer, part = signed_in(request), request.GET.get("q", "").strip()
    found = queries.known_partners(viewer, part)
    context = {
        "q": part,
        "partners": found[:SHOWN],
        "count": len(found),
        "shown": SHOWN,
        "ambiguous": queries.ambiguous_names(viewer),
        "may_name": may(viewer, Verb.CHANGE, Subject.PARTNER),
    }
    return render(request, "activities/partners.html", context)


@require_POST
def join(request: HttpRequest) -> HttpResponse:
    """First which name stays, then it is done."""
    person = require(signed_in(request), Verb.CHANGE, Subject.PARTNER)
    keys = request.POST.getlist("pick")
    known_as = request.POST.get("known_as", "")
    chosen = [one for one in queries.known_partners(person) if one.names[0].key in keys]
    if len(chosen) > 1 and not known_as:
        return render(request, "activities/join_partners.html", {"partners": chosen})
    try:
        actions.join_partners(person, keys, known_as)
    except ValidationError as error:
        messages.error(request, " ".join(error.messages))
    else:
        messages.success(request, _("These are one partner now. Each name can be taken apart again."))
    return redirect("activities:partners")


@require_POST
def part(request: HttpRequest) -> HttpResponse:
    try:
        actions.part_partner(signed_in(request), request.POST.get("name", ""))
    except ValidationError as error:
        messages.error(request, " ".join(error.messages))
    else:
        messages.success(request, _("The name is a partner of its own again; entries keep what they write."))
    return redirect("activities:partners")
